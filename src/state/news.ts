import { truncate } from "../text.ts";
import { type Change, type Incident, type IncidentStatus, type IncidentUpdate, isClosed } from "../types.ts";
import { endId, latestEdit } from "./events.ts";
import { wasOvertaken } from "./remember.ts";
import { isAllDerived, NONE_SEEN, type Sighting, sight } from "./seen.ts";
import type { IncidentMemory } from "./types.ts";

const LONGEST_MESSAGE = 50_000;

/** One update worth telling, and as what. */
export interface News {
  readonly update: IncidentUpdate;
  readonly change: Change;
}

export interface NewsOptions {
  readonly edits: boolean;
  /** Whether the page is read at its address for the first time. */
  readonly isFirstSight: boolean;
  readonly isNotice: boolean;
  readonly nowMs: number;
}

/** What there is to tell of an incident that is not part of the baseline. */
export function newsOf(
  incident: Incident,
  known: IncidentMemory | undefined,
  { edits: tellEdits, isFirstSight: isBaseline, isNotice, nowMs }: NewsOptions,
): News[] {
  const sightings = sight(known?.updates ?? NONE_SEEN, incident.updates, isNotice);
  const isNew = (update: IncidentUpdate, index: number) =>
    sightings[index] === "new" && !(known && isBackground(update, known, isBaseline));
  const fresh = joinBatches(incident.updates.filter(isNew));
  const isLate = isNotice && known !== undefined && wasOvertaken(incident, known);
  const hasEnded = isClosed(incident.status) && !known?.isClosed && !isLate;
  const begins = hasBegunUntold(incident, known, fresh);
  if (fresh.length === 0 && known && !hasEnded && !begins && isEdited(incident, known)) {
    return tellEdits
      ? editedUpdates(incident, sightings).map((update) => ({ update, change: "edited" }))
      : [];
  }
  // What was told to be over by its absence, and is there again with something new, begins anew.
  let isFirst = known === undefined || (known.closedUnseen && !isClosed(incident.status));
  let wasClosed = known?.isClosed ?? false;
  let endIsTold = known?.closedUnseen ?? false;
  const news: News[] = [];
  for (const update of fresh) {
    const closes = isClosed(update.status);
    const change = closes && !wasClosed ? "resolved" : isFirst ? "opened" : "updated";
    if (!(closes && endIsTold)) news.push({ update, change });
    endIsTold &&= !closes;
    wasClosed = closes;
    isFirst = false;
  }
  if (begins) news.push({ update: beginning(incident, nowMs), change: "updated" });
  // Not of a post that was told before, as something else: pages let the newest say how things stand by now.
  const isEndTold = fresh.some(({ status }) => isClosed(status));
  if (hasEnded && !isEndTold) news.push({ update: closingUpdate(incident, known), change: "resolved" });
  return news;
}

const BEGUN: ReadonlySet<IncidentStatus> = new Set(["in_progress", "verifying"]);

/** Whether something planned has begun since it was last seen, and nothing new is posted that says so. */
function hasBegunUntold(
  { status }: Incident,
  known: IncidentMemory | undefined,
  fresh: readonly IncidentUpdate[],
): boolean {
  return (
    known?.open?.hasBegun === false && BEGUN.has(status) && fresh.every((one) => one.status === "scheduled")
  );
}

/**
 * Where ids are made of displayed minute and word, posts of the same minute under the same word that turn up together
 * are told as one: pages post "Pages is operating normally", "Issues is …" in one breath.
 */
function joinBatches(updates: readonly IncidentUpdate[]): IncidentUpdate[] {
  const batches = new Map<string, IncidentUpdate>();
  for (const update of updates) {
    const word = update.rawStatus ?? update.status;
    const isBatch = update.idFrom === "derived" && update.postedAtMs !== undefined;
    const key = isBatch ? `${update.postedAtMs} ${word}` : update.id;
    const first = batches.get(key);
    batches.set(key, first ? { ...first, message: joined(first.message, update.message) } : update);
  }
  return [...batches.values()];
}

/** No longer than one message may be, however many are joined. */
function joined(first: string, next: string): string {
  return truncate(`${first}\n${next}`.trim(), LONGEST_MESSAGE);
}

/**
 * An update from before the newest one told, which another view of the page did not show: of a feed that shows only
 * the newest, or of the page's address before.
 */
function isBackground(update: IncidentUpdate, known: IncidentMemory, isBaseline: boolean): boolean {
  if (update.postedAtMs === undefined || update.postedAtMs > known.updatedAtMs) return false;
  if (isBaseline) return true;
  return update.idFrom === "page" && known.onlyNoticedMs === undefined && isAllDerived(known.updates);
}

function isEdited(incident: Incident, known: IncidentMemory): boolean {
  return (latestEdit(incident) ?? 0) > known.updatedAtMs;
}

/** The updates that say something else now; if none does, the newest stands for the incident. */
function editedUpdates(incident: Incident, sightings: readonly Sighting[]): IncidentUpdate[] {
  const edited = incident.updates.filter((_, index) => sightings[index] !== "same");
  return edited.length > 0 ? edited : incident.updates.slice(-1);
}

/** What is going on at first sight of a page: its newest word. */
export function ongoingNews(incident: Incident): News[] {
  return incident.updates.slice(-1).map((update) => ({ update, change: "ongoing" }));
}

/** A maintenance that has begun, without an update that says so. */
function beginning({ status, scheduledForMs }: Incident, nowMs: number): IncidentUpdate {
  // It may have begun before its time.
  const postedAtMs = Math.min(scheduledForMs ?? nowMs, nowMs);
  return { id: status, idFrom: "derived", status, message: "", postedAtMs };
}

/** An incident that is over, without an update that says so. */
function closingUpdate(incident: Incident, known: IncidentMemory | undefined): IncidentUpdate {
  const { status, updatedAtMs } = incident;
  return {
    id: endId(status, known?.open),
    idFrom: "derived",
    status,
    message: "",
    ...(updatedAtMs && { postedAtMs: updatedAtMs }),
  };
}
