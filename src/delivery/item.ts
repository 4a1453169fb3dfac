import type { Owed } from "../state/store.ts";
import type { StatusEvent } from "../types.ts";

/** An event that a consumer has yet to be told. Changed in place as it is tried. */
export interface Item {
  readonly seq: number;
  readonly event: StatusEvent;
  tries: number;
  isUnderWay?: boolean;
  /** Numbers of other events that this one stands for. */
  readonly covers?: readonly number[];
  /** What a digest was made of. */
  readonly parts?: readonly Item[];
  /** Of its provider. */
  readonly tags?: readonly string[];
  /** In vain; of a digest the latest of what is in it, if all of that has been tried. */
  firstTriedMs?: number | undefined;
  /** Not before this moment, in epoch milliseconds. */
  dueMs: number;
}

/** Of what is kept as owed. */
export function itemOf({ seq, event, firstTriedMs }: Owed, tags: readonly string[]): Item {
  return { seq, event, firstTriedMs, tries: 0, dueMs: 0, isUnderWay: false, tags };
}

/** Numbers of all events that these are or stand for. */
export function seqsOf(items: readonly Item[]): number[] {
  return items.flatMap(({ seq, covers = [] }) => [seq, ...covers]);
}

/** What a digest was made of: it is made anew of that, if it still is to be. */
export function separate(item: Item): readonly Item[] {
  const { parts, firstTriedMs } = item;
  if (!parts) return [item];
  return parts.map((part) => ({ ...part, firstTriedMs: part.firstTriedMs ?? firstTriedMs }));
}
