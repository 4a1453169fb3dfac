import type { Clock } from "./clock.ts";
import type { Consumer } from "./consumers/types.ts";
import { messageOf } from "./errors.ts";
import type { Logger } from "./log.ts";
import type { StatusEvent } from "./types.ts";
import { within } from "./within.ts";

export interface BusOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Events a consumer may be behind before its oldest are given up. */
  readonly capacity?: number;
}

const DEFAULT_CAPACITY = 10_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;

/**
 * Fans events out to consumers: one bounded queue each, drained in order, one delivery at a time. Publishing never
 * waits, so a slow or dead consumer holds up neither the others nor the polls.
 */
export class Bus {
  readonly #lanes: readonly Lane[];

  constructor(consumers: readonly Consumer[], options: BusOptions) {
    this.#lanes = consumers.map((consumer) => new Lane(consumer, options));
  }

  publish(events: readonly StatusEvent[]): void {
    if (events.length === 0) return;
    for (const lane of this.#lanes) lane.push(events);
  }

  /** Delivers what is queued, for at most `graceMs`, then closes the consumers. */
  async close(graceMs: number): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close(graceMs)));
  }
}

/** One consumer and what it has yet to be told. */
class Lane {
  readonly #consumer: Consumer;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #capacity: number;
  #queue: StatusEvent[] = [];
  #draining: Promise<void> | undefined;
  #isClosing = false;
  #wake: (() => void) | undefined;
  #lost = 0;

  constructor(consumer: Consumer, options: BusOptions) {
    this.#consumer = consumer;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#capacity = options.capacity ?? DEFAULT_CAPACITY;
  }

  push(events: readonly StatusEvent[]): void {
    this.#queue.push(...events);
    const excess = this.#queue.length - this.#capacity;
    if (excess > 0) {
      // Not the first while it is under way.
      this.#queue.splice(this.#draining ? 1 : 0, excess);
      if (this.#lost === 0)
        this.#log.error(`${this.#consumer.name}: too far behind; its oldest events are given up`);
      this.#lost += excess;
    }
    this.#draining ??= this.#drain();
  }

  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    this.#wake?.();
    if (this.#draining) await within(this.#draining, graceMs);
    const left = this.#queue.length + this.#lost;
    if (left > 0) this.#log.error(`${this.#consumer.name}: ${left} events could not be delivered`);
    this.#queue = [];
    await this.#consumer.close?.();
  }

  async #drain(): Promise<void> {
    let failures = 0;
    for (let event = this.#queue[0]; event; event = this.#queue[0]) {
      const delivery = await this.#deliver(event);
      if (delivery.outcome === "retry" && !this.#isClosing) {
        if (failures === 0) this.#log.warn(`${this.#consumer.name}: ${delivery.reason}; will be tried again`);
        failures++;
        await this.#pause(delivery.afterMs ?? this.#backoff(failures));
        continue;
      }
      if (delivery.outcome !== "delivered") {
        this.#log.error(`${this.#consumer.name}: event ${event.id} not delivered: ${delivery.reason}`);
      }
      failures = 0;
      this.#queue.shift();
    }
    // In the same breath as the queue was seen to be empty: what is pushed from here on starts another.
    this.#draining = undefined;
  }

  async #deliver(event: StatusEvent) {
    try {
      return await this.#consumer.deliver(event);
    } catch (error) {
      return { outcome: "drop", reason: messageOf(error) } as const;
    }
  }

  #backoff(failures: number): number {
    const ms = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
    return ms * (0.75 + 0.5 * this.#clock.random());
  }

  #pause(ms: number): Promise<void> {
    if (this.#isClosing) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wake = done;
    });
  }
}
