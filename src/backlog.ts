import type { StatusEvent } from "./types.ts";

/** An event that a consumer has yet to be told. Changed in place as it is tried. */
export interface Item {
  readonly seq: number;
  readonly event: StatusEvent;
  tries: number;
  isUnderWay?: boolean;
  /** Numbers of other events that this one stands for. */
  readonly covers?: readonly number[];
  /** Of its provider. */
  readonly tags?: readonly string[];
  firstTriedMs?: number;
  /** Not before this moment, in epoch milliseconds. */
  dueMs: number;
}

/** Of what is too much, this share is given up at once, so that it need not be looked for at every event. */
const GIVEN_UP_AT_ONCE = 0.01;

/** What one consumer is owed, oldest first; in order within a provider, and bounded. */
export class Backlog {
  readonly #capacity: number;
  #items: Item[] = [];
  #aside = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Events still to be told. */
  get size(): number {
    return this.#items.length;
  }

  /** With those set aside. */
  get total(): number {
    return this.#items.length + this.#aside;
  }

  /** Gives what there is no room for. */
  add(items: readonly Item[]): Item[] {
    // Not spread over arguments: of those there may be too many.
    this.#items = this.#items.concat(items);
    const excess = this.#items.length - this.#capacity;
    return excess > 0 ? this.#giveUp(excess + Math.floor(this.#capacity * GIVEN_UP_AT_ONCE)) : [];
  }

  /** The oldest that is due, of the providers none of whose events is waiting to be tried again. */
  next(nowMs: number): Item | undefined {
    const blocked = new Set<string>();
    for (const item of this.#items) {
      if (!blocked.has(item.event.provider) && item.dueMs <= nowMs) return item;
      blocked.add(item.event.provider);
    }
    return undefined;
  }

  /** When the next one is due; 0 where one is due at once. */
  nextDueMs(): number {
    const seen = new Set<string>();
    let earliest = Number.POSITIVE_INFINITY;
    for (const { event, dueMs } of this.#items) {
      if (seen.has(event.provider)) continue;
      seen.add(event.provider);
      earliest = Math.min(earliest, dueMs);
      if (earliest === 0) return 0;
    }
    return earliest;
  }

  has(item: Item): boolean {
    return this.#items.includes(item);
  }

  remove(item: Item): void {
    const at = this.#items.indexOf(item);
    if (at >= 0) this.#items.splice(at, 1);
  }

  /** Not to be told any more while the program runs; nor what comes behind it of the same provider. */
  setAside({ event }: Item): void {
    const before = this.#items.length;
    this.#items = this.#items.filter((one) => one.event.provider !== event.provider);
    this.#aside += before - this.#items.length;
  }

  clear(): void {
    this.#items = [];
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

function keyOf({ provider, incidentId, id }: StatusEvent): string {
  return incidentId === undefined ? id : `${provider}/${incidentId}`;
}
