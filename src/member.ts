import type { Clock } from "./clock.ts";
import { ConditionLog } from "./conditions.ts";
import { formatNamed } from "./feeds/index.ts";
import type { Reading, Relocated } from "./feeds/types.ts";
import { isWanted } from "./filter.ts";
import type { Failure } from "./http/failure.ts";
import type { Logger } from "./log.ts";
import type { Target } from "./relocation.ts";
import { conceal } from "./secrets.ts";
import { type Observation, type ObserveOptions, observe } from "./state/observe.ts";
import { observeFailure, observeSuccess } from "./state/reach.ts";
import { observeRelocation } from "./state/relocated.ts";
import type { StateStore } from "./state/store.ts";
import { memoryAt, type ProviderMemory } from "./state/types.ts";
import type { Provider, Snapshot, StatusEvent } from "./types.ts";

export interface MemberContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: StateStore;
  readonly options: ObserveOptions;
}

/** What is known of a provider after a poll, and what is to be told because of it. */
export interface News {
  readonly memory: ProviderMemory;
  readonly events: readonly StatusEvent[];
}

/** One provider of a watched page: what is made of the page's readings for it. */
export class Member {
  readonly provider: Provider;
  readonly #conditions: ConditionLog;
  readonly #context: MemberContext;

  constructor(provider: Provider, context: MemberContext) {
    this.provider = provider;
    this.#conditions = new ConditionLog(provider, context.log);
    this.#context = context;
  }

  recall(): ProviderMemory {
    return memoryAt(this.provider.url, this.#context.store.get(this.provider.name));
  }

  /** The page was read; undefined where that says nothing that was not known. */
  reached(
    memory: ProviderMemory,
    reading: Extract<Reading, { outcome: "read" | "unchanged" }>,
  ): News | undefined {
    this.#conditions.succeeded(reading.outcome === "read" ? reading.movedTo : undefined);
    // Nearly every poll: nothing to observe, to publish or to save.
    if (reading.outcome === "unchanged" && memory.reach.failures === 0) return undefined;
    const reached = observeSuccess(memory, this.#occasion());
    const events = [...reached.events];
    let after = reached.memory;
    if (reading.outcome === "read") {
      if (reading.relocated) after = this.#relocate(after, reading.relocated, events);
      const seen = this.#observe(after, reading.snapshot);
      events.push(...seen.events);
      after = seen.memory;
    }
    return after === memory ? undefined : { memory: after, events: this.#wanted(events) };
  }

  /** The page could not be read. */
  missed(memory: ProviderMemory, failure: Failure): News {
    this.#conditions.failed(failure);
    const missed = observeFailure(memory, failure.reason, this.#occasion());
    return { memory: missed.memory, events: this.#wanted(missed.events) };
  }

  #relocate(memory: ProviderMemory, relocated: Relocated, events: StatusEvent[]): ProviderMemory {
    this.#conditions.relocated(relocated);
    const shown = conceal(relocated.url.href, this.provider);
    const moved = observeRelocation(memory, relocated, shown, configured(this.provider), this.#occasion());
    events.push(...moved.events);
    return moved.memory;
  }

  #observe(memory: ProviderMemory, snapshot: Snapshot): Observation {
    const { options, log } = this.#context;
    const observation = observe(memory, snapshot, this.#occasion(), options);
    const { passedOver } = observation;
    if (passedOver > 0)
      log.info(`${this.provider.name}: took ${passedOver} old incidents, new to us, for known ones`);
    return observation;
  }

  #wanted(events: readonly StatusEvent[]): StatusEvent[] {
    return events.filter((event) => isWanted(event, this.provider.filter));
  }

  #occasion() {
    return { provider: this.provider.name, detectedAtMs: this.#context.clock.now(), source: "poll" } as const;
  }
}

/** What a provider's page turned out to be, as long as the configuration still says what it said then. */
export function relocationOf(provider: Provider, memory: ProviderMemory | undefined): Target | undefined {
  const relocated = memory?.relocated;
  const format = formatNamed(relocated?.format);
  if (!relocated || !format || relocated.configured !== configured(provider)) return undefined;
  return { format, url: new URL(relocated.url) };
}

function configured({ url, format }: Provider): string {
  return `${format ?? ""} ${url}`;
}
