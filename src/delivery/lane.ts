import { reminderStep } from "../audience/reminders.ts";
import { AlreadyTold } from "../audience/shared.ts";
import type { Rules } from "../audience/types.ts";
import { verdictOf } from "../audience/verdict.ts";
import type { Clock } from "../clock.ts";
import type { Consumer } from "../consumers/types.ts";
import { type Logger, loggerOf } from "../log.ts";
import type { ConsumerReport } from "../observer.ts";
import type { Secret } from "../provider.ts";
import type { Owed, StateStore } from "../state/store.ts";
import type { StatusEvent } from "../types.ts";
import { within } from "../within.ts";
import { Deliveries } from "./deliveries.ts";
import { Drain } from "./drain.ts";
import { type Item, itemOf, separate, seqsOf } from "./item.ts";
import { Outstanding } from "./outstanding.ts";
import { Tally } from "./tally.ts";
import { Threads } from "./threads.ts";

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

/**
 * One consumer as it is configured: decides what it is to be owed, and has it told, one delivery at a time, in order
 * within a provider. When the consumer is configured anew, another lane takes its place, and with it all that it is owed.
 */
export class Lane {
  readonly #consumer: Consumer;
  readonly #options: LaneOptions;
  readonly #log: Logger;
  readonly #alreadyTold: AlreadyTold;
  readonly #tally: Tally;
  readonly #threads: Threads;
  readonly #outstanding: Outstanding;
  readonly #deliveries: Deliveries;
  readonly #drain: Drain;
  /** The one that has taken this one's place. */
  #heir: Lane | undefined;
  #ended: Promise<void> | undefined;

  /** In the place of another lane it goes on from where that one is; that one then ends. */
  constructor(consumer: Consumer, options: LaneOptions, before?: Lane) {
    const { clock, store, rules, capacity, about } = options;
    this.#consumer = consumer;
    this.#options = options;
    this.#log = loggerOf(consumer.name, options.log, options.secrets);
    this.#alreadyTold = before ? before.#alreadyTold : new AlreadyTold();
    this.#tally = before ? before.#tally : new Tally();
    this.#threads = new Threads(consumer.name, store, (provider) => about(provider).host);
    const waiting = { clock, capacity, rules, letGo: this.#letGo.bind(this) };
    const outstanding = before ? before.#outstanding.succeededBy(waiting) : new Outstanding(waiting);
    const kept = { threads: this.#threads, tally: this.#tally, outstanding };
    const deliveries = new Deliveries(consumer, { clock, log: this.#log, store, rules, ...kept });
    this.#outstanding = outstanding;
    this.#deliveries = deliveries;
    this.#drain = new Drain({ clock, outstanding, deliveries, isDurable: store.isDurable });
    if (before) this.#succeed(before);
  }

  /** What is under way there stays in the queue, until it is known what comes of it. */
  #succeed(before: Lane): void {
    before.#heir = this;
    before.#drain.stop();
    const rest = before.#drain.idle().then(() => this.#takeOver(this.#outstanding.takeQueued()));
    this.#drain.wakeAfter(rest);
    this.#takeOver(before.#outstanding.takeAll());
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
    const { queued, held, oldestQueuedAtMs } = this.#outstanding;
    return {
      name: this.name,
      queued,
      held,
      ...(oldestQueuedAtMs !== undefined && { oldestQueuedAtMs }),
      ...this.#tally,
    };
  }

  /** Whether it works, but cannot keep up: who can wait with what is new had better do so. One that is dead is not. */
  get isOverrun(): boolean {
    return this.#outstanding.queued > this.#options.capacity / 2 && this.#deliveries.isWorking;
  }

  /** What is to be owed because of an event: nothing, the event, and with it the reminder that it sets. */
  plan(event: StatusEvent): StatusEvent[] {
    const { rules, about, clock } = this.#options;
    const nowMs = clock.now();
    // Also of what is not told itself: a maintenance that is put off is to be reminded of at another time.
    const step = reminderStep(event, rules, nowMs);
    if (step) this.#outstanding.revise(event, step);
    const { tags, host } = about(event.provider);
    const verdict = verdictOf(event, rules, { tags }, nowMs);
    const teller = verdict.tell === "never" ? undefined : this.#alreadyTold.tell(event, nowMs, host);
    if (teller) this.#threads.join(event, teller);
    const isTold = verdict.tell !== "never" && teller === undefined;
    const isReminded = step?.step === "set" && (isTold || this.#outstanding.hasReminder(step.key));
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
    this.#take(owed.map((one) => itemOf(one, this.#tagsOf(one))));
  }

  /** What another lane had: by the rules and the providers of now, and to be tried at once. */
  #takeOver(items: readonly Item[]): void {
    const anew = items.flatMap(separate);
    this.#take(anew.map((item) => ({ ...item, tries: 0, dueMs: 0, tags: this.#tagsOf(item) })));
  }

  #take(items: readonly Item[]): void {
    if (this.#heir) {
      this.#heir.#take(items);
      return;
    }
    this.#outstanding.take(items);
    this.#drain.wake();
  }

  /** What is never told is owed no more. That there is too much is said once when it begins, and counted at the end. */
  #letGo(items: readonly Item[], why: "over" | "given up"): void {
    if (items.length === 0) return;
    if (why === "given up") {
      const order = "updates of incidents that are over are given up first, then the oldest";
      if (this.#tally.givenUp === 0) this.#log.error(`too far behind; ${order}`);
      this.#tally.givenUp += items.length;
    }
    void this.#options.store.settle({ consumer: this.name, seqs: seqsOf(items) });
  }

  /** Delivers what is queued, for at most `graceMs`; `kept` says of what is left what becomes of it, where it is kept. */
  async close(graceMs: number, kept = "kept for the next start"): Promise<void> {
    this.#drain.hurry();
    await within(this.#drain.idle(), graceMs);
    this.#drain.stop();
    if (!this.#heir) this.#account(kept);
    await this.#end();
  }

  /** For a lane whose place another has taken: waits for the delivery under way, however long that takes, then ends. */
  async retire(): Promise<void> {
    await this.#drain.idle();
    await this.#end();
  }

  #end(): Promise<void> {
    this.#ended ??= Promise.resolve(this.#consumer.close?.());
    return this.#ended;
  }

  /** A consumer that is gone knows that it was not told: only that its events are kept may be news then. */
  #account(kept: string): void {
    const { isDurable } = this.#options.store;
    const account = this.#tally.account(this.#outstanding.total, isDurable ? kept : "could not be delivered");
    const level = isDurable ? "info" : "debug";
    if (account !== undefined) this.#log[this.#deliveries.isGone ? level : "error"](account);
  }

  #tagsOf({ event }: Pick<Item, "event">): readonly string[] {
    return this.#options.about(event.provider).tags;
  }
}
