import { type Change, type Incident, type IncidentUpdate, isClosed } from "../types.ts";
import { latestEdit } from "./events.ts";
import { isAllDerived, NONE_SEEN, type Sighting, sight } from "./seen.ts";
import type { IncidentMemory } from "./types.ts";

/** One update worth telling, and as what. */
export interface News {
  readonly update: IncidentUpdate;
  readonly change: Change;
}

export interface NewsOptions {
  readonly edits: boolean;
  /** Whether the page is read at its address for the first time. */
  readonly isFirstSight: boolean;
}

/** What there is to tell of an incident that is not part of the baseline. */
export function newsOf(
  incident: Incident,
  known: IncidentMemory | undefined,
  { edits: tellEdits, isFirstSight: isBaseline }: NewsOptions,
): News[] {
  const sightings = sight(known?.updates ?? NONE_SEEN, incident.updates);
  const isNew = (update: IncidentUpdate, index: number) =>
    sightings[index] === "new" && !(known && isBackground(update, known, isBaseline));
  const fresh = joinBatches(incident.updates.filter(isNew));
  const hasEnded = isClosed(incident.status) && !known?.isClosed;
  if (fresh.length === 0 && known && !hasEnded && isEdited(incident, known)) {
    return tellEdits
      ? editedUpdates(incident, sightings).map((update) => ({ update, change: "edited" }))
      : [];
  }
  let isFirst = known === undefined;
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
  const hasClosingUpdate = incident.updates.some(({ status }) => isClosed(status));
  if (hasEnded && !hasClosingUpdate) news.push({ update: closingUpdate(incident), change: "resolved" });
  return news;
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
    batches.set(key, first ? { ...first, message: `${first.message}\n${update.message}`.trim() } : update);
  }
  return [...batches.values()];
}

/**
 * An update from before the newest one told, which another view of the page did not show: of a feed that shows only
 * the newest, or of the page's address before.
 */
function isBackground(update: IncidentUpdate, known: IncidentMemory, isBaseline: boolean): boolean {
  if (update.postedAtMs === undefined || update.postedAtMs > known.updatedAtMs) return false;
  return isBaseline || (update.idFrom === "page" && isAllDerived(known.updates));
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

/** An incident that is over, without an update that says so. */
function closingUpdate(incident: Incident): IncidentUpdate {
  const { status, updatedAtMs } = incident;
  return {
    id: status,
    idFrom: "derived",
    status,
    message: "",
    ...(updatedAtMs && { postedAtMs: updatedAtMs }),
  };
}
