import type { Rules } from "./audience/types.ts";
import type { Clock } from "./clock.ts";
import type { Consumer } from "./consumers/types.ts";
import { type AboutProvider, Lane } from "./lane.ts";
import type { Logger } from "./log.ts";
import type { ConsumerReport } from "./observer.ts";
import type { Addressed, StateStore } from "./state/store.ts";
import type { ProviderMemory } from "./state/types.ts";
import { count } from "./text.ts";
import type { Secret, StatusEvent } from "./types.ts";

export interface BusOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: StateStore;
  /** Events a consumer may be behind before some are given up. */
  readonly capacity?: number;
  readonly about?: (provider: string) => AboutProvider;
}

/** A consumer, and what it is to be told. */
export interface Subscription {
  readonly consumer: Consumer;
  readonly rules?: Rules;
  /** Never to be seen in what is said of it. */
  readonly secrets?: readonly Secret[];
}

const NOTHING_KNOWN: AboutProvider = { tags: [] };

const DEFAULT_CAPACITY = 10_000;

/**
 * Fans events out to consumers, each with a lane of its own. What is known of a provider and what is owed because of
 * it are kept together, and only then told, so that neither a crash nor a dead consumer costs an event. A slow consumer
 * holds up neither the others nor the polls.
 */
export class Bus {
  readonly #lanes: readonly Lane[];
  readonly #store: StateStore;
  readonly #log: Logger;

  constructor(subscriptions: readonly Subscription[], options: BusOptions) {
    const { capacity = DEFAULT_CAPACITY, store, about = () => NOTHING_KNOWN } = options;
    this.#store = store;
    this.#log = options.log;
    this.#lanes = subscriptions.map(({ consumer, rules = {}, secrets = [] }) => {
      return new Lane(consumer, { ...options, capacity, rules, secrets, about });
    });
  }

  /** Tells consumers what they have been owed since before this start. */
  start(): void {
    for (const lane of this.#lanes) lane.push(this.#store.owedTo(lane.name));
    const names = new Set(this.#lanes.map(({ name }) => name));
    for (const [name, amount] of this.#store.owed()) {
      if (!names.has(name))
        this.#log.warn(
          `${count(amount, "event")} owed to ${name}, which is not configured any more; kept until it is again`,
        );
    }
  }

  /**
   * Keeps what is known of a provider now, with the events that come of it, and lets go of the pushes that brought it;
   * then they are on their way.
   */
  async publish(
    provider: string,
    memory: ProviderMemory,
    events: readonly StatusEvent[],
    taken: readonly number[] = [],
  ): Promise<void> {
    const addressed = events.flatMap((event) => this.#address(event));
    const seqs = await this.#store.commit({
      memories: new Map([[provider, memory]]),
      events: addressed,
      taken,
    });
    for (const lane of this.#lanes) {
      const owed = addressed.flatMap(({ event, to }, index) =>
        to.includes(lane.name) ? { event, seq: seqs[index] ?? 0 } : [],
      );
      lane.push(owed);
    }
  }

  /** The event with all who are to be told of it, if only for the record, and reminders with those who want them. */
  #address(event: StatusEvent): Addressed[] {
    const to: string[] = [];
    const reminders: Addressed[] = [];
    for (const lane of this.#lanes) {
      for (const planned of lane.plan(event)) {
        if (planned === event) to.push(lane.name);
        else reminders.push({ event: planned, to: [lane.name] });
      }
    }
    return [{ event, to }, ...reminders];
  }

  /** Whether a consumer that works cannot keep up with what is new. */
  get isOverrun(): boolean {
    return this.#lanes.some((lane) => lane.isOverrun);
  }

  /** How the consumers get on. */
  reports(): readonly ConsumerReport[] {
    return this.#lanes.map((lane) => lane.report());
  }

  /** Delivers what is queued, for at most `graceMs`, then closes the consumers. */
  async close(graceMs: number): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close(graceMs)));
  }
}
