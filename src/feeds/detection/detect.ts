import type { Document } from "../../http/document.ts";
import type { FailureCode } from "../../http/failure.ts";
import type { FetchResult } from "../../http/fetcher.ts";
import { describeUrl } from "../../http/url.ts";
import { PageDocuments } from "../../polling/documents.ts";
import { present } from "../../present.ts";
import { FORMAT_NAMES, FORMATS, type FormatName } from "../index.ts";
import type { Reading } from "../types.ts";
import { alternateLinks } from "./alternate-links.ts";

export type Detection = Found | NotFound;

export interface Found {
  readonly found: true;
  readonly format: FormatName;
  /** The address to watch: the page, or the feed found on it. */
  readonly url: URL;
  /** For people: what spoke for it. */
  readonly why: string;
  /** False where something more telling could not be read for a passing reason: worth another look. */
  readonly isSettled: boolean;
}

export interface NotFound {
  readonly found: false;
  /** A line for each address tried, with what it answered. */
  readonly tried: readonly string[];
  /** Set where the address itself could not be read: then there may be nothing wrong with what it leads to. */
  readonly unread?: Unread;
  /** What the address answered with, if it did. */
  readonly document?: Document;
}

type Unread = Extract<FetchResult, { outcome: "failed" | "throttled" }>;
type Fetch = (url: URL) => Promise<FetchResult>;

/** As many as one host is asked for at a time. */
const AT_ONCE = 2;
const HOPELESS: ReadonlySet<FailureCode> = new Set(["dns", "connect", "tls", "timeout", "private_address"]);
/** So many addresses that could not be reached, and none of the host's others will be. */
const MOST_UNREACHED = 2;
/** A search asks for dozens of documents; while it lasts, its host's other providers wait. */
const LONGEST_SEARCH_MS = 60_000;

/** Formats of pages are asked for before feeds, which tell less and which many a site has of something else. */
const PAGE_FORMATS = FORMAT_NAMES.filter((name) => FORMATS[name].watchesPage);
const FEED_FORMATS = FORMAT_NAMES.filter((name) => !FORMATS[name].watchesPage);

/**
 * Finds out what kind of page an address leads to. In this order: what the address answers with; whether its host is
 * a product's or a vendor's; marks of a product in the page; where each format's documents usually lie; the feeds that
 * the page links to; where feeds usually lie. Each is held to the format's content: custom domains answer 200 with a
 * web page to anything.
 */
export async function detect(address: URL, fetch: Fetch): Promise<Detection> {
  const search = new Search(address, fetch);
  return (
    (await search.byAnswer()) ??
    (await search.byHost()) ??
    (await search.byMarks()) ??
    (await search.byProbes(PAGE_FORMATS)) ??
    (await search.byLinks()) ??
    (await search.byProbes(FEED_FORMATS)) ??
    search.nothing()
  );
}

/** The format that the address alone tells; undefined where it has to be looked at. */
export function formatByAddress(url: URL): FormatName | undefined {
  return FORMAT_NAMES.find((name) => FORMATS[name].matches(url));
}

function formatOf(document: Document): FormatName | undefined {
  return FORMAT_NAMES.find((name) => FORMATS[name].recognises(document));
}

/** One search for what an address is. No document is asked for twice. */
class Search {
  readonly #address: URL;
  readonly #fetch: Fetch;
  readonly #answers = new Map<string, Promise<FetchResult>>();
  readonly #tried = new Map<string, string>();
  /** Addresses that failed for a reason that passes. */
  readonly #inPassing = new Set<string>();
  readonly #startedMs = performance.now();
  #unreached = 0;
  #isSettled = true;
  #unread: Unread | undefined;
  #document: Document | undefined;

  constructor(address: URL, fetch: Fetch) {
    this.#address = address;
    this.#fetch = fetch;
  }

  /** A host of a product's own, or a path that only it has; proved by a reading. */
  async byHost(): Promise<Found | undefined> {
    if (this.#isHopeless()) return undefined;
    const redirected = this.#document?.url ?? this.#address;
    for (const url of new Set([this.#address, redirected])) {
      const format = formatByAddress(url);
      if (!format || !(await this.#canRead(format, url))) continue;
      return this.#found(format, url, `${describeUrl(url)} is an address of ${FORMATS[format].label}`);
    }
    return undefined;
  }

  async byAnswer(): Promise<Found | undefined> {
    this.#document = await this.#read(this.#address);
    const document = this.#document;
    const format = document && formatOf(document);
    if (!format) return undefined;
    const url = FORMATS[format].watchesPage ? document.url : this.#address;
    return this.#found(format, url, `${describeUrl(url)} is ${FORMATS[format].label}`);
  }

  /** What a page shows of the product that made it; proved by a reading. */
  async byMarks(): Promise<Found | undefined> {
    const page = this.#document;
    if (!page) return undefined;
    for (const format of FORMAT_NAMES) {
      if (!FORMATS[format].marks?.(page) || !(await this.#canRead(format, page.url))) continue;
      return this.#found(
        format,
        page.url,
        `${describeUrl(page.url)} has the marks of ${FORMATS[format].label}`,
      );
    }
    return undefined;
  }

  async byProbes(formats: readonly FormatName[]): Promise<Found | undefined> {
    const page = this.#document?.url ?? this.#address;
    for (const candidates of inGroups(probesOf(page, formats), AT_ONCE)) {
      if (this.#isHopeless()) break;
      const documents = await Promise.all(candidates.map(({ url }) => this.#read(url)));
      for (const [index, { url, root }] of candidates.entries()) {
        const answer = documents[index];
        const format = answer && formatOf(answer);
        this.#isSettled &&= !this.#inPassing.has(url.href);
        // A web page may tell what made it, at whatever address; here documents are looked for.
        if (!answer || !format || answer.url.href === this.#document?.url.href) continue;
        const watch = FORMATS[format].watchesPage ? root : url;
        return this.#found(format, watch, `${describeUrl(answer.url)} is ${FORMATS[format].label}`);
      }
    }
    return undefined;
  }

  async byLinks(): Promise<Found | undefined> {
    for (const url of this.#document && !this.#isHopeless() ? alternateLinks(this.#document) : []) {
      const answer = await this.#read(url);
      const format = answer && formatOf(answer);
      if (!format) continue;
      return this.#found(format, url, `the page links to ${describeUrl(url)}, ${FORMATS[format].label}`);
    }
    return undefined;
  }

  nothing(): NotFound {
    const tried = [...this.#tried.values()];
    return { found: false, tried, ...present({ unread: this.#unread, document: this.#document }) };
  }

  /** Of a host that cannot be reached, or asks to be left alone, nothing else is to be had either. */
  #isHopeless(): boolean {
    const { outcome, failure } = this.#unread ?? {};
    const isLate = performance.now() - this.#startedMs > LONGEST_SEARCH_MS;
    const isUnreached = failure !== undefined && HOPELESS.has(failure.code);
    return outcome === "throttled" || isUnreached || this.#unreached >= MOST_UNREACHED || isLate;
  }

  #found(format: FormatName, url: URL, why: string): Found {
    return { found: true, format, url, why, isSettled: this.#isSettled };
  }

  async #canRead(format: FormatName, url: URL): Promise<boolean> {
    const documents = new PageDocuments().begin(
      url,
      () => new Set(),
      0,
      (one) => this.#get(one),
    );
    const reading = await FORMATS[format].read(documents);
    this.#isSettled &&= !isPassing(reading);
    return reading.outcome === "read";
  }

  async #read(url: URL): Promise<Document | undefined> {
    const result = await this.#get(url);
    return result.outcome === "modified" ? result.document : undefined;
  }

  #get(url: URL): Promise<FetchResult> {
    let answer = this.#answers.get(url.href);
    if (!answer) {
      answer = this.#fetch(url).then((result) => this.#note(url, result));
      this.#answers.set(url.href, answer);
    }
    return answer;
  }

  #note(url: URL, result: FetchResult): FetchResult {
    if (result.outcome === "failed" || result.outcome === "throttled") {
      this.#tried.set(url.href, result.failure.reason);
      // A host that asks to be left alone is, whatever it was asked for.
      if (url.href === this.#address.href || result.outcome === "throttled") this.#unread = result;
      if (HOPELESS.has(result.failure.code)) this.#unreached++;
      if (isPassing(result)) this.#inPassing.add(url.href);
    } else if (result.outcome === "modified") {
      this.#tried.set(url.href, `${describeUrl(url)} is no status page or feed of a known kind`);
    }
    return result;
  }
}

/** A failure that says nothing of what is there: it may be another one a little later. */
function isPassing(result: FetchResult | Reading): boolean {
  if (result.outcome === "throttled") return true;
  if (result.outcome !== "failed") return false;
  const { code } = result.failure;
  return code !== "not_this_format" && code !== "malformed" && (result.status ?? 500) >= 500;
}

interface Probe {
  readonly url: URL;
  /** The page that the document would belong to. */
  readonly root: URL;
}

/** The usual places, below the address given and below its origin, each once. */
function probesOf(page: URL, formats: readonly FormatName[]): Probe[] {
  const roots = [
    new URL(`${page.pathname.replace(/\/$/, "")}/`, page),
    new URL(".", page),
    new URL("/", page),
  ];
  const probes = formats.flatMap((format) =>
    roots.flatMap((root) => FORMATS[format].probes(root).map((url) => ({ url, root }))),
  );
  return [...new Map(probes.toReversed().map((probe) => [probe.url.href, probe])).values()].reverse();
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
