import { wasWithin } from "../clock.ts";
import type { DocumentReader } from "../feeds/types.ts";
import type { FetchResult, KnownVersion } from "../http/fetcher.ts";
import { ownCopy } from "../text.ts";

export type Fetch = (url: URL, known: KnownVersion) => Promise<FetchResult>;

/** Changed in place: a poll that finds nothing new must not leave anything behind for the garbage collector. */
export interface Kept {
  version: KnownVersion;
  /** When it was last asked for and what came of it dealt with. */
  askedMs: number;
  /** When what came of it could last be read. */
  readMs: number;
  note?: Note | undefined;
}

interface Note {
  readonly text: string;
  readonly atMs: number;
}

/** By then a document is read wholly again: what is remembered of it must not grow old unseen. */
const NOTES_HOLD_MS = 43_200_000;

/** More than any page is made of. Some have one an incident: those asked for longest ago are not known any more. */
export const MOST_KEPT = 500;
/** No page has longer ones; a hostile one may have as many as it likes. */
const LONGEST_HREF = 4_096;

/** What all readings of a page share. */
interface Shared {
  readonly kept: Map<string, Kept>;
  /** Most pages have no need of these two. */
  found?: Map<string, string>;
  waitingSinceMs?: Map<string, number>;
}

interface Pending {
  readonly version: KnownVersion;
  readonly isRead: boolean;
}

/**
 * Which version of each of a page's documents was last dealt with. A version counts as dealt with only once what it
 * said has been parsed, observed and published; until then it is asked for anew.
 */
export class PageDocuments {
  readonly #shared: Shared = { kept: new Map() };

  /** Starts a reading. Nothing it fetches is kept before `commit`. */
  begin(url: URL, openIncidents: () => ReadonlySet<string>, nowMs: number, fetch: Fetch): DocumentReading {
    return new DocumentReading(this.#shared, url, openIncidents, nowMs, fetch);
  }

  /** What is kept of a document as long as these are; undefined as long as it was never dealt with. */
  keptOf(url: URL): Kept | undefined {
    return this.#shared.kept.get(url.href);
  }

  /** Documents that have changed at all are read wholly next time. */
  forgetNotes(): void {
    for (const kept of this.#shared.kept.values()) kept.note = undefined;
  }

  /** All documents are read wholly next time, whether they have changed or not. */
  forgetVersions(): void {
    this.forgetNotes();
    for (const kept of this.#shared.kept.values()) kept.version = {};
  }
}

/** A known document was asked for outside of any reading, and is as it was. */
export function stands(kept: Kept, nowMs: number, version = kept.version): void {
  kept.version = version;
  kept.askedMs = nowMs;
  kept.readMs = nowMs;
}

export class DocumentReading implements DocumentReader {
  readonly url: URL;
  readonly nowMs: number;
  readonly #shared: Shared;
  readonly #kept: Map<string, Kept>;
  readonly #openIncidents: () => ReadonlySet<string>;
  readonly #pending = new Map<string, Pending>();
  readonly #notes = new Map<string, string | undefined>();
  readonly #fetch: Fetch;

  constructor(
    shared: Shared,
    url: URL,
    openIncidents: () => ReadonlySet<string>,
    nowMs: number,
    fetch: Fetch,
  ) {
    this.#shared = shared;
    this.#kept = shared.kept;
    this.url = url;
    this.#openIncidents = openIncidents;
    this.nowMs = nowMs;
    this.#fetch = fetch;
  }

  get found(): Map<string, string> {
    this.#shared.found ??= new OwnTexts();
    return this.#shared.found;
  }

  get openIncidents(): ReadonlySet<string> {
    return this.#openIncidents();
  }

  async get(url: URL, { fresh = false } = {}): Promise<FetchResult> {
    if (url.href.length > LONGEST_HREF) return tooLong(url);
    const known = (fresh ? undefined : this.#kept.get(url.href)?.version) ?? {};
    const result = await this.#fetch(url, known);
    if (result.outcome === "modified") this.#pending.set(url.href, { version: result.version, isRead: true });
    if (result.outcome === "unchanged") {
      this.#pending.set(url.href, { version: result.version ?? known, isRead: true });
    }
    if (isRefusal(result)) this.reject(url);
    return result;
  }

  ageMs(url: URL): number {
    return this.#since(this.#kept.get(url.href)?.askedMs);
  }

  wasReadWithin(url: URL, ms: number): boolean {
    return this.#since(this.#kept.get(url.href)?.readMs) < ms;
  }

  revisit(url: URL): void {
    this.#pending.set(url.href, { version: {}, isRead: true });
    this.note(url, undefined);
  }

  noted(url: URL): string | undefined {
    const note = this.#kept.get(url.href)?.note;
    return note && wasWithin(NOTES_HOLD_MS, note.atMs, this.nowMs) ? note.text : undefined;
  }

  note(url: URL, text: string | undefined): void {
    this.#notes.set(url.href, text);
  }

  waits(isWaiting: boolean, ms: number, what = ""): boolean {
    if (!isWaiting) {
      this.#shared.waitingSinceMs?.delete(what);
      return false;
    }
    this.#shared.waitingSinceMs ??= new Map();
    const since = this.#shared.waitingSinceMs;
    if (!since.has(what)) since.set(what, this.nowMs);
    return this.#since(since.get(what)) < ms;
  }

  reject(url: URL): void {
    const version = this.#kept.get(url.href)?.version ?? {};
    this.#pending.set(url.href, { version, isRead: false });
  }

  /** What this reading fetched has been dealt with. */
  commit(): void {
    for (const [href, { version, isRead }] of this.#pending) {
      const kept = this.#keptAt(href);
      kept.version = version;
      kept.askedMs = this.nowMs;
      if (isRead) kept.readMs = this.nowMs;
    }
    for (const [href, text] of this.#notes) {
      this.#keptAt(href).note = text === undefined ? undefined : { text: ownCopy(text), atMs: this.nowMs };
    }
    this.#bound();
  }

  #bound(): void {
    const excess = this.#kept.size - MOST_KEPT;
    if (excess <= 0) return;
    const byAge = [...this.#kept].sort(([, a], [, b]) => a.askedMs - b.askedMs);
    for (const [href] of byAge.slice(0, excess)) this.#kept.delete(href);
  }

  /** For ever, of what lies ahead: the clock was set back, and how long ago that was is not known. */
  #since(atMs = Number.NEGATIVE_INFINITY): number {
    return atMs > this.nowMs ? Number.POSITIVE_INFINITY : this.nowMs - atMs;
  }

  #keptAt(href: string): Kept {
    let kept = this.#kept.get(href);
    if (!kept) {
      kept = { version: {}, askedMs: Number.NEGATIVE_INFINITY, readMs: Number.NEGATIVE_INFINITY };
      this.#kept.set(ownCopy(href), kept);
    }
    return kept;
  }
}

/** What is found on a page is a piece of its body, as may be the address that a URL makes of it. */
class OwnTexts extends Map<string, string> {
  override set(key: string, text: string): this {
    return super.set(ownCopy(key), ownCopy(text));
  }
}

/** A document that the page does not have, or does not give: nothing to ask for again at once. */
function isRefusal(result: FetchResult): boolean {
  return result.outcome === "failed" && result.status !== undefined && result.status < 500;
}

/** As a document that the page does not have: it is not asked for. */
function tooLong({ host }: URL): FetchResult {
  const reason = `${host} names a document whose address is longer than ${LONGEST_HREF} characters`;
  return { outcome: "failed", failure: { code: "malformed", reason }, status: 414 };
}
