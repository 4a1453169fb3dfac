import type { Clock } from "../clock.ts";
import type { Bus } from "../delivery/bus.ts";
import { formatNamed } from "../feeds/index.ts";
import type { Reading, Relocated } from "../feeds/types.ts";
import { isWanted } from "../filter.ts";
import type { Failure } from "../http/failure.ts";
import type { Logger } from "../log.ts";
import type { Observer } from "../observer.ts";
import type { Provider } from "../provider.ts";
import { conceal, concealWords } from "../secrets.ts";
import type { Occasion } from "../state/events.ts";
import { expectedMs, type Observation, type ObserveOptions, observe } from "../state/observe.ts";
import { observeFailure, observeSuccess } from "../state/reach.ts";
import { observeRelocation } from "../state/relocated.ts";
import type { StateStore } from "../state/store.ts";
import { memoryAt, type ProviderMemory } from "../state/types.ts";
import { ownCopy } from "../text.ts";
import type { Snapshot, Source, StatusEvent } from "../types.ts";
import { ConditionLog } from "./conditions.ts";
import type { Target } from "./relocation.ts";

export interface MemberContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: StateStore;
  readonly bus: Pick<Bus, "publish">;
  readonly options: ObserveOptions;
  /** Told how the watching goes, where there is one. */
  readonly observer?: Observer;
  /** Told what a provider's page says whenever that has changed. */
  readonly shown?: (provider: Provider, snapshot: Snapshot) => void;
}

/** What came of a reading for a provider. */
export interface Outcome {
  /** Failures in a row. */
  readonly failures: number;
  /** Whether there was something to tell of an incident. */
  readonly hasNews: boolean;
  /** Resolves once it is kept; undefined where there was nothing to keep. */
  readonly kept?: Promise<void>;
}

/** Of nearly every poll: the same object, by which it is known. */
export const NOTHING_NEW: Outcome = { failures: 0, hasNews: false };

/** What was pushed in, as it was understood. */
export interface Notice {
  /** By which the store knows it. */
  readonly id: number;
  readonly source: Source;
  readonly snapshot: Snapshot;
}

/**
 * One provider: what is made of what is read and of what is pushed in for it. What it says is observed and handed over
 * in one breath, so that nothing that comes by another channel meanwhile is observed against the same memory.
 */
export class Member {
  readonly provider: Provider;
  readonly #conditions: ConditionLog;
  readonly #context: MemberContext;
  /** What the page's last reading left to be remembered. */
  #left: ProviderMemory | undefined;
  /** What was remembered as the reading under way began. */
  #begunWith: ProviderMemory | undefined;
  /** What was remembered when it was last looked whether the page misses something. */
  #lookedAt: ProviderMemory | undefined;
  /** When the page is to have listed what only notices have told of so far. */
  #expectedMs = Number.POSITIVE_INFINITY;
  /** When all that the page lists was last observed. */
  #observedMs = Number.NEGATIVE_INFINITY;
  /** Whether what is remembered is that the last reading succeeded; undefined where that is to be looked up. */
  #isAtRest: boolean | undefined;

  constructor(provider: Provider, context: MemberContext) {
    this.provider = provider;
    this.#conditions = new ConditionLog(provider, context.log);
    this.#context = context;
  }

  recall(): ProviderMemory {
    return memoryAt(this.provider.url, this.#context.store.get(this.provider.name));
  }

  /** A reading begins. Whether anything but readings of the page has changed what is remembered. */
  beginsReading(): boolean {
    this.#begunWith = this.#context.store.get(this.provider.name);
    return this.#begunWith !== this.#left;
  }

  /** Whether the page is to be looked at for what only notices have told of: what it does not list by now is over. */
  missesSomething(nowMs: number): boolean {
    const memory = this.#context.store.get(this.provider.name);
    if (memory !== this.#lookedAt) {
      this.#lookedAt = memory;
      this.#expectedMs = memory ? expectedMs(memory, this.#observedMs) : Number.POSITIVE_INFINITY;
    }
    return this.#expectedMs <= nowMs;
  }

  /** Whether that its page is as before would tell nothing of it. */
  isAtRest(): boolean {
    this.#isAtRest ??= this.recall().reach.failures === 0;
    return this.#isAtRest;
  }

  /** The page was read. */
  reached(reading: Extract<Reading, { outcome: "read" | "unchanged" }>): Outcome {
    const memory = this.recall();
    this.#isAtRest = undefined;
    this.#conditions.succeeded(reading.outcome === "read" ? reading.movedTo : undefined);
    // Nearly every poll: nothing to observe, to publish or to save.
    if (reading.outcome === "unchanged" && memory.reach.failures === 0) return NOTHING_NEW;
    const reached = observeSuccess(memory, this.#occasion("poll"));
    const events = [...reached.events];
    let after = reached.memory;
    if (reading.outcome === "read") {
      this.#observedMs = this.#context.clock.now();
      this.#conditions.shown(reading.snapshot);
      this.#context.shown?.(this.provider, reading.snapshot);
      if (reading.relocated) after = this.#relocate(after, reading.relocated, events);
      const seen = this.#observe(after, reading.snapshot, "poll");
      events.push(...seen.events);
      after = seen.memory;
    }
    if (after === memory) return NOTHING_NEW;
    this.#left = this.#leaves(after);
    const hasNews = events.some(({ incidentId }) => incidentId !== undefined);
    return { failures: 0, hasNews, kept: this.#publish(after, events) };
  }

  /** The page could not be read. */
  missed(failure: Failure): Outcome {
    this.#isAtRest = false;
    this.#conditions.failed(failure);
    const { memory, events } = observeFailure(this.recall(), failure.reason, this.#occasion("poll"));
    this.#left = this.#leaves(memory);
    return { failures: memory.reach.failures, hasNews: false, kept: this.#publish(memory, events) };
  }

  /** Notices came by another channel, oldest first. Resolves once what came of them is kept, and they are let go of. */
  pushed(notices: readonly Notice[]): Promise<void> {
    const events: StatusEvent[] = [];
    let memory = this.recall();
    for (const { snapshot, source } of notices) {
      const seen = this.#observe(memory, snapshot, source);
      events.push(...seen.events);
      memory = seen.memory;
    }
    const ids = notices.map(({ id }) => id);
    return this.#publish(memory, events, ids);
  }

  /** What was pushed in while the page was read is to be looked for in the next reading. */
  #leaves(memory: ProviderMemory): ProviderMemory | undefined {
    return this.#context.store.get(this.provider.name) === this.#begunWith ? memory : undefined;
  }

  #relocate(memory: ProviderMemory, relocated: Relocated, events: StatusEvent[]): ProviderMemory {
    this.#conditions.relocated(relocated);
    const shown = conceal(relocated.url.href, this.provider);
    const moved = observeRelocation(
      memory,
      relocated,
      shown,
      configured(this.provider),
      this.#occasion("poll"),
    );
    events.push(...moved.events);
    return moved.memory;
  }

  #observe(memory: ProviderMemory, snapshot: Snapshot, source: Source): Observation {
    const { options, log } = this.#context;
    const observation = observe(memory, snapshot, this.#occasion(source), options);
    const { passedOver } = observation;
    if (passedOver > 0)
      log.info(`${this.provider.name}: took ${passedOver} old incidents, new to us, for known ones`);
    return observation;
  }

  #publish(memory: ProviderMemory, events: readonly StatusEvent[], taken?: readonly number[]): Promise<void> {
    // A consumer that cannot be reached may be owed them for a day.
    const wanted = events
      .filter((event) => isWanted(event, this.provider.filter))
      .map((event) => concealWords(ownCopy(event), this.provider));
    const { observer } = this.#context;
    if (observer) for (const event of wanted) observer.told?.(event);
    return this.#context.bus.publish(this.provider.name, memory, wanted, taken);
  }

  #occasion(source: Source): Occasion {
    return { provider: this.provider.name, detectedAtMs: this.#context.clock.now(), source };
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
