import { type Clock, wasWithin } from "../clock.ts";
import type { Detection } from "../feeds/detection/detect.ts";
import { FORMATS, type FormatName } from "../feeds/index.ts";
import type { Reading } from "../feeds/types.ts";

/** What is read, and as what. */
export interface Target {
  readonly format: FormatName;
  readonly url: URL;
}

const UNREADABLE_IN_A_ROW = 3;
const LOOK_AGAIN_AFTER_MS = 86_400_000;

/**
 * Whether a page has become another product's. Answers that cannot be read, several in a row, are a sign; so is a feed
 * that another program writes.
 */
export class Relocation {
  readonly #clock: Pick<Clock, "now">;
  #unreadable = 0;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #generator: string | undefined;
  #homeGenerator: string | undefined;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** What wrote the page before it moved. */
  get homeGenerator(): string | undefined {
    return this.#homeGenerator;
  }

  /** Notes a reading; whether it is time to see what the page is now. */
  suspects(reading: Reading): boolean {
    this.#unreadable = isUnreadable(reading) ? this.#unreadable + 1 : 0;
    return this.#unreadable >= UNREADABLE_IN_A_ROW || this.#hasOtherGenerator(reading);
  }

  /** The page is read as something else from now on, and has been read so. */
  relocated(generator: string | undefined, wasHome: boolean): void {
    this.#unreadable = 0;
    if (wasHome) this.#homeGenerator = this.#generator;
    this.#generator = generator;
  }

  /** A search asks a host for many documents: once a day. Asking counts as one. */
  mayLook(): boolean {
    const nowMs = this.#clock.now();
    if (wasWithin(LOOK_AGAIN_AFTER_MS, this.#lookedMs, nowMs)) return false;
    this.#lookedMs = nowMs;
    return true;
  }

  #hasOtherGenerator(reading: Reading): boolean {
    if (reading.outcome !== "read") return false;
    const { generator } = reading.snapshot.page;
    const hasChanged =
      this.#generator !== undefined && generator !== undefined && generator !== this.#generator;
    this.#generator ??= generator;
    return hasChanged;
  }
}

/** What a page is to be read as from now on, if that is something else. */
export function whereTo(
  from: { readonly format?: string | undefined; readonly url: URL },
  detection: Detection,
): Target | undefined {
  // What could not be looked at for a passing reason may be what the page still is.
  if (!detection.found || !detection.isSettled) return undefined;
  const { format, url } = detection;
  const isSame = format === from.format && url.href === from.url.href;
  // Any site may have a feed, of its blog for one: only where it is plainly of a status page is it taken for that.
  const isPage = FORMATS[format].watchesPage || /status/i.test(url.href);
  return isSame || !isPage ? undefined : { format, url };
}

/** The server is there, and answers with something that this page used not to be. */
export function isUnreadable(reading: Reading): boolean {
  if (reading.outcome !== "failed") return false;
  const { code } = reading.failure;
  const isRefusal = reading.status !== undefined && reading.status >= 400 && reading.status < 500;
  return isRefusal || code === "not_this_format" || code === "malformed" || code === "emptied";
}
