import type { StatusEvent } from "../types.ts";
import type { Item } from "./item.ts";

/** Of what is too much, this share is given up at once, so that it need not be looked for at every event. */
const GIVEN_UP_AT_ONCE = 0.01;
const LONGEST_WAIT_MS = 3_700_000;

/** What one consumer is owed, oldest first; in order within a provider, and bounded. */
export class Backlog {
  readonly #capacity: number;
  #items: Item[] = [];
  #aside: Item[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Events still to be told. */
  get size(): number {
    return this.#items.length;
  }

  /** When the oldest of them was detected, in epoch milliseconds. */
  get oldestMs(): number | undefined {
    const [oldest] = this.#items;
    return oldest && Date.parse(oldest.event.detectedAt);
  }

  /** With those set aside. */
  get total(): number {
    return this.#items.length + this.#aside.length;
  }

  /** Takes items to their places, which are by number; gives what there is no room for beside so many others. */
  add(items: readonly Item[], others = 0): Item[] {
    if (items.length === 0 && others === 0) return [];
    const isBehind = (items[0]?.seq ?? 0) > (this.#items.at(-1)?.seq ?? 0);
    for (const item of items) this.#items.push(item);
    if (items.length > 0 && !isBehind) this.#items.sort((a, b) => a.seq - b.seq);
    const excess = this.#items.length + others - this.#capacity;
    return excess > 0 ? this.#giveUp(excess + Math.floor(this.#capacity * GIVEN_UP_AT_ONCE)) : [];
  }

  /** The oldest that is due, of the providers none of whose events is waiting to be tried again. */
  next(nowMs: number): Item | undefined {
    const blocked = new Set<string>();
    for (const item of this.#items) {
      const providers = providersOf(item);
      if (!providers.some((one) => blocked.has(one)) && waitMs(item.dueMs, nowMs) === 0) return item;
      for (const one of providers) blocked.add(one);
    }
    return undefined;
  }

  /** How long until the next one is due. */
  nextWaitMs(nowMs: number): number {
    const seen = new Set<string>();
    let least = Number.POSITIVE_INFINITY;
    for (const item of this.#items) {
      const providers = providersOf(item);
      const isFirst = !providers.some((one) => seen.has(one));
      for (const one of providers) seen.add(one);
      if (isFirst) least = Math.min(least, waitMs(item.dueMs, nowMs));
      if (least === 0) return 0;
    }
    return least;
  }

  /** Takes out the reminders of a maintenance that is not to be reminded of any more. */
  takeReminders(provider: string, incidentId: string | undefined): Item[] {
    const isMeant = ({ event, isUnderWay }: Item) =>
      event.change === "reminder" &&
      event.provider === provider &&
      event.incidentId === incidentId &&
      !isUnderWay;
    const taken = this.#items.filter(isMeant);
    if (taken.length > 0) this.#items = this.#items.filter((item) => !isMeant(item));
    return taken;
  }

  remove(item: Item): void {
    const at = this.#items.indexOf(item);
    if (at >= 0) this.#items.splice(at, 1);
  }

  /** Not to be told any more while the program runs; nor what comes behind it of the same provider. */
  setAside(item: Item): void {
    const providers = new Set(providersOf(item));
    const left: Item[] = [];
    for (const one of this.#items) {
      const own = providersOf(one);
      if (!own.some((provider) => providers.has(provider))) left.push(one);
      else {
        this.#aside.push(one);
        // What comes behind a digest does so for each of those that it is of.
        for (const provider of own) providers.add(provider);
      }
    }
    this.#items = left;
  }

  /** Takes out all but what is under way, with what was set aside. */
  takeLoose(): Item[] {
    const all = [...this.#items, ...this.#aside].sort((a, b) => a.seq - b.seq);
    this.#items = all.filter(({ isUnderWay }) => isUnderWay);
    this.#aside = [];
    return all.filter(({ isUnderWay }) => !isUnderWay);
  }

  /** First what was told of incidents that are over, but for their ends; then the oldest. */
  #giveUp(amount: number): Item[] {
    const over = new Set(
      this.#items.filter(({ event }) => event.change === "resolved").map(({ event }) => keyOf(event)),
    );
    const isPast = ({ event }: Item) => event.change !== "resolved" && over.has(keyOf(event));
    const loose = this.#items.filter(({ isUnderWay }) => !isUnderWay);
    const inOrder = [...loose.filter(isPast), ...loose.filter((item) => !isPast(item))];
    const given = new Set(inOrder.slice(0, amount));
    this.#items = this.#items.filter((item) => !given.has(item));
    return [...given];
  }
}

/** A digest is of all whose news it holds: none of it may be overtaken. */
function providersOf({ event, parts }: Item): readonly string[] {
  return parts ? parts.map((part) => part.event.provider) : [event.provider];
}

/** No wait is longer than the longest that a receiver may ask for: else the clock was set back. */
export function waitMs(dueMs: number, nowMs: number): number {
  const ms = Math.max(dueMs - nowMs, 0);
  return ms > LONGEST_WAIT_MS ? 0 : ms;
}

function keyOf({ provider, incidentId, id }: StatusEvent): string {
  return incidentId === undefined ? id : `${provider}/${incidentId}`;
}
