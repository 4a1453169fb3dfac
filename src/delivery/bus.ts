import type { Rules } from "../audience/types.ts";
import type { Clock } from "../clock.ts";
import type { Consumer } from "../consumers/types.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { ConsumerReport } from "../observer.ts";
import type { Secret } from "../provider.ts";
import type { Addressed, StateStore } from "../state/store.ts";
import type { ProviderMemory } from "../state/types.ts";
import { count } from "../text.ts";
import type { StatusEvent } from "../types.ts";
import { type AboutProvider, Lane } from "./lane.ts";

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

/** How many consumers there are that were not, that have others in their places, and that are no more. */
export interface SubscriptionChanges {
  readonly started: number;
  readonly replaced: number;
  readonly stopped: number;
}

const NOTHING_KNOWN: AboutProvider = { tags: [] };

const DEFAULT_CAPACITY = 10_000;

/**
 * Fans events out to consumers, each with a lane of its own. What is known of a provider and what is owed because of
 * it are kept together, and only then told, so that neither a crash nor a dead consumer costs an event. A slow consumer
 * holds up neither the others nor the polls.
 */
export class Bus {
  #lanes: readonly Lane[];
  /** Those that have been replaced or removed, while something is under way with them. */
  readonly #leaving = new Map<Lane, Promise<void>>();
  readonly #options: BusOptions;
  readonly #store: StateStore;
  readonly #log: Logger;
  #isStarted = false;

  constructor(subscriptions: readonly Subscription[], options: BusOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#log = options.log;
    this.#lanes = subscriptions.map((subscription) => this.#laneOf(subscription));
  }

  #laneOf({ consumer, rules = {}, secrets = [] }: Subscription, before?: Lane): Lane {
    const { capacity = DEFAULT_CAPACITY, about = () => NOTHING_KNOWN } = this.#options;
    return new Lane(consumer, { ...this.#options, capacity, rules, secrets, about }, before);
  }

  /** Tells consumers what they have been owed since before this start. */
  start(): void {
    this.#isStarted = true;
    for (const event of this.#store.takeTold()) for (const lane of this.#lanes) lane.recall(event);
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
   * Tells these consumers from now on, and no others. Those that it tells already, by identity, go on undisturbed;
   * another one of the same name takes over what its predecessor was owed, once nothing is under way there.
   */
  subscribe(subscriptions: readonly Subscription[], graceMs: number): SubscriptionChanges {
    const changes = { started: 0, replaced: 0, stopped: 0 };
    const before = this.#lanes;
    this.#lanes = subscriptions.map((subscription) => {
      const { consumer } = subscription;
      const same = before.find((lane) => lane.tells(consumer));
      if (same) return same;
      const predecessor = [...before, ...this.#leaving.keys()].find(
        (lane) => lane.name === consumer.name && !lane.isReplaced,
      );
      const lane = this.#laneOf(subscription, predecessor);
      if (predecessor) this.#leave(predecessor, predecessor.retire());
      else if (this.#isStarted) lane.push(this.#store.owedTo(lane.name));
      changes[predecessor && before.includes(predecessor) ? "replaced" : "started"]++;
      return lane;
    });
    for (const lane of before) {
      if (lane.isReplaced || this.#lanes.includes(lane)) continue;
      this.#leave(
        lane,
        lane.close(graceMs, "kept for when it is configured again").then(() => lane.retire()),
      );
      changes.stopped++;
    }
    return changes;
  }

  #leave(lane: Lane, leaving: Promise<void>): void {
    const left = leaving
      .catch((error: unknown) => this.#log.error(`${lane.name}: ${messageOf(error)}`))
      .then(() => void this.#leaving.delete(lane));
    this.#leaving.set(lane, left);
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
    // One that is replaced meanwhile passes it on; one that is removed is owed it.
    const lanes = this.#lanes;
    const seqs = await this.#store.commit({
      memories: new Map([[provider, memory]]),
      events: addressed,
      taken,
    });
    for (const lane of lanes) {
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
    await Promise.all([...this.#lanes, ...this.#leaving.keys()].map((lane) => lane.close(graceMs)));
  }
}
