import type { ReminderStep } from "../audience/reminders.ts";
import type { Rules } from "../audience/types.ts";
import type { Clock } from "../clock.ts";
import type { StatusEvent } from "../types.ts";
import { Backlog } from "./backlog.ts";
import { Held } from "./held.ts";
import type { Item } from "./item.ts";

export interface OutstandingOptions {
  readonly clock: Pick<Clock, "now">;
  /** Events there may be before some are given up. */
  readonly capacity: number;
  readonly rules: Rules;
  /** Is given what is never to be told: by the rules, or as there is no room for it. */
  readonly letGo: (items: readonly Item[], why: "over" | "given up") => void;
}

/**
 * Where what a consumer is owed waits: what can be told is queued, the rest held until its time has come. There is one
 * bound for both.
 */
export class Outstanding {
  readonly #options: OutstandingOptions;
  readonly #backlog: Backlog;
  readonly #held: Held;

  constructor(options: OutstandingOptions, backlog = new Backlog(options.capacity)) {
    this.#options = options;
    this.#backlog = backlog;
    this.#held = new Held(options.rules);
  }

  /** What takes the place of this has the same queue: what is under way stays there, until it is known what comes of it. */
  succeededBy(options: OutstandingOptions): Outstanding {
    return new Outstanding(options, this.#backlog);
  }

  get queued(): number {
    return this.#backlog.size;
  }

  get held(): number {
    return this.#held.size;
  }

  /** With what is not to be told any more while the program runs. */
  get total(): number {
    return this.#backlog.total + this.#held.size;
  }

  /** When the oldest that is queued was detected, in epoch milliseconds. */
  get oldestQueuedAtMs(): number | undefined {
    return this.#backlog.oldestMs;
  }

  take(items: readonly Item[]): void {
    const over: Item[] = [];
    this.#enqueue(items.filter((item) => !this.#held.hold(item, this.#now(), over)));
    this.#options.letGo(over, "over");
  }

  /** Queues what has been held for long enough. */
  ripen(): void {
    const { ready, over } = this.#held.take(this.#now());
    this.#options.letGo(over, "over");
    this.#enqueue(ready);
  }

  /** Queues a digest before its time; tells whether there was one. */
  ripenEarly(): boolean {
    const early = this.#held.takeEarly(this.#now());
    this.#enqueue(early);
    return early.length > 0;
  }

  #enqueue(items: readonly Item[]): void {
    const given = this.#backlog.add(items, this.#held.size);
    const excess = this.#backlog.size + this.#held.size - this.#options.capacity;
    this.#options.letGo([...given, ...this.#held.giveUp(excess)], "given up");
  }

  /** Milliseconds until something is due. */
  nextWaitMs(): number {
    const nowMs = this.#now();
    const heldMs = Math.max(this.#held.nextDueMs() - nowMs, 0);
    return Math.min(this.#backlog.nextWaitMs(nowMs), heldMs);
  }

  /** What is to be told next: the oldest that is due by then, of the providers that may be told of. */
  next(byMs: number): Item | undefined {
    return this.#backlog.next(byMs);
  }

  remove(item: Item): void {
    this.#backlog.remove(item);
  }

  /** Not to be told any more while the program runs; nor what comes behind it of the same provider. */
  setAside(item: Item): void {
    this.#backlog.setAside(item);
  }

  /** Takes out the reminders that are not to be told as they stand, given what an event means for them. */
  revise({ provider, incidentId }: StatusEvent, { step, key }: ReminderStep): void {
    const queued = this.#backlog.takeReminders(provider, incidentId);
    // One that is held has the next one put in its place.
    const held = step === "cancel" ? this.#held.cancelReminder(key) : [];
    this.#options.letGo([...queued, ...held], "over");
  }

  hasReminder(key: string): boolean {
    return this.#held.hasReminder(key);
  }

  /** All that is queued but for what is under way, with what was set aside. */
  takeQueued(): Item[] {
    return this.#backlog.takeLoose();
  }

  /** All but for what is under way, to be judged by other rules. */
  takeAll(): Item[] {
    return [...this.takeQueued(), ...this.#held.takeAll()];
  }

  #now(): number {
    return this.#options.clock.now();
  }
}
