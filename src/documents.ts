import type { DocumentReader } from "./feeds/types.ts";
import type { FetchResult, KnownVersion } from "./fetcher.ts";

export type Fetch = (url: URL, known: KnownVersion) => Promise<FetchResult>;

interface Kept {
  readonly version: KnownVersion;
  readonly atMs: number;
}

/**
 * Which version of each of a page's documents was last dealt with. A version counts as dealt with only once what it
 * said has been parsed, observed and published; until then it is asked for anew.
 */
export class PageDocuments {
  readonly #kept = new Map<string, Kept>();

  /** Starts a reading. Nothing it fetches is kept before `commit`. */
  begin(url: URL, openIncidents: ReadonlySet<string>, nowMs: number, fetch: Fetch): DocumentReading {
    return new DocumentReading(this.#kept, url, openIncidents, nowMs, fetch);
  }

  /** Forgets everything, so that all is read anew. */
  clear(): void {
    this.#kept.clear();
  }
}

export class DocumentReading implements DocumentReader {
  readonly url: URL;
  readonly openIncidents: ReadonlySet<string>;
  readonly #kept: Map<string, Kept>;
  readonly #pending = new Map<string, KnownVersion>();
  readonly #nowMs: number;
  readonly #fetch: Fetch;

  constructor(
    kept: Map<string, Kept>,
    url: URL,
    openIncidents: ReadonlySet<string>,
    nowMs: number,
    fetch: Fetch,
  ) {
    this.#kept = kept;
    this.url = url;
    this.openIncidents = openIncidents;
    this.#nowMs = nowMs;
    this.#fetch = fetch;
  }

  async get(url: URL, { fresh = false } = {}): Promise<FetchResult> {
    const known = (fresh ? undefined : this.#kept.get(url.href)?.version) ?? {};
    const result = await this.#fetch(url, known);
    if (result.outcome === "modified") this.#pending.set(url.href, result.version);
    if (result.outcome === "unchanged") this.#pending.set(url.href, known);
    return result;
  }

  ageMs(url: URL): number {
    return this.#nowMs - (this.#kept.get(url.href)?.atMs ?? Number.NEGATIVE_INFINITY);
  }

  revisit(url: URL): void {
    this.#pending.set(url.href, {});
  }

  /** What this reading fetched has been dealt with. */
  commit(): void {
    for (const [href, version] of this.#pending) this.#kept.set(href, { version, atMs: this.#nowMs });
  }
}
