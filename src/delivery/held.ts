import { digestOf } from "../audience/digest.ts";
import { settle } from "../audience/settle.ts";
import type { Rules } from "../audience/types.ts";
import { verdictOf, withoutSettling } from "../audience/verdict.ts";
import type { StatusEvent } from "../types.ts";
import { type Item, seqsOf } from "./item.ts";

/** What a consumer is owed, but is not to be told yet: for a digest, until a component has settled, or as a reminder. */
export class Held {
  readonly #rules: Rules;
  #forDigest: Item[] = [];
  #settling: Item[] = [];
  readonly #reminders = new Map<string, Item>();
  /** When the next is due, until something changes. */
  #dueMs: number | undefined;

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  get size(): number {
    return this.#forDigest.length + this.#settling.length + this.#reminders.size;
  }

  /** Whether an item is not to be told now. It waits here then, or is one of those that are `over`: never to be told. */
  hold(item: Item, nowMs: number, over: Item[]): boolean {
    const { event, tags = [] } = item;
    this.#dueMs = undefined;
    if (event.change === "reminder" && this.#rules.remindMs === undefined) {
      over.push(item);
      return true;
    }
    const remindedMs = event.change === "reminder" ? Date.parse(event.updatedAt) : 0;
    if (remindedMs > nowMs) {
      const key = JSON.stringify([event.provider, event.incidentId]);
      over.push(...this.cancelReminder(key));
      this.#reminders.set(key, { ...item, dueMs: remindedMs });
      return true;
    }
    // As it was to be told when it came: after a restart a digest may be overdue, and is not put off once more.
    const judgedMs = event.change === "reminder" ? nowMs : Math.min(nowMs, heldAtMs(item));
    const verdict = verdictOf(event, this.#rules, { tags }, judgedMs);
    if (verdict.tell === "never") over.push(item);
    else if (verdict.tell === "later" && verdict.as === "settled") this.#settling.push(item);
    else if (verdict.tell === "later") this.#forDigest.push({ ...item, dueMs: verdict.atMs });
    else over.push(...this.#supersede(item));
    return verdict.tell !== "now";
  }

  /** What is held of an incident, or of a component, is out of date once something newer of it is told. */
  #supersede(newer: Item): Item[] {
    // A reminder is no news of its own.
    const subject = newer.event.change === "reminder" ? undefined : subjectOf(newer.event);
    if (subject === undefined) return [];
    const isOld = ({ seq, event }: Item) => seq < newer.seq && subjectOf(event) === subject;
    const old = this.#forDigest.filter(isOld);
    if (old.length > 0) this.#forDigest = this.#forDigest.filter((item) => !isOld(item));
    return old;
  }

  /** The oldest of what is held, where there is no room for all of it. */
  giveUp(amount: number): Item[] {
    if (amount <= 0) return [];
    this.#dueMs = undefined;
    const oldest = [...this.#forDigest, ...this.#settling].sort((a, b) => a.seq - b.seq).slice(0, amount);
    const given = new Set(oldest);
    this.#forDigest = this.#forDigest.filter((item) => !given.has(item));
    this.#settling = this.#settling.filter((item) => !given.has(item));
    return oldest;
  }

  hasReminder(key: string): boolean {
    return this.#reminders.has(key);
  }

  /** Gives the one that there was, if there was one. */
  cancelReminder(key: string): Item[] {
    const item = this.#reminders.get(key);
    this.#reminders.delete(key);
    this.#dueMs = undefined;
    return item ? [item] : [];
  }

  nextDueMs(): number {
    if (this.#dueMs !== undefined) return this.#dueMs;
    const settleMs = this.#rules.settleMs ?? 0;
    let dueMs = Number.POSITIVE_INFINITY;
    for (const item of this.#forDigest) dueMs = Math.min(dueMs, item.dueMs);
    for (const item of this.#settling) dueMs = Math.min(dueMs, heldAtMs(item) + settleMs);
    for (const item of this.#reminders.values()) dueMs = Math.min(dueMs, item.dueMs);
    this.#dueMs = dueMs;
    return dueMs;
  }

  /** What is to be told now, and is held no longer; `over` is what has taken itself back and is never told. */
  take(nowMs: number): { readonly ready: readonly Item[]; readonly over: readonly Item[] } {
    // A component that is back takes back what is held of it before that is due.
    if (nowMs < this.nextDueMs() && this.#settling.length < 2) return NOTHING;
    this.#dueMs = undefined;
    const ready: Item[] = [];
    const over: Item[] = [];
    this.#takeReminders(nowMs, ready, over);
    this.#takeSettled(nowMs, ready, over);
    ready.push(...this.#takeDigest(nowMs));
    return { ready, over };
  }

  /** All of it, to be judged by other rules. */
  takeAll(): readonly Item[] {
    const all = [...this.#forDigest, ...this.#settling, ...this.#reminders.values()];
    this.#forDigest = [];
    this.#settling = [];
    this.#reminders.clear();
    this.#dueMs = undefined;
    return all;
  }

  /** The program ends, and nothing outlives it: the digest comes early. */
  takeEarly(nowMs: number): readonly Item[] {
    return this.#takeDigest(nowMs, Number.POSITIVE_INFINITY);
  }

  #takeReminders(nowMs: number, ready: Item[], over: Item[]): void {
    for (const [key, item] of this.#reminders) {
      if (item.dueMs > nowMs) continue;
      this.#reminders.delete(key);
      this.#judge(item, nowMs, ready, over);
    }
  }

  #takeSettled(nowMs: number, ready: Item[], over: Item[]): void {
    const { settleMs } = this.#rules;
    if (settleMs === undefined || this.#settling.length === 0) return;
    const changes = this.#settling.map((item) => ({ event: item.event, heldAtMs: heldAtMs(item) }));
    const { toldFor, held, cancelled } = settle(changes, settleMs, nowMs);
    const stillHeld = new Set(held.map(({ event }) => event));
    const takenBack = new Set(cancelled);
    const items = new Map(this.#settling.map((item) => [item.event, item]));
    over.push(...this.#settling.filter(({ event }) => takenBack.has(event)));
    this.#settling = this.#settling.filter(({ event }) => stillHeld.has(event));
    for (const [event, stoodFor] of toldFor) {
      const own = stoodFor.flatMap((one) => items.get(one) ?? []);
      const last = own.at(-1);
      if (!last) continue;
      const covers = seqsOf(own.filter((item) => item !== last));
      this.#judge({ ...last, event, covers }, nowMs, ready, over);
    }
  }

  /** What was held for one reason may have to wait for another. */
  #judge(item: Item, nowMs: number, ready: Item[], over: Item[]): void {
    const verdict = verdictOf(item.event, withoutSettling(this.#rules), { tags: item.tags ?? [] }, nowMs);
    if (verdict.tell === "never") over.push(item);
    else if (verdict.tell === "now") {
      over.push(...this.#supersede(item));
      ready.push({ ...item, dueMs: 0 });
    } else this.#forDigest.push({ ...item, dueMs: verdict.atMs });
  }

  /** One item that stands for all that are due: it is told, tried again and given up as one. */
  #takeDigest(nowMs: number, untilMs = nowMs): Item[] {
    const due = this.#forDigest.filter(({ dueMs }) => dueMs <= untilMs);
    const [first] = due;
    const events = due.map((item) => item.event);
    const event = digestOf(events, nowMs);
    if (!first || !event) return [];
    this.#forDigest = this.#forDigest.filter(({ dueMs }) => dueMs > untilMs);
    const covers = seqsOf(due).filter((seq) => seq !== first.seq);
    const tried = due.flatMap(({ firstTriedMs = [] }) => firstTriedMs);
    const firstTriedMs = tried.length === due.length ? Math.max(...tried) : undefined;
    return [{ ...first, event, covers, parts: due, firstTriedMs, tries: 0, dueMs: 0 }];
  }
}

const NOTHING = { ready: [], over: [] };

/** The incident or the component that an event is about; undefined of one about the page itself. */
function subjectOf({ provider, kind, incidentId, components }: StatusEvent): string | undefined {
  if (incidentId !== undefined) return JSON.stringify([provider, incidentId]);
  return kind === "component" ? JSON.stringify([provider, kind, components]) : undefined;
}

function heldAtMs({ event }: Item): number {
  return Date.parse(event.detectedAt);
}
