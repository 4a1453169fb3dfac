import { type DocumentReading, PageDocuments } from "./documents.ts";
import { detect, formatByAddress } from "./feeds/detect.ts";
import { FORMATS, type FormatName, formatNamed } from "./feeds/index.ts";
import { tidyFailure, tidySnapshot } from "./feeds/tidy.ts";
import type { Reading } from "./feeds/types.ts";
import type { Fetcher } from "./fetcher.ts";
import { describeUrl } from "./http/url.ts";
import type { Logger } from "./log.ts";
import { conceal } from "./secrets.ts";
import type { Provider } from "./types.ts";

export interface PageContext {
  readonly fetcher: Fetcher;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Target {
  readonly format: FormatName;
  readonly url: URL;
}

const NO_HEADERS: Readonly<Record<string, string>> = {};
const noIncidents = (): ReadonlySet<string> => new Set();

/** The status page of one provider: what kind it is, and which versions of its documents have been dealt with. */
export class Page {
  readonly #provider: Provider;
  readonly #address: URL;
  readonly #context: PageContext;
  readonly #documents = new PageDocuments();
  readonly #hasHeaders: boolean;
  #target: Target | undefined;
  /** What spoke for the format when it was last detected. */
  #why: string | undefined;
  #reading: DocumentReading | undefined;

  constructor(provider: Provider, context: PageContext) {
    this.#provider = provider;
    this.#address = new URL(provider.url);
    this.#hasHeaders = Object.keys(provider.headers).length > 0;
    this.#context = context;
    const format = formatNamed(provider.format) ?? formatByAddress(this.#address);
    if (format) this.#target = { format, url: this.#address };
  }

  /** Known from the configuration, the address, or, after a first reading, from what the page is. */
  get format(): FormatName | undefined {
    return this.#target?.format;
  }

  /**
   * Reads the page once. Never throws: whatever goes wrong, a bug of ours included, is an outcome of this page and no
   * other's. What was read counts as dealt with only after `commit`.
   */
  async read(openIncidents: () => ReadonlySet<string> = noIncidents): Promise<Reading> {
    this.#reading = undefined;
    const { log, now } = this.#context;
    try {
      const target = this.#target ?? (await this.#detect());
      if ("outcome" in target) return this.#tidy(target);
      this.#reading = this.#documents.begin(target.url, openIncidents, now(), (url, known) =>
        this.#context.fetcher.fetch(url, known, this.#headersFor(url)),
      );
      return this.#tidy(await FORMATS[target.format].read(this.#reading));
    } catch (error) {
      log.debug(error instanceof Error && error.stack ? error.stack : String(error));
      const reason = "reading this page failed inside status-watch";
      const hint = "please report it; --log-level debug shows where";
      return { outcome: "failed", failure: { code: "internal", reason, hint } };
    }
  }

  /** A reading fit to be told: what it quotes may be hostile, and the addresses it names may be secret. */
  #tidy(reading: Reading): Reading {
    if (reading.outcome === "read") return { ...reading, snapshot: tidySnapshot(reading.snapshot) };
    if (!("failure" in reading)) return reading;
    const { failure } = reading;
    const reason = conceal(failure.reason, this.#provider);
    return { ...reading, failure: tidyFailure({ ...failure, reason }) };
  }

  /** What the last reading brought has been told and saved. */
  commit(): void {
    this.#reading?.commit();
    // Kept to the next poll, it would outlive many garbage collections for nothing.
    this.#reading = undefined;
  }

  async #detect(): Promise<Target | Reading> {
    const { fetcher, log } = this.#context;
    const detection = await detect(this.#address, (url) => fetcher.fetch(url, {}, this.#headersFor(url)));
    if (!detection.found) {
      const where = describeUrl(this.#address);
      const reason = `${where} is no status page of a known kind`;
      const hint = "give its `format:`, or the address of its feed";
      return detection.unread ?? { outcome: "failed", failure: { code: "unknown_format", reason, hint } };
    }
    if (this.#why !== detection.why)
      log.info(`${this.#provider.name}: read as ${detection.format}: ${detection.why}`);
    this.#why = detection.why;
    const target = { format: detection.format, url: detection.url };
    if (detection.isSettled) this.#target = target;
    return target;
  }

  /** The user's headers are for the provider's own origin. */
  #headersFor(url: URL): Readonly<Record<string, string>> {
    // Most providers have none, and reading an origin out of a URL is not free.
    if (this.#hasHeaders && url.origin === this.#address.origin) return this.#provider.headers;
    return NO_HEADERS;
  }
}
