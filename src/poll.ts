import type { Bus } from "./bus.ts";
import type { Clock } from "./clock.ts";
import type { ConditionLog } from "./conditions.ts";
import { type DocumentReading, PageDocuments } from "./documents.ts";
import { detect, formatByAddress } from "./feeds/detect.ts";
import { FORMATS, formatNamed } from "./feeds/index.ts";
import { tidySnapshot } from "./feeds/tidy.ts";
import type { FeedFormat, Reading } from "./feeds/types.ts";
import type { Fetcher } from "./fetcher.ts";
import { isWanted } from "./filter.ts";
import { describeUrl } from "./http/url.ts";
import type { Logger } from "./log.ts";
import type { StateStore } from "./state/memory.ts";
import { type ObserveOptions, observe } from "./state/observe.ts";
import { observeFailure, observeSuccess } from "./state/reach.ts";
import { EMPTY_MEMORY, type ProviderMemory } from "./state/types.ts";
import type { Provider, StatusEvent } from "./types.ts";

/** What every poll needs. */
export interface PollContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly fetcher: Fetcher;
  readonly store: StateStore;
  readonly bus: Pick<Bus, "publish">;
  readonly options: ObserveOptions;
  /** Once true, what fetches come back with is our own closing of their connections. */
  readonly isStopping: () => boolean;
}

/** A provider being watched, with what belongs to its watching rather than to its page. */
export class Watched {
  readonly provider: Provider;
  readonly conditions: ConditionLog;
  readonly documents = new PageDocuments();
  /** Detected at the first reading where the configuration names none. */
  target: Target | undefined;

  constructor(provider: Provider, conditions: ConditionLog) {
    this.provider = provider;
    this.conditions = conditions;
    const url = new URL(provider.url);
    const name = provider.format ?? formatByAddress(url);
    const format = name === undefined ? undefined : formatNamed(name);
    if (format) this.target = { format, url };
  }
}

interface Target {
  readonly format: FeedFormat;
  readonly url: URL;
}

/** How a poll went, for the pace of the next. */
export interface PollOutcome {
  /** Failures in a row, this one included. */
  readonly failures: number;
  /** Set where the host asked to be left alone for that long. */
  readonly retryAfterMs?: number;
}

/** One poll: fetch, parse, observe, publish, save. What was published is what is saved; nothing is saved before. */
export async function poll(watched: Watched, context: PollContext): Promise<PollOutcome> {
  const { clock, store, bus, options } = context;
  const { provider } = watched;
  const memory = store.get(provider.name) ?? EMPTY_MEMORY;

  const { reading, documents } = await read(watched, memory, context);

  if (context.isStopping()) return { failures: 0 };
  const occasion = { provider: provider.name, detectedAtMs: clock.now(), source: "poll" } as const;
  if (reading.outcome === "failed" || reading.outcome === "throttled") {
    watched.conditions.failed(reading.failure);
    const missed = observeFailure(memory, reading.failure.reason, occasion);
    bus.publish(wanted(missed.events, provider));
    store.set(provider.name, missed.memory);
    const retryAfterMs = reading.outcome === "throttled" ? reading.retryAfterMs : undefined;
    return { failures: missed.memory.reach.failures, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }

  watched.conditions.succeeded(reading.outcome === "read" ? reading.movedTo : undefined);
  const reached = observeSuccess(memory, occasion);
  const seen =
    reading.outcome === "read"
      ? observe(reached.memory, tidySnapshot(reading.snapshot), occasion, options)
      : { memory: reached.memory, events: [] };
  bus.publish(wanted([...reached.events, ...seen.events], provider));
  if (seen.memory !== memory) store.set(provider.name, seen.memory);
  documents?.commit();
  return { failures: 0 };
}

/** Reads the page; whatever goes wrong, a bug of ours included, is an outcome of this provider and no other's. */
async function read(
  watched: Watched,
  memory: ProviderMemory,
  context: PollContext,
): Promise<{ reading: Reading; documents?: DocumentReading }> {
  const { provider } = watched;
  const { clock, fetcher, log } = context;
  try {
    const target = watched.target ?? (await findTarget(watched, context));
    if ("outcome" in target) return { reading: target };
    const openIncidents = new Set([...memory.incidents].filter(([, { open }]) => open).map(([id]) => id));
    const documents = watched.documents.begin(target.url, openIncidents, clock.now(), (url, known) =>
      fetcher.fetch(url, known, headersFor(url, provider)),
    );
    return { reading: await target.format.read(documents), documents };
  } catch (error) {
    log.debug(error instanceof Error && error.stack ? error.stack : String(error));
    const reason =
      "this page made status-watch itself fail; please report it (--log-level debug shows where)";
    return { reading: { outcome: "failed", failure: { code: "internal", reason } } };
  }
}

async function findTarget(watched: Watched, { fetcher, log }: PollContext): Promise<Target | Reading> {
  const { provider } = watched;
  const address = new URL(provider.url);
  const detection = await detect(address, (url) => fetcher.fetch(url, {}, headersFor(url, provider)));
  if (!detection.found) {
    const where = describeUrl(address);
    const reason = `${where} is no status page of a known kind; give its \`format:\`, or the address of its feed`;
    return detection.unread ?? { outcome: "failed", failure: { code: "unknown_format", reason } };
  }
  log.info(`${provider.name}: read as ${detection.format}: ${detection.why}`);
  watched.target = { format: FORMATS[detection.format], url: detection.url };
  return watched.target;
}

/** The user's headers are for the provider's own origin. */
function headersFor(url: URL, provider: Provider): Record<string, string> {
  return url.origin === new URL(provider.url).origin ? provider.headers : {};
}

function wanted(events: readonly StatusEvent[], provider: Provider): StatusEvent[] {
  return events.filter((event) => isWanted(event, provider.filter));
}
