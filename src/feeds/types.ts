import type { Document } from "../http/document.ts";
import type { FailureCode } from "../http/failure.ts";
import type { FetchResult } from "../http/fetcher.ts";
import type { Snapshot } from "../types.ts";
import type { FormatName } from "./index.ts";

/** What a format's reader was written against: payloads as captured, the vendor's own samples, or descriptions only. */
export type Proof = "captured" | "documented" | "unproven";

/**
 * A kind of status page. To add one: a file in this folder that exports a `FeedFormat`, and a line in `index.ts`.
 * A format turns documents into snapshots. It knows nothing of what was seen before, and nothing of who is told.
 */
export interface FeedFormat {
  /** For help texts and messages, with its article: "an Instatus page". */
  readonly label: string;
  readonly proof: Proof;
  /** Whether the address alone says that it is one of these: a host of the product's, or a path only it has. */
  matches(url: URL): boolean;
  /** Where such documents lie on a page, most telling first. `page` ends with a slash. */
  probes(page: URL): readonly URL[];
  /** Whether what is watched is the page, whose documents the format finds itself, and not the one document. */
  readonly watchesPage: boolean;
  /** Whether a document is one of these, by its content; never throws. */
  recognises(document: Document): boolean;
  /** Whether a web page was made by this product, though what is to be read lies elsewhere; never throws. */
  marks?(page: Document): boolean;
  /**
   * Of formats with one document for many services: its address, whichever of the page's addresses is given. Providers
   * of the same one share its readings.
   */
  shared?(url: URL): URL;
  /**
   * Of formats, or addresses of theirs, that are one document and nothing else: which. While that is unchanged, so is
   * the page, and `read` need not be asked.
   */
  onlyDocument?(url: URL): URL | undefined;
  /** Reads the page by way of `documents`, choosing the cheapest way that misses nothing. */
  read(documents: DocumentReader): Promise<Reading>;
}

/** The documents of one provider's page, during one reading. */
export interface DocumentReader {
  /** The provider's address as configured. */
  readonly url: URL;
  /** When the reading began, in epoch milliseconds. */
  readonly nowMs: number;
  /** What readings found on the page and later ones need too, such as a key in its HTML: kept while it is watched. */
  readonly found: Map<string, string>;
  /** Ids of incidents and maintenances that were open when the page was last read. */
  readonly openIncidents: ReadonlySet<string>;
  /**
   * A conditional GET: `unchanged` also where the bytes are those of the version last dealt with.
   * `fresh` asks for the document itself, whatever is known of it.
   */
  get(url: URL, options?: { fresh?: boolean }): Promise<FetchResult>;
  /** Milliseconds since the document was last asked for and the answer dealt with; infinite if never. */
  ageMs(url: URL): number;
  /** Whether the document could be read at some time in the last `ms`. */
  wasReadWithin(url: URL, ms: number): boolean;
  /** Has the document read anew next time, even if it does not change: what it announced could not be had yet. */
  revisit(url: URL): void;
  /**
   * Whether to go on waiting for documents to agree, where there is anything to wait for: not for longer than `ms`.
   * `what` tells apart things that are waited for at the same time.
   */
  waits(isWaiting: boolean, ms: number, what?: string): boolean;
  /** What the document answered cannot be read: the version before stays the one that is known. */
  reject(url: URL): void;
  /**
   * What a reading noted of the document, by which a later one may tell that it says the same. Undefined where nothing
   * was, or where it is time to read it wholly again, whatever it looks like.
   */
  noted(url: URL): string | undefined;
  /** Notes it for later readings, in place of what was noted before; counts only once this reading has been dealt with. */
  note(url: URL, text: string | undefined): void;
}

/** What came of one reading. Only a snapshot is ever observed. */
export type Reading =
  | {
      readonly outcome: "read";
      readonly snapshot: Snapshot;
      /** The page's address from now on: every hop of the way to it was permanent. */
      readonly movedTo?: URL;
      /** The page is another product's than before. */
      readonly relocated?: Relocated;
    }
  | Exclude<FetchResult, { outcome: "modified" }>;

export interface Relocated {
  readonly from: FormatName;
  readonly format: FormatName;
  readonly url: URL;
}

/** A document is not what its format reads. */
export class FormatError extends Error {
  readonly code: Extract<FailureCode, "not_this_format" | "malformed">;
  constructor(code: FormatError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
