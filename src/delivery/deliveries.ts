import { isCalledOff } from "../audience/reminders.ts";
import type { Rules } from "../audience/types.ts";
import { verdictOf } from "../audience/verdict.ts";
import type { Clock } from "../clock.ts";
import type { Consumer, Delivery } from "../consumers/types.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { StateStore } from "../state/store.ts";
import type { StatusEvent } from "../types.ts";
import { waitMs } from "./backlog.ts";
import { type Item, seqsOf } from "./item.ts";
import type { Outstanding } from "./outstanding.ts";
import { Retries } from "./retries.ts";
import type { Tally } from "./tally.ts";
import type { Threads } from "./threads.ts";

export interface DeliveriesOptions {
  readonly clock: Clock;
  /** Of this consumer. */
  readonly log: Logger;
  readonly store: StateStore;
  readonly rules: Rules;
  readonly threads: Threads;
  readonly tally: Tally;
  /** What was delivered, or never will be, is taken out of it. */
  readonly outstanding: Pick<Outstanding, "remove">;
}

/** A consumer that was told something so recently works. */
const WORKS_FOR_MS = 10_000;

/** Tells a consumer one event, and sees to what comes of it: settled, to be tried again, or nobody there to be told. */
export class Deliveries {
  readonly #consumer: Consumer;
  readonly #options: DeliveriesOptions;
  readonly #retries: Retries;
  #lastToldMs = Number.NEGATIVE_INFINITY;
  #isGone = false;

  constructor(consumer: Consumer, options: DeliveriesOptions) {
    this.#consumer = consumer;
    this.#options = options;
    this.#retries = new Retries(options.clock);
  }

  /** Whether whoever is to be told has gone for good. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Whether the consumer was told something of late. */
  get isWorking(): boolean {
    return this.#now() - this.#lastToldMs < WORKS_FOR_MS;
  }

  /** Milliseconds that the consumer, which could not take the last one, is to be left alone. */
  get restMs(): number {
    return waitMs(this.#retries.pausedUntilMs, this.#now());
  }

  /** Tells an item, which is under way meanwhile; `postponed` where it is to be tried again. */
  async tell(item: Item): Promise<"ended" | "postponed" | "gone"> {
    const { tally, outstanding, log } = this.#options;
    const { event } = item;
    item.isUnderWay = true;
    const delivery: Delivery = this.#isPointless(item)
      ? { outcome: "delivered" }
      : await this.#deliver(event);
    item.isUnderWay = false;
    if (delivery.outcome === "gone") {
      this.#isGone = true;
      log.debug(delivery.reason);
      return "gone";
    }
    if (delivery.outcome === "retry" && this.#retries.mayTry(item)) {
      this.#postpone(item, delivery);
      return "postponed";
    }
    this.#retries.succeeded();
    outstanding.remove(item);
    tally[delivery.outcome === "delivered" ? "delivered" : "dropped"]++;
    if (delivery.outcome === "delivered") this.#lastToldMs = this.#now();
    else log.error(`event ${event.id} not delivered: ${delivery.reason}`);
    // Kept before the next one is sent: of each consumer a sudden end repeats the one that is under way, and no more.
    await this.#settle(item, delivery);
    return "ended";
  }

  async #deliver(event: StatusEvent): Promise<Delivery> {
    try {
      return await this.#consumer.deliver(event, this.#options.threads.of(event));
    } catch (error) {
      return { outcome: "drop", reason: messageOf(error) };
    }
  }

  /** Of a reminder it is only known when it is due whether there is still something to remind of. */
  #isPointless({ event, tags = [] }: Item): boolean {
    if (event.change !== "reminder") return false;
    const { rules, store } = this.#options;
    const isLate = verdictOf(event, rules, { tags }, this.#now()).tell === "never";
    return isLate || isCalledOff(event, store.get(event.provider));
  }

  #postpone(item: Item, { reason, afterMs }: Extract<Delivery, { outcome: "retry" }>): void {
    const { log, store, tally } = this.#options;
    // One that fails again and again between others that do not is told of once.
    if (this.#retries.isWell && item.tries === 0) log.warn(`${reason}; will be tried again`);
    tally.failedTries++;
    if (item.firstTriedMs === undefined) {
      item.firstTriedMs = this.#now();
      // It is tried again whether or not that is kept.
      void store.tried({ consumer: this.#consumer.name, seqs: seqsOf([item]), atMs: item.firstTriedMs });
    }
    this.#retries.postpone(item, afterMs);
  }

  async #settle(item: Item, delivery: Delivery): Promise<void> {
    const { store, threads } = this.#options;
    const value = delivery.outcome === "delivered" ? delivery.thread : undefined;
    const left = value === undefined ? {} : threads.left(item.event, value);
    await store.settle({ consumer: this.#consumer.name, seqs: seqsOf([item]), ...left });
  }

  #now(): number {
    return this.#options.clock.now();
  }
}
