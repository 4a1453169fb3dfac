import { type Incident, isClosed } from "../types.ts";
import { digest } from "./digest.ts";
import { latestEdit } from "./events.ts";
import { coversPlaces, NONE_SEEN, sharesId, sight, withSeen } from "./seen.ts";
import type { IncidentMemory, OpenIncident } from "./types.ts";

const FORGET_AFTER_MS = 90 * 86_400_000;
const MOST_INCIDENTS = 2_000;
const MOST_UPDATES = 1_000;

/** What is to be remembered of an incident once its news has been told. */
export function remember(
  incident: Incident,
  known: IncidentMemory | undefined,
  nowMs: number,
): IncidentMemory {
  // A copy of the page from before the end says nothing new, and does not open the incident again.
  const isOldCopy = known?.isClosed === true && !sight(known.updates, incident.updates).includes("new");
  const closed = isClosed(incident.status) || isOldCopy;
  return {
    kind: incident.kind,
    title: digest(incident.title),
    isClosed: closed,
    closedUnseen:
      closed && known?.closedUnseen === true && !incident.updates.some(({ status }) => isClosed(status)),
    updatedAtMs: Math.max(latestEdit(incident) ?? 0, known?.updatedAtMs ?? 0),
    lastSeenMs: nowMs,
    updates: withSeen(known?.updates ?? NONE_SEEN, incident.updates, MOST_UPDATES),
    ...(!closed && { open: openIncident(incident) }),
  };
}

/** Copied through JSON: a piece of a body must not keep the whole body in memory. */
function openIncident({ title, impact, components, status, url, startedAtMs }: Incident): OpenIncident {
  const names = components.map(({ name }) => name);
  const hasBegun = status !== "scheduled";
  return JSON.parse(
    JSON.stringify({ title, impact, components: names, hasBegun, url, startedAtMs }),
  ) as OpenIncident;
}

/**
 * Carries what is known over to incidents that the page gives another id than before: same title, the old id gone,
 * and either all updates at times and statuses already seen, or one of them seen under the page's own id for it.
 */
export function renumber(incidents: Map<string, IncidentMemory>, listed: readonly Incident[]): void {
  const unseen = listed.filter(({ id }) => !incidents.has(id));
  if (unseen.length === 0 || incidents.size === 0) return;
  const ids = new Set(listed.map(({ id }) => id));
  const gone = [...incidents].filter(([id]) => !ids.has(id));
  for (const incident of unseen) {
    const title = digest(incident.title);
    const isSame = ({ updates }: IncidentMemory) =>
      coversPlaces(updates, incident.updates) || sharesId(updates, incident.updates);
    const same = gone.find(([id, one]) => one.title === title && incidents.has(id) && isSame(one));
    if (!same) continue;
    const [id, known] = same;
    incidents.delete(id);
    // Where all its updates were seen, they too may have other ids now; where one was, the rest are still to be judged.
    const areAllSeen = coversPlaces(known.updates, incident.updates);
    const updates = areAllSeen ? withSeen(known.updates, incident.updates, MOST_UPDATES) : known.updates;
    incidents.set(incident.id, { ...known, updates });
  }
}

/** Forgets what has not been seen for long, and, of a page without end, the closed ones seen longest ago. */
export function bounded(
  incidents: Map<string, IncidentMemory>,
  listsClosed: boolean,
  nowMs: number,
): Map<string, IncidentMemory> {
  for (const [id, { lastSeenMs }] of incidents) {
    // What a view without closed incidents does not show may well be on the page still.
    if (listsClosed && nowMs - lastSeenMs > FORGET_AFTER_MS) incidents.delete(id);
  }
  if (incidents.size <= MOST_INCIDENTS) return incidents;
  const byAge = [...incidents].sort(
    ([, a], [, b]) => Number(a.isClosed) - Number(b.isClosed) || b.lastSeenMs - a.lastSeenMs,
  );
  return new Map(byAge.slice(0, MOST_INCIDENTS));
}
