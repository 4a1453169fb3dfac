import { createHash } from "node:crypto";
import type { IncidentUpdate } from "../../types.ts";

/**
 * Ids for updates whose page gives them none: the displayed minute and the status word, counted where two share both.
 * Oldest first, so that a newer update changes no older one's id.
 */
export class DerivedIds {
  readonly #counts = new Map<string, number>();

  /** `when` is how the page shows the time, where it cannot be made out. */
  next(postedAtMs: number | undefined, word: string, when = "undated"): string {
    const minute = postedAtMs === undefined ? when : isoMinute(postedAtMs);
    const key = `${minute}/${word.toLowerCase()}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count === 1 ? key : `${key}/${count}`;
  }
}

/**
 * Updates, oldest first, with ids made of their times and words; of one word for all where their own are the
 * incident's, and may be others later.
 */
export function withDerivedIds(
  updates: readonly Omit<IncidentUpdate, "id" | "idFrom">[],
  word?: string,
): IncidentUpdate[] {
  const ids = new DerivedIds();
  return updates.map((update) => ({
    id: ids.next(update.postedAtMs, word ?? update.rawStatus ?? update.status),
    idFrom: "derived",
    ...update,
  }));
}

/** For an id of what is rewritten in its place, where the words are all that tells it from what was there before. */
export function wordsDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function isoMinute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
