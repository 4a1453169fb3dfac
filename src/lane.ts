import { reminderStep } from "./audience/reminders.ts";
import { AlreadyTold } from "./audience/shared.ts";
import type { Rules } from "./audience/types.ts";
import { verdictOf } from "./audience/verdict.ts";
import { Backlog, type Item, waitMs } from "./backlog.ts";
import type { Clock } from "./clock.ts";
import type { Consumer, Delivery } from "./consumers/types.ts";
import { messageOf } from "./errors.ts";
import { Held } from "./held.ts";
import type { Logger } from "./log.ts";
import type { ConsumerReport } from "./observer.ts";
import { conceal } from "./secrets.ts";
import type { Owed, StateStore } from "./state/store.ts";
import { count } from "./text.ts";
import type { Secret, StatusEvent } from "./types.ts";
import { within } from "./within.ts";

/** What events do not say of their provider. */
export interface AboutProvider {
  readonly tags: readonly string[];
  /** Of its address. */
  readonly host?: string;
}

export interface LaneOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: StateStore;
  /** Events a consumer may be behind before some are given up. */
  readonly capacity: number;
  /** Never to be seen in what is said of the consumer. */
  readonly secrets?: readonly Secret[];
  /** Who hears what, and when. */
  readonly rules: Rules;
  /** Of a provider. */
  readonly about: (provider: string) => AboutProvider;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;
const GIVE_UP_AFTER_MS = 86_400_000;
/** A consumer that was told something so recently works. */
const WORKS_FOR_MS = 10_000;
/** Timers do not run while a machine sleeps: the clock is looked at now and then. */
const LONGEST_PAUSE_MS = 60_000;

/** One consumer and what it has yet to be told: one delivery at a time, in order within a provider. */
export class Lane {
  readonly #consumer: Consumer;
  readonly #options: LaneOptions;
  readonly #backlog: Backlog;
  readonly #held: Held;
  readonly #alreadyTold = new AlreadyTold();
  #draining: Promise<void> | undefined;
  #isClosing = false;
  #isClosed = false;
  /** Whether whoever is to be told has gone for good. */
  #isLeft = false;
  #wake: (() => void) | undefined;
  /** In a row; of more than one it is the consumer that is in trouble, and not an event. */
  #failures = 0;
  #pausedUntilMs = 0;
  #lastToldMs = Number.NEGATIVE_INFINITY;
  readonly #tally = { delivered: 0, failedTries: 0, dropped: 0, givenUp: 0 };

  constructor(consumer: Consumer, options: LaneOptions) {
    this.#consumer = consumer;
    this.#options = options;
    this.#backlog = new Backlog(options.capacity);
    this.#held = new Held(options.rules);
  }

  get name(): string {
    return this.#consumer.name;
  }

  report(): ConsumerReport {
    const oldestQueuedAtMs = this.#backlog.oldestMs;
    return {
      name: this.name,
      queued: this.#backlog.size,
      held: this.#held.size,
      ...(oldestQueuedAtMs !== undefined && { oldestQueuedAtMs }),
      ...this.#tally,
    };
  }

  /** Whether it works, but cannot keep up: who can wait with what is new had better do so. One that is dead is not. */
  get isOverrun(): boolean {
    const isFarBehind = this.#backlog.size > this.#options.capacity / 2;
    return isFarBehind && this.#now() - this.#lastToldMs < WORKS_FOR_MS;
  }

  /** What is to be owed because of an event: nothing, the event, and with it the reminder that it sets. */
  plan(event: StatusEvent): StatusEvent[] {
    const { rules, about } = this.#options;
    const nowMs = this.#now();
    // Also of what is not told itself: a maintenance that is put off is to be reminded of at another time.
    const step = reminderStep(event, rules, nowMs);
    if (step) {
      const told = this.#backlog.takeReminders(event.provider, event.incidentId);
      void this.#settle(step.step === "cancel" ? [...told, ...this.#held.cancelReminder(step.key)] : told);
    }
    const { tags, host } = about(event.provider);
    const verdict = verdictOf(event, rules, { tags }, nowMs);
    const isTold = verdict.tell !== "never" && this.#alreadyTold.tell(event, nowMs, host) === undefined;
    const isReminded = step?.step === "set" && (isTold || this.#held.hasReminder(step.key));
    return [...(isTold ? [event] : []), ...(isReminded ? [step.reminder.event] : [])];
  }

  /** Takes over what has been kept as owed; tells it at once, or when its time has come. */
  push(owed: readonly Owed[]): void {
    if (owed.length === 0) return;
    const { about } = this.#options;
    const items = owed.map(({ seq, event }) => ({
      seq,
      event,
      tries: 0,
      dueMs: 0,
      tags: about(event.provider).tags,
    }));
    const over: Item[] = [];
    this.#enqueue(items.filter((item) => !this.#held.hold(item, this.#now(), over)));
    void this.#settle(over);
    this.#wake?.();
    this.#draining ??= this.#drain();
  }

  #enqueue(items: readonly Item[]): void {
    const given = this.#backlog.add(items, this.#held.size);
    const excess = this.#backlog.size + this.#held.size - this.#options.capacity;
    const all = [...given, ...this.#held.giveUp(excess)];
    if (all.length > 0) this.#giveUp(all);
  }

  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    this.#wake?.();
    if (this.#draining) await within(this.#draining, graceMs);
    this.#isClosed = true;
    const left = this.#backlog.total + this.#held.size;
    if (left + this.#tally.givenUp > 0) this.#say(this.#accountLevel(), this.#accountOf(left));
    this.#backlog.clear();
    await this.#consumer.close?.();
  }

  /** Of one who has gone himself it is no news that he was not told; that it is kept for him may be. */
  #accountLevel(): "debug" | "info" | "error" {
    if (!this.#isLeft) return "error";
    return this.#options.store.isDurable ? "info" : "debug";
  }

  #accountOf(left: number): string {
    const kept = this.#options.store.isDurable ? "kept for the next start" : "could not be delivered";
    const parts = [
      ...(left > 0 ? [`${count(left, "event")} ${kept}`] : []),
      ...(this.#tally.givenUp > 0 ? [`${count(this.#tally.givenUp, "event")} given up`] : []),
    ];
    return parts.join(", ");
  }

  /** Said once when it begins, and counted at the end. */
  #giveUp(items: readonly Item[]): void {
    if (this.#tally.givenUp === 0)
      this.#say(
        "error",
        "too far behind; updates of incidents that are over are given up first, then the oldest",
      );
    this.#tally.givenUp += items.length;
    void this.#settle(items);
  }

  async #drain(): Promise<void> {
    // Never over before it is known to be under way: where nothing is left to tell, it would seem to go on for ever.
    await undefined;
    while (!this.#isClosed && !this.#isLeft && (this.#backlog.size > 0 || this.#held.size > 0)) {
      const { ready, over } = this.#held.take(this.#now());
      void this.#settle(over);
      this.#enqueue(ready);
      const waitMs = this.#waitMs();
      if (waitMs > 0 && !this.#isClosing) {
        await this.#pause(Math.min(waitMs, LONGEST_PAUSE_MS));
        continue;
      }
      const item = this.#backlog.next(this.#isClosing ? Number.POSITIVE_INFINITY : this.#now());
      if (item) await this.#tell(item);
      else if (this.#isClosing && !this.#hasEarly()) break;
    }
    // In the same breath as the backlog was seen to be empty: what is pushed from here on starts another.
    this.#draining = undefined;
  }

  #waitMs(): number {
    const nowMs = this.#now();
    const heldMs = Math.max(this.#held.nextDueMs() - nowMs, 0);
    return Math.max(waitMs(this.#pausedUntilMs, nowMs), Math.min(this.#backlog.nextWaitMs(nowMs), heldMs));
  }

  /** Whether there is a digest to be told before the program, which does not outlive it, ends. */
  #hasEarly(): boolean {
    const early = this.#options.store.isDurable ? [] : this.#held.takeEarly(this.#now());
    this.#enqueue(early);
    return early.length > 0;
  }

  async #tell(item: Item): Promise<void> {
    const { event, tags = [] } = item;
    const isLate =
      event.change === "reminder" &&
      verdictOf(event, this.#options.rules, { tags }, this.#now()).tell === "never";
    item.isUnderWay = true;
    const delivery: Delivery = isLate ? { outcome: "delivered" } : await this.#deliver(event);
    item.isUnderWay = false;
    if (delivery.outcome === "gone") {
      this.#isLeft = true;
      this.#say("debug", delivery.reason);
      return;
    }
    const nowMs = this.#now();
    item.firstTriedMs ??= nowMs;
    if (delivery.outcome === "retry" && nowMs - item.firstTriedMs <= GIVE_UP_AFTER_MS) {
      this.#postpone(item, delivery);
      return;
    }
    this.#failures = 0;
    this.#pausedUntilMs = 0;
    this.#backlog.remove(item);
    this.#tally[delivery.outcome === "delivered" ? "delivered" : "dropped"]++;
    if (delivery.outcome === "delivered") this.#lastToldMs = nowMs;
    if (delivery.outcome !== "delivered")
      this.#say("error", `event ${event.id} not delivered: ${delivery.reason}`);
    // Kept before the next one is sent: of each consumer a sudden end repeats the one that is under way, and no more.
    await this.#settle([item], delivery);
  }

  /** An event that fails alone lets those of other providers pass; after two failures in a row all wait. */
  #postpone(item: Item, delivery: Extract<Delivery, { outcome: "retry" }>): void {
    // One that fails again and again between others that do not is told of once.
    if (this.#failures === 0 && item.tries === 0)
      this.#say("warn", `${delivery.reason}; will be tried again`);
    this.#failures++;
    this.#tally.failedTries++;
    item.tries++;
    item.dueMs = this.#now() + (delivery.afterMs ?? this.#backoff(item.tries));
    // There is nobody left to wait for another try: it stays owed.
    if (this.#isClosing) this.#backlog.setAside(item);
    // How long to wait is said by the consumer, which means everything, and not of an event.
    if (this.#failures > 1 || delivery.afterMs !== undefined)
      this.#pausedUntilMs = this.#now() + (delivery.afterMs ?? this.#backoff(this.#failures - 1));
  }

  async #deliver(event: StatusEvent): Promise<Delivery> {
    try {
      const key = threadKey(event);
      const thread = key === undefined ? undefined : this.#options.store.threadOf(this.name, key);
      return await this.#consumer.deliver(event, thread);
    } catch (error) {
      return { outcome: "drop", reason: messageOf(error) };
    }
  }

  async #settle(items: readonly Item[], delivery?: Delivery): Promise<void> {
    const key = items[0] && threadKey(items[0].event);
    const value = delivery?.outcome === "delivered" ? delivery.thread : undefined;
    const thread = key !== undefined && value !== undefined ? { key, value } : undefined;
    if (items.length === 0) return;
    const seqs = items.flatMap(({ seq, covers = [] }) => [seq, ...covers]);
    await this.#options.store.settle({ consumer: this.name, seqs, ...(thread && { thread }) });
  }

  #say(level: "debug" | "info" | "warn" | "error", what: string): void {
    const { log, secrets } = this.#options;
    log[level](conceal(`${this.name}: ${what}`, { ...(secrets && { secrets }) }));
  }

  #backoff(failures: number): number {
    const ms = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
    return ms * (0.75 + 0.5 * this.#options.clock.random());
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #pause(ms: number): Promise<void> {
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

/** What binds the events of one incident together for a consumer. */
function threadKey({ provider, incidentId }: StatusEvent): string | undefined {
  return incidentId === undefined ? undefined : `${provider}/${incidentId}`;
}
