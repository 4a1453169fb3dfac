import { digestOf } from "./audience/digest.ts";
import { settle } from "./audience/settle.ts";
import type { Rules } from "./audience/types.ts";
import { verdictOf, withoutSettling } from "./audience/verdict.ts";
import type { Item } from "./backlog.ts";
import type { StatusEvent } from "./types.ts";

/** What is told in one message: one event, or one that stands for several. */
export interface Telling {
  readonly event: StatusEvent;
  readonly items: readonly Item[];
}

const NEVER = Number.POSITIVE_INFINITY;

/** What a consumer is owed, but is not to be told yet: for a digest, until a component has settled, or as a reminder. */
export class Held {
  readonly #rules: Rules;
  #forDigest: Item[] = [];
  #settling: Item[] = [];
  readonly #reminders = new Map<string, Item>();

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  get size(): number {
    return this.#forDigest.length + this.#settling.length + this.#reminders.size;
  }

  /** Whether an item is not to be told now. It waits here then, or is one of those that are `over`: never to be told. */
  hold(item: Item, nowMs: number, over: Item[]): boolean {
    const { event, tags = [] } = item;
    const remindedMs = event.change === "reminder" ? Date.parse(event.updatedAt) : 0;
    if (remindedMs > nowMs) {
      const key = JSON.stringify([event.provider, event.incidentId]);
      over.push(...this.cancelReminder(key));
      this.#reminders.set(key, { ...item, dueMs: remindedMs });
      return true;
    }
    const verdict = verdictOf(event, this.#rules, { tags }, nowMs);
    if (verdict.tell === "never") over.push(item);
    else if (verdict.tell === "later" && verdict.as === "settled") this.#settling.push(item);
    else if (verdict.tell === "later") this.#forDigest.push({ ...item, dueMs: verdict.atMs });
    return verdict.tell !== "now";
  }

  /** Told together with what else is due by then. */
  forDigest(item: Item): void {
    this.#forDigest.push(item);
  }

  hasReminder(key: string): boolean {
    return this.#reminders.has(key);
  }

  /** Gives the one that there was, if there was one. */
  cancelReminder(key: string): Item[] {
    const item = this.#reminders.get(key);
    this.#reminders.delete(key);
    return item ? [item] : [];
  }

  nextDueMs(): number {
    const settleMs = this.#rules.settleMs ?? 0;
    const times = [
      ...this.#forDigest.map(({ dueMs }) => dueMs),
      ...this.#settling.map((item) => heldAtMs(item) + settleMs),
      ...[...this.#reminders.values()].map(({ dueMs }) => dueMs),
    ];
    return times.reduce((least, time) => Math.min(least, time), NEVER);
  }

  /** What is due now, and is held no longer; `void` is what has taken itself back and is never told. */
  take(nowMs: number): { readonly tellings: readonly Telling[]; readonly void: readonly Item[] } {
    const reminders = this.#takeReminders(nowMs);
    const settled = this.#takeSettled(nowMs);
    const digest = this.#takeDigest(nowMs);
    return {
      tellings: [...reminders.told, ...settled.told, ...digest],
      void: [...settled.void, ...reminders.void],
    };
  }

  /** The program ends, and nothing outlives it: the digest comes early. */
  takeEarly(nowMs: number): readonly Telling[] {
    for (const item of this.#forDigest) item.dueMs = 0;
    return this.#takeDigest(nowMs);
  }

  #takeReminders(nowMs: number): { told: Telling[]; void: Item[] } {
    const told: Telling[] = [];
    const gone: Item[] = [];
    for (const [key, item] of this.#reminders) {
      if (item.dueMs > nowMs) continue;
      this.#reminders.delete(key);
      this.#judge(item, nowMs, told, gone);
    }
    return { told, void: gone };
  }

  #takeSettled(nowMs: number): { told: Telling[]; void: Item[] } {
    const { settleMs } = this.#rules;
    if (settleMs === undefined || this.#settling.length === 0) return { told: [], void: [] };
    const changes = this.#settling.map((item) => ({ event: item.event, heldAtMs: heldAtMs(item) }));
    const { toldFor, held, cancelled } = settle(changes, settleMs, nowMs);
    const stillHeld = new Set(held.map(({ event }) => event));
    const takenBack = new Set(cancelled);
    const items = new Map(this.#settling.map((item) => [item.event, item]));
    const gone = this.#settling.filter(({ event }) => takenBack.has(event));
    this.#settling = this.#settling.filter(({ event }) => stillHeld.has(event));
    const tellings: Telling[] = [];
    for (const [event, stoodFor] of toldFor) {
      const own = stoodFor.flatMap((one) => items.get(one) ?? []);
      const last = own.at(-1);
      if (!last) continue;
      const covers = own
        .filter((item) => item !== last)
        .flatMap(({ seq, covers: more = [] }) => [seq, ...more]);
      this.#judge({ ...last, event, covers }, nowMs, tellings, gone);
    }
    return { told: tellings, void: gone };
  }

  /** What was held for one reason may have to wait for another. */
  #judge(item: Item, nowMs: number, told: Telling[], gone: Item[]): void {
    const verdict = verdictOf(item.event, withoutSettling(this.#rules), { tags: item.tags ?? [] }, nowMs);
    if (verdict.tell === "never") gone.push(item);
    else if (verdict.tell === "now") told.push({ event: item.event, items: [item] });
    else this.#forDigest.push({ ...item, dueMs: verdict.atMs });
  }

  #takeDigest(nowMs: number): Telling[] {
    const due = this.#forDigest.filter(({ dueMs }) => dueMs <= nowMs);
    if (due.length === 0) return [];
    this.#forDigest = this.#forDigest.filter(({ dueMs }) => dueMs > nowMs);
    const event = digestOf(
      due.map((item) => item.event),
      nowMs,
    );
    return event ? [{ event, items: due }] : [];
  }
}

function heldAtMs({ event }: Item): number {
  return Date.parse(event.detectedAt);
}
