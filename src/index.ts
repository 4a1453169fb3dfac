import { App } from "./app.ts";
import { DEFAULT_INTERVAL_MS, MAX_INTERVAL_MS, MIN_INTERVAL_MS } from "./config/fields.ts";
import type { Consumer } from "./consumers/types.ts";
import { UsageError } from "./errors.ts";
import { unknownFormat } from "./feeds/detection/unknown-format.ts";
import { FORMAT_NAMES, type FormatName } from "./feeds/index.ts";
import { type Logger, silentLogger } from "./log.ts";
import { present } from "./present.ts";
import type { Provider, ProviderFilter } from "./provider.ts";
import type { StatusEvent } from "./types.ts";

export type {
  Change,
  ComponentStatus,
  EventKind,
  Impact,
  IncidentStatus,
  Source,
  Status,
  StatusEvent,
} from "./types.ts";
export type { FormatName, Logger };

export interface WatchProvider {
  readonly name: string;
  /** The status page, or one exact feed or API address. */
  readonly url: string;
  /** Detected when left out. */
  readonly format?: FormatName;
  /** From 250 to 86,400,000; default 60,000. */
  readonly intervalMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly filter?: Partial<ProviderFilter>;
  /** Whether redirects and links of the page may lead into private networks; default false. */
  readonly allowPrivate?: boolean;
}

export interface WatchOptions {
  readonly providers: readonly WatchProvider[];
  /** Ends the watching. Leaving the loop does so too. */
  readonly signal?: AbortSignal;
  /** Tell of edits of updates that were told before; default false. */
  readonly edits?: boolean;
  /** At the first sight of a page, tell of each incident that is open; default true. */
  readonly ongoing?: boolean;
  /** Default: silence. */
  readonly log?: Logger;
}

/**
 * Watches status pages and yields what is new, until the loop is left or the signal aborted.
 *
 * ```ts
 * for await (const event of watch({ providers: [{ name: "GitHub", url: "https://www.githubstatus.com" }] })) {
 *   console.log(event.product, event.status, event.message);
 * }
 * ```
 * @throws {UsageError} an address or an interval that is none, a format that is none, two providers of one name
 */
export async function* watch(options: WatchOptions): AsyncGenerator<StatusEvent, void, undefined> {
  const { signal, edits = false, ongoing = true, log = silentLogger } = options;
  const providers = options.providers.map(toProvider);
  const names = new Set(providers.map(({ name }) => name));
  if (names.size < providers.length) throw new UsageError("two providers have the same name");
  const hand = new Handover();
  const app = new App({ consumers: [{ consumer: hand }], log, edits, ongoing });
  const end = () => hand.end();
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted) end();
  try {
    app.watch(providers);
    for (let event = await hand.next(); event; event = await hand.next()) yield event;
  } finally {
    signal?.removeEventListener("abort", end);
    hand.end();
    await app.stop();
  }
}

/** Hands events one by one from the bus to a loop; the bus holds, and bounds, what the loop has not come to yet. */
class Handover implements Consumer {
  readonly name = "watch";
  #offered: { event: StatusEvent; taken: () => void } | undefined;
  #waiting: ((event: StatusEvent | undefined) => void) | undefined;
  #isEnded = false;

  deliver(event: StatusEvent) {
    return new Promise<{ outcome: "delivered" }>((resolve) => {
      const taken = () => resolve({ outcome: "delivered" });
      if (this.#isEnded) return taken();
      if (!this.#waiting) {
        this.#offered = { event, taken };
        return;
      }
      this.#waiting(event);
      this.#waiting = undefined;
      taken();
    });
  }

  /** The next event; undefined once ended. */
  next(): Promise<StatusEvent | undefined> {
    const offered = this.#offered;
    this.#offered = undefined;
    if (offered) {
      offered.taken();
      return Promise.resolve(offered.event);
    }
    if (this.#isEnded) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  end(): void {
    this.#isEnded = true;
    this.#offered?.taken();
    this.#offered = undefined;
    this.#waiting?.(undefined);
    this.#waiting = undefined;
  }
}

const NO_FILTER: ProviderFilter = { components: [], ignoredComponents: [], ignoredKinds: [] };

function toProvider(provider: WatchProvider): Provider {
  const {
    name,
    url,
    format,
    intervalMs = DEFAULT_INTERVAL_MS,
    headers = {},
    filter,
    allowPrivate,
  } = provider;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`${name}: "${url}" is not an http or https address`);
  }
  if (!(intervalMs >= MIN_INTERVAL_MS && intervalMs <= MAX_INTERVAL_MS)) {
    throw new UsageError(
      `${name}: intervalMs is ${intervalMs}; it must be from ${MIN_INTERVAL_MS} to ${MAX_INTERVAL_MS}`,
    );
  }
  if (format !== undefined && !FORMAT_NAMES.includes(format)) {
    throw new UsageError(`${name}: ${unknownFormat(format)}`);
  }
  return {
    name,
    url,
    intervalMs,
    headers,
    filter: { ...NO_FILTER, ...filter },
    ...present({ format, allowPrivate }),
  };
}
