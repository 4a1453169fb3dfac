import { isCalledOff, reminderStep } from "./audience/reminders.ts";
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
import { Pause } from "./pause.ts";
import { Retries } from "./retries.ts";
import { conceal } from "./secrets.ts";
import type { Owed, StateStore } from "./state/store.ts";
import { Tally } from "./tally.ts";
import { Threads } from "./threads.ts";
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
  readonly #alreadyTold: AlreadyTold;
  readonly #threads: Threads;
  readonly #retries: Retries;
  /** Resolves once nothing is under way any more with the one whose place this is. */
  #before: Promise<void> | undefined;
  /** The one that has taken this one's place. */
  #heir: Lane | undefined;
  #ended: Promise<void> | undefined;
  #draining: Promise<void> | undefined;
  #isClosing = false;
  #isClosed = false;
  /** Whether whoever is to be told has gone for good. */
  #isLeft = false;
  readonly #pause = new Pause();
  #lastToldMs = Number.NEGATIVE_INFINITY;
  readonly #tally: Tally;

  /** In the place of another lane it goes on from where that one is; that one then ends. */
  constructor(consumer: Consumer, options: LaneOptions, before?: Lane) {
    this.#consumer = consumer;
    this.#options = options;
    this.#held = new Held(options.rules);
    this.#threads = new Threads(consumer.name, options.store, (provider) => options.about(provider).host);
    this.#retries = new Retries(options.clock);
    this.#backlog = before ? before.#backlog : new Backlog(options.capacity);
    this.#alreadyTold = before ? before.#alreadyTold : new AlreadyTold();
    this.#tally = before ? before.#tally : new Tally();
    if (before) this.#succeed(before);
  }

  /** What is under way there stays in the backlog, until it is known what comes of it. */
  #succeed(before: Lane): void {
    before.#heir = this;
    before.#isClosed = true;
    before.#pause.end();
    this.#before = before.#idle();
    this.#takeOver([...this.#backlog.takeLoose(), ...before.#held.takeAll()]);
    this.#draining ??= this.#drain();
  }

  async #idle(): Promise<void> {
    await this.#before;
    await this.#draining;
  }

  get isReplaced(): boolean {
    return this.#heir !== undefined;
  }

  tells(consumer: Consumer): boolean {
    return this.#consumer === consumer;
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
    const teller = verdict.tell === "never" ? undefined : this.#alreadyTold.tell(event, nowMs, host);
    if (teller) this.#threads.join(event, teller);
    const isTold = verdict.tell !== "never" && teller === undefined;
    const isReminded = step?.step === "set" && (isTold || this.#held.hasReminder(step.key));
    return [...(isTold ? [event] : []), ...(isReminded ? [step.reminder.event] : [])];
  }

  /** What was told before this start: another provider may yet say the same. */
  recall(event: StatusEvent): void {
    const { rules, about } = this.#options;
    const { tags, host } = about(event.provider);
    const toldMs = Date.parse(event.detectedAt);
    if (verdictOf(event, rules, { tags }, toldMs).tell !== "never")
      this.#alreadyTold.tell(event, toldMs, host);
  }

  /** Takes over what has been kept as owed; tells it at once, or when its time has come. */
  push(owed: readonly Owed[]): void {
    if (owed.length === 0) return;
    const { about } = this.#options;
    const items = owed.map(({ seq, event, firstTriedMs }) => ({
      seq,
      event,
      firstTriedMs,
      tries: 0,
      dueMs: 0,
      isUnderWay: false,
      tags: about(event.provider).tags,
    }));
    this.#take(items);
  }

  /** What another lane had: by the rules and the providers of now, and to be tried at once. */
  #takeOver(items: readonly Item[]): void {
    const { about } = this.#options;
    this.#take(
      items.flatMap(separate).map((item) => {
        return { ...item, tries: 0, dueMs: 0, tags: about(item.event.provider).tags };
      }),
    );
  }

  #take(items: readonly Item[]): void {
    if (this.#heir) {
      this.#heir.#take(items);
      return;
    }
    const over: Item[] = [];
    this.#enqueue(items.filter((item) => !this.#held.hold(item, this.#now(), over)));
    void this.#settle(over);
    this.#pause.end();
    this.#draining ??= this.#drain();
  }

  #enqueue(items: readonly Item[]): void {
    const given = this.#backlog.add(items, this.#held.size);
    const excess = this.#backlog.size + this.#held.size - this.#options.capacity;
    const all = [...given, ...this.#held.giveUp(excess)];
    if (all.length > 0) this.#giveUp(all);
  }

  /** Delivers what is queued, for at most `graceMs`; `kept` says of what is left what becomes of it, where it is kept. */
  async close(graceMs: number, kept = "kept for the next start"): Promise<void> {
    this.#isClosing = true;
    this.#pause.end();
    await within(this.#idle(), graceMs);
    this.#isClosed = true;
    if (!this.#heir) this.#account(kept);
    await this.#end();
  }

  /** Of one whose place has been taken: once what was under way is, however long that takes. */
  async retire(): Promise<void> {
    await this.#idle();
    await this.#end();
  }

  #end(): Promise<void> {
    this.#ended ??= Promise.resolve(this.#consumer.close?.());
    return this.#ended;
  }

  /** Of one who has gone himself it is no news that he was not told; that it is kept for him may be. */
  #account(kept: string): void {
    const { isDurable } = this.#options.store;
    const left = this.#backlog.total + this.#held.size;
    const account = this.#tally.account(left, isDurable ? kept : "could not be delivered");
    const level = isDurable ? "info" : "debug";
    if (account !== undefined) this.#say(this.#isLeft ? level : "error", account);
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
    await this.#before;
    if (this.#before) {
      this.#before = undefined;
      this.#takeOver(this.#backlog.takeLoose());
    }
    while (!this.#isClosed && !this.#isLeft && (this.#backlog.size > 0 || this.#held.size > 0)) {
      const { ready, over } = this.#held.take(this.#now());
      void this.#settle(over);
      this.#enqueue(ready);
      const waitMs = this.#waitMs();
      if (waitMs > 0 && !this.#isClosing) {
        await this.#pause.for(Math.min(waitMs, LONGEST_PAUSE_MS));
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
    return Math.max(
      waitMs(this.#retries.pausedUntilMs, nowMs),
      Math.min(this.#backlog.nextWaitMs(nowMs), heldMs),
    );
  }

  /** Whether there is a digest to be told before the program, which does not outlive it, ends. */
  #hasEarly(): boolean {
    const early = this.#options.store.isDurable ? [] : this.#held.takeEarly(this.#now());
    this.#enqueue(early);
    return early.length > 0;
  }

  async #tell(item: Item): Promise<void> {
    const { event } = item;
    item.isUnderWay = true;
    const delivery: Delivery = this.#isPointless(item)
      ? { outcome: "delivered" }
      : await this.#deliver(event);
    item.isUnderWay = false;
    if (delivery.outcome === "gone") {
      this.#isLeft = true;
      this.#say("debug", delivery.reason);
      return;
    }
    if (delivery.outcome === "retry" && this.#retries.mayTry(item)) {
      this.#postpone(item, delivery);
      return;
    }
    this.#retries.succeeded();
    this.#backlog.remove(item);
    this.#tally[delivery.outcome === "delivered" ? "delivered" : "dropped"]++;
    if (delivery.outcome === "delivered") this.#lastToldMs = this.#now();
    if (delivery.outcome !== "delivered")
      this.#say("error", `event ${event.id} not delivered: ${delivery.reason}`);
    // Kept before the next one is sent: of each consumer a sudden end repeats the one that is under way, and no more.
    await this.#settle([item], delivery);
  }

  /** Of a reminder it is only known when it is due whether there is still something to remind of. */
  #isPointless({ event, tags = [] }: Item): boolean {
    if (event.change !== "reminder") return false;
    const { rules, store } = this.#options;
    const isLate = verdictOf(event, rules, { tags }, this.#now()).tell === "never";
    return isLate || isCalledOff(event, store.get(event.provider));
  }

  #postpone(item: Item, { reason, afterMs }: Extract<Delivery, { outcome: "retry" }>): void {
    // One that fails again and again between others that do not is told of once.
    if (this.#retries.isWell && item.tries === 0) this.#say("warn", `${reason}; will be tried again`);
    this.#tally.failedTries++;
    if (item.firstTriedMs === undefined) {
      item.firstTriedMs = this.#now();
      // It is tried again whether or not that is kept.
      void this.#options.store.tried({
        consumer: this.name,
        seqs: seqsOf([item]),
        atMs: item.firstTriedMs,
      });
    }
    this.#retries.postpone(item, afterMs);
    // There is nobody left to wait for another try: it stays owed.
    if (this.#isClosing) this.#backlog.setAside(item);
  }

  async #deliver(event: StatusEvent): Promise<Delivery> {
    try {
      return await this.#consumer.deliver(event, this.#threads.of(event));
    } catch (error) {
      return { outcome: "drop", reason: messageOf(error) };
    }
  }

  async #settle(items: readonly Item[], delivery?: Delivery): Promise<void> {
    const [first] = items;
    if (!first) return;
    const value = delivery?.outcome === "delivered" ? delivery.thread : undefined;
    const left = value === undefined ? {} : this.#threads.left(first.event, value);
    await this.#options.store.settle({ consumer: this.name, seqs: seqsOf(items), ...left });
  }

  #say(level: "debug" | "info" | "warn" | "error", what: string): void {
    const { log, secrets } = this.#options;
    log[level](conceal(`${this.name}: ${what}`, { ...(secrets && { secrets }) }));
  }

  #now(): number {
    return this.#options.clock.now();
  }
}

/** A digest is made anew of what is in it, if it still is to be. */
function separate(item: Item): readonly Item[] {
  const { parts, firstTriedMs } = item;
  if (!parts) return [item];
  return parts.map((part) => ({ ...part, firstTriedMs: part.firstTriedMs ?? firstTriedMs }));
}

function seqsOf(items: readonly Item[]): number[] {
  return items.flatMap(({ seq, covers = [] }) => [seq, ...covers]);
}
