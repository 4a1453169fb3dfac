import { type Clock, wasWithin } from "../clock.ts";
import { type Detection, detect } from "../feeds/detection/detect.ts";
import type { Reading } from "../feeds/types.ts";
import type { FetchResult } from "../http/fetcher.ts";
import { describeUrl } from "../http/url.ts";
import type { Logger } from "../log.ts";
import type { Provider } from "../provider.ts";
import { conceal } from "../secrets.ts";
import type { Target } from "./relocation.ts";

const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 3_600_000;

interface SearchContext {
  readonly log: Logger;
  readonly clock: Pick<Clock, "now">;
  readonly fetch: (url: URL) => Promise<FetchResult>;
}

/** Finding out what a page is of which that is written nowhere, or which has become something else. */
export class PageSearch {
  readonly #provider: Provider;
  readonly #address: URL;
  readonly #context: SearchContext;
  /** The last search that found nothing. */
  #inVain: { readonly atMs: number; readonly restMs: number; readonly reading: Reading } | undefined;
  /** What spoke for the format when it was last detected. */
  #why: string | undefined;

  constructor(provider: Provider, address: URL, context: SearchContext) {
    this.#provider = provider;
    this.#address = address;
    this.#context = context;
  }

  /** What the page is at present. */
  look(): Promise<Detection> {
    return detect(this.#address, this.#context.fetch);
  }

  /**
   * What the page is, and whether it may be taken for that from now on. Where nothing is found, the reading that came of
   * it, which stands until it is time to look again.
   */
  async find(): Promise<{ readonly target: Target; readonly isSettled: boolean } | Reading> {
    const nowMs = this.#context.clock.now();
    if (this.#inVain && wasWithin(this.#inVain.restMs, this.#inVain.atMs, nowMs)) return this.#inVain.reading;
    const detection = await this.look();
    if (!detection.found) return this.#nothingFound(detection.unread, nowMs);
    const { format, url, why, isSettled } = detection;
    this.#inVain = undefined;
    if (this.#why !== why) {
      const line = `${this.#provider.name}: read as ${format}: ${why}`;
      this.#context.log.info(conceal(line, this.#provider));
    }
    this.#why = why;
    return { target: { format, url }, isSettled };
  }

  #nothingFound(unread: Extract<Detection, { found: false }>["unread"], nowMs: number): Reading {
    // Such a search was a short one: nobody answered, or asked to be left alone.
    if (unread && !("status" in unread)) return unread;
    const reason = `${describeUrl(this.#address)} is no status page of a known kind`;
    const hint = "give its `format:`, or the address of its feed";
    const reading: Reading = unread ?? {
      outcome: "failed",
      failure: { code: "unknown_format", reason, hint },
    };
    // A search asks for dozens of documents: the longer in vain, the more seldom.
    const restMs = Math.min((this.#inVain?.restMs ?? FIRST_REST_MS / 2) * 2, LONGEST_REST_MS);
    this.#inVain = { atMs: nowMs, restMs, reading };
    return reading;
  }
}
