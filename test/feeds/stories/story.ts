import { createHash } from "node:crypto";
import { FORMATS, type FormatName } from "../../../src/feeds/index.ts";
import { tidySnapshot } from "../../../src/feeds/tidy.ts";
import { createDocument } from "../../../src/http/document.ts";
import type { FetchResult, KnownVersion } from "../../../src/http/fetcher.ts";
import { PageDocuments } from "../../../src/polling/documents.ts";
import { whatIsGone } from "../../../src/state/emptied.ts";
import { observe } from "../../../src/state/observe.ts";
import { EMPTY_MEMORY, type ProviderMemory } from "../../../src/state/types.ts";
import type { StatusEvent } from "../../../src/types.ts";
import { contentTypeOf } from "../../helpers/server.ts";

/** A made-up page that is read again and again by one of the formats while things happen on it: all but the network. */
export class Story {
  /**
   * What lies there, by path or by whole address, queries aside: text, something to be written as JSON, or the status
   * that it is refused with.
   */
  readonly site: Record<string, unknown> = {};
  /** What the last reading told. */
  events: readonly StatusEvent[] = [];
  readonly #format: FormatName;
  readonly #page: URL;
  readonly #documents = new PageDocuments();
  #memory: ProviderMemory = EMPTY_MEMORY;
  #nowMs = Date.parse("2026-03-04T12:00:00Z");

  constructor(format: FormatName, page: string) {
    this.#format = format;
    this.#page = new URL(page);
  }

  /** The page as it is from now on, read some minutes after the last time: a line for each thing told. */
  async next(site: Readonly<Record<string, unknown>> = {}, minutes = 5): Promise<string[]> {
    Object.assign(this.site, site);
    this.#nowMs += minutes * 60_000;
    this.events = await this.#read();
    return this.events.map(({ kind, change, incidentId, title, status, message }) =>
      `${kind} ${change} ${incidentId ?? title} [${status}] ${message}`.trimEnd(),
    );
  }

  async #read(): Promise<readonly StatusEvent[]> {
    const open = () => new Set([...this.#memory.incidents].flatMap(([id, one]) => (one.open ? [id] : [])));
    const reading = this.#documents.begin(this.#page, open, this.#nowMs, this.#fetch);
    const result = await FORMATS[this.#format].read(reading);
    if (result.outcome !== "read") {
      if (result.outcome !== "unchanged") throw new Error(JSON.stringify(result));
      reading.commit();
      return [];
    }
    const snapshot = tidySnapshot(result.snapshot);
    const gone = whatIsGone(this.#memory, snapshot, this.#nowMs);
    if (gone) throw new Error(`not believed: without ${gone}`);
    const occasion = { provider: "P", detectedAtMs: this.#nowMs, source: "poll" } as const;
    const { memory, events } = observe(this.#memory, snapshot, occasion, { edits: false, ongoing: true });
    this.#memory = memory;
    reading.commit();
    return events;
  }

  readonly #fetch = async (url: URL, known: KnownVersion): Promise<FetchResult> => {
    const content = this.site[url.origin + url.pathname] ?? this.site[url.pathname] ?? 404;
    if (typeof content === "number") {
      const failure = { code: "http_status", reason: `answered ${content}` } as const;
      return { outcome: "failed", failure, status: content };
    }
    const body = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
    const hash = createHash("sha256").update(body).digest("hex");
    if (hash === known.hash) return { outcome: "unchanged" };
    const document = createDocument(url, { "content-type": contentTypeOf(url.pathname) }, body);
    return { outcome: "modified", document, version: { hash } };
  };
}

/** Text as it stands within XML. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** A time of the day on which stories begin: `12:06`. */
export function at(time: string): string {
  return `2026-03-04T${time}:00Z`;
}
