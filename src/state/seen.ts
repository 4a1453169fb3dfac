import type { IncidentUpdate } from "../types.ts";
import { digest } from "./digest.ts";
import type { SeenUpdates } from "./types.ts";

/**
 * Which updates of an incident have been dealt with. Four numbers an update: its id, its place (displayed minute and
 * status, the same in every format of a page), its text, and what its id was made from.
 */
const WIDTH = 4;
const [ID, PLACE, TEXT, FROM] = [0, 1, 2, 3];
const FROM_CODES: Readonly<Record<IncidentUpdate["idFrom"], number>> = { derived: 0, page: 1, words: 2 };
const MINUTE_MS = 60_000;

export const NONE_SEEN: SeenUpdates = [];

/** How an update of a reading stands to what was seen before. */
export type Sighting =
  /** Never seen. */
  | "new"
  /** Seen, and says the same. */
  | "same"
  /** Seen, and says something else now. */
  | "edited"
  /** Seen under another id: told by another format of the page, or with its displayed time changed. */
  | "moved";

/**
 * Judges the updates of one incident, oldest first, against those seen before. What a notice does not list is not gone:
 * the same words at another time are said again.
 */
export function sight(seen: SeenUpdates, updates: readonly IncidentUpdate[], isNotice: boolean): Sighting[] {
  const rows = updates.map(rowOf);
  let known = seen;
  return updates.map((update, index) => {
    const row = rows[index] ?? [];
    const sighting = sightOne(known, row, update, isNotice ? undefined : rows);
    if (sighting === "moved") known = [...known, ...row];
    return sighting;
  });
}

/** What is seen once these updates have been dealt with; the newest `most` are kept. */
export function withSeen(seen: SeenUpdates, updates: readonly IncidentUpdate[], most: number): SeenUpdates {
  const next = [...seen];
  for (const update of updates) {
    const row = rowOf(update);
    const at = indexOf(next, ID, row[ID]);
    next.splice(at < 0 ? next.length : at, at < 0 ? 0 : WIDTH, ...row);
  }
  return next.slice(-most * WIDTH);
}

/** Whether all of these updates stand at places that were seen: the same incident under another id. */
export function coversPlaces(seen: SeenUpdates, updates: readonly IncidentUpdate[]): boolean {
  return updates.every(
    (update) => update.postedAtMs !== undefined && indexOf(seen, PLACE, placeOf(update)) >= 0,
  );
}

/** Whether one of these updates, by the page's own id, was seen. */
export function sharesId(seen: SeenUpdates, updates: readonly IncidentUpdate[]): boolean {
  return updates.some(({ id, idFrom }) => {
    const at = idFrom === "page" ? indexOf(seen, ID, digest(id)) : -1;
    return at >= 0 && seen[at + FROM] === FROM_CODES.page;
  });
}

/** Whether something was seen, and nothing of it under the page's own ids. */
export function isAllDerived(seen: SeenUpdates): boolean {
  for (let i = 0; i < seen.length; i += WIDTH) if (seen[i + FROM] === FROM_CODES.page) return false;
  return seen.length > 0;
}

function sightOne(
  known: SeenUpdates,
  row: readonly number[],
  update: IncidentUpdate,
  shown: readonly (readonly number[])[] | undefined,
): Sighting {
  const at = indexOf(known, ID, row[ID]);
  if (at >= 0) return known[at + TEXT] === row[TEXT] ? "same" : "edited";
  if (update.idFrom === "words") return toldInWords(known, row) ? "moved" : "new";
  if (toldByOtherFormat(known, row) || toldByNotice(known, row)) return "moved";
  if (update.idFrom === "page" || !shown) return "new";
  // The words told last, under a time that is no longer shown: the displayed time was changed.
  const last = known.length - WIDTH;
  const isLast = last >= 0 && known[last + TEXT] === row[TEXT];
  // It may be there still, under an id of the other kind.
  const isShown = shown.some((one) => one[ID] === known[last + ID] || one[PLACE] === known[last + PLACE]);
  return isLast && !isShown ? "moved" : "new";
}

/** At one place, as many updates are the same as the other kind of id has told of and this kind has not yet. */
function toldByOtherFormat(known: SeenUpdates, row: readonly number[]): boolean {
  const told = countByKind(known, PLACE, row[PLACE]);
  return row[FROM] === FROM_CODES.page ? told.derived > told.page : told.page > told.derived;
}

/** A notice that knew no more than the words has told of as many with these words as this kind of id has not yet. */
function toldByNotice(known: SeenUpdates, row: readonly number[]): boolean {
  const told = countByKind(known, TEXT, row[TEXT]);
  return told.words > (row[FROM] === FROM_CODES.page ? told.page : told.derived);
}

/** The page has told of as many updates in these words as notices that knew no more have not yet. */
function toldInWords(known: SeenUpdates, row: readonly number[]): boolean {
  const told = countByKind(known, TEXT, row[TEXT]);
  // Seen in two formats, an update is there twice.
  return Math.max(told.page, told.derived) > told.words;
}

function countByKind(known: SeenUpdates, column: number, value: number | undefined) {
  const counts = { page: 0, derived: 0, words: 0 };
  for (let i = 0; i < known.length; i += WIDTH) {
    if (known[i + column] !== value) continue;
    if (known[i + FROM] === FROM_CODES.page) counts.page++;
    else if (known[i + FROM] === FROM_CODES.words) counts.words++;
    else counts.derived++;
  }
  return counts;
}

function indexOf(seen: SeenUpdates, column: number, value: number | undefined): number {
  for (let i = 0; i < seen.length; i += WIDTH) if (seen[i + column] === value) return i;
  return -1;
}

function rowOf(update: IncidentUpdate): number[] {
  const text = digest(`${update.status} ${folded(update.message)}`);
  return [digest(update.id), placeOf(update), text, FROM_CODES[update.idFrom]];
}

/** Nearly always there is nothing to fold. */
function folded(text: string): string {
  return /\s\s|[^\S ]/.test(text) ? text.replace(/\s+/g, " ") : text;
}

function placeOf(update: IncidentUpdate): number {
  const minute = update.postedAtMs === undefined ? "" : Math.floor(update.postedAtMs / MINUTE_MS);
  return digest(`${minute} ${update.status}`);
}
