import type { Bus } from "./bus.ts";
import type { Clock } from "./clock.ts";
import { ConditionLog } from "./conditions.ts";
import type { Fetcher } from "./fetcher.ts";
import { isWanted } from "./filter.ts";
import type { Failure } from "./http/failure.ts";
import type { Logger } from "./log.ts";
import { Page } from "./page.ts";
import type { StateStore } from "./state/memory.ts";
import { type Observation, type ObserveOptions, observe } from "./state/observe.ts";
import { observeFailure, observeSuccess } from "./state/reach.ts";
import { memoryAt, type ProviderMemory } from "./state/types.ts";
import type { Provider, Snapshot, StatusEvent } from "./types.ts";

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

/** How a poll went, for the pace of the next. */
export interface PollOutcome {
  /** Failures in a row, this one included. */
  readonly failures: number;
  /** Set where the host asked to be left alone for that long. */
  readonly retryAfterMs?: number;
}

const OK: PollOutcome = { failures: 0 };

/** A provider being watched. */
export class Watched {
  readonly provider: Provider;
  readonly #page: Page;
  readonly #conditions: ConditionLog;
  readonly #context: PollContext;

  constructor(provider: Provider, context: PollContext) {
    const { clock, log, fetcher } = context;
    this.provider = provider;
    this.#page = new Page(provider, { fetcher, log, now: () => clock.now() });
    this.#conditions = new ConditionLog(provider, log);
    this.#context = context;
  }

  /** One poll: fetch, parse, observe, publish, save. What is saved was published, and nothing is saved before. */
  async poll(): Promise<PollOutcome> {
    const memory = memoryAt(this.provider.url, this.#context.store.get(this.provider.name));
    const reading = await this.#page.read(() => openIncidents(memory));
    if (this.#context.isStopping()) return OK;
    if (reading.outcome === "failed") return this.#missed(memory, reading.failure);
    if (reading.outcome === "throttled") {
      const { failures } = this.#missed(memory, reading.failure);
      const { retryAfterMs } = reading;
      return retryAfterMs === undefined ? { failures } : { failures, retryAfterMs };
    }

    this.#conditions.succeeded(reading.outcome === "read" ? reading.movedTo : undefined);
    if (reading.outcome === "unchanged" && memory.reach.failures === 0) {
      // Nearly every poll: nothing to observe, to publish or to save.
      this.#page.commit();
      return OK;
    }
    const reached = observeSuccess(memory, this.#occasion());
    const seen = reading.outcome === "read" ? this.#observe(reached.memory, reading.snapshot) : undefined;
    this.#publish([...reached.events, ...(seen?.events ?? [])]);
    const after = seen?.memory ?? reached.memory;
    if (after !== memory) this.#context.store.set(this.provider.name, after);
    this.#page.commit();
    return OK;
  }

  #observe(memory: ProviderMemory, snapshot: Snapshot): Observation {
    const { options, log } = this.#context;
    const observation = observe(memory, snapshot, this.#occasion(), options);
    const { passedOver } = observation;
    if (passedOver > 0)
      log.info(`${this.provider.name}: took ${passedOver} old incidents, new to us, for known ones`);
    return observation;
  }

  #missed(memory: ProviderMemory, failure: Failure): PollOutcome {
    this.#conditions.failed(failure);
    const missed = observeFailure(memory, failure.reason, this.#occasion());
    this.#publish(missed.events);
    this.#context.store.set(this.provider.name, missed.memory);
    return { failures: missed.memory.reach.failures };
  }

  #publish(events: readonly StatusEvent[]): void {
    this.#context.bus.publish(events.filter((event) => isWanted(event, this.provider.filter)));
  }

  #occasion() {
    return { provider: this.provider.name, detectedAtMs: this.#context.clock.now(), source: "poll" } as const;
  }
}

function openIncidents({ incidents }: ProviderMemory): Set<string> {
  const ids = new Set<string>();
  for (const [id, { open }] of incidents) if (open) ids.add(id);
  return ids;
}
