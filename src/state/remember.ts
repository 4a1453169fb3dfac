import { ownCopy } from "../text.ts";
import { type Incident, isClosed } from "../types.ts";
import { digest } from "./digest.ts";
import { latestEdit, newestMs } from "./events.ts";
import { coversPlaces, NONE_SEEN, sharesId, sight, withSeen } from "./seen.ts";
import type { IncidentMemory, OpenIncident } from "./types.ts";

const DAY_MS = 86_400_000;
const FORGET_AFTER_MS = 90 * DAY_MS;
const MOST_INCIDENTS = 2_000;
const MOST_UPDATES = 1_000;

/** What is to be remembered of an incident once its news has been told. */
export function remember(
  incident: Incident,
  known: IncidentMemory | undefined,
  nowMs: number,
  isNotice: boolean,
): IncidentMemory {
  // A copy of the page from before the end says nothing new, and does not open the incident again; nor does a notice
  // that comes late.
  const isOldCopy =
    known?.isClosed === true &&
    (!sight(known.updates, incident.updates, isNotice).includes("new") ||
      (isNotice && isOlder(incident, known)));
  const isLate = isNotice && known !== undefined && wasOvertaken(incident, known);
  const closed = isOldCopy || (isLate ? known.isClosed : isClosed(incident.status));
  return {
    kind: incident.kind,
    title: digest(incident.title),
    isClosed: closed,
    closedUnseen:
      closed && known?.closedUnseen === true && !incident.updates.some(({ status }) => isClosed(status)),
    updatedAtMs: Math.max(latestEdit(incident) ?? 0, known?.updatedAtMs ?? 0),
    lastSeenMs: lastSeen(known, nowMs),
    updates: withSeen(known?.updates ?? NONE_SEEN, incident.updates, MOST_UPDATES),
    ...(isNotice &&
      (!known || known.onlyNoticedMs !== undefined) && {
        onlyNoticedMs: known?.onlyNoticedMs ?? nowMs,
      }),
    ...(incident.idFrom === "title" && (!known || known.byTitle) && { byTitle: true }),
    ...(!closed && { open: openIncident(incident, known, nowMs) }),
  };
}

/** An incident that is listed just as before, and was not looked at for that. */
export function seenAgain(incidents: Map<string, IncidentMemory>, id: string, nowMs: number): void {
  const known = incidents.get(id);
  if (!known) return;
  const lastSeenMs = lastSeen(known, nowMs);
  if (lastSeenMs !== known.lastSeenMs) incidents.set(id, { ...known, lastSeenMs });
}

/** To the day: were it to the moment, each reading would be a change worth keeping. */
function lastSeen(known: IncidentMemory | undefined, nowMs: number): number {
  return known && nowMs - known.lastSeenMs < DAY_MS ? known.lastSeenMs : nowMs;
}

/** Whether all it tells was posted before the newest that is known. */
function isOlder(incident: Incident, known: IncidentMemory): boolean {
  return (newestMs(incident) ?? Number.POSITIVE_INFINITY) <= known.updatedAtMs;
}

/** Whether something newer is known: what it says of how things stand was true once. */
export function wasOvertaken(incident: Incident, known: IncidentMemory): boolean {
  return (newestMs(incident) ?? Number.POSITIVE_INFINITY) < known.updatedAtMs;
}

function openIncident(incident: Incident, known: IncidentMemory | undefined, nowMs: number): OpenIncident {
  const { title, impact, components, status, url, startedAtMs } = withKnown(incident, known?.open);
  const names = components.map(({ name }) => name);
  const hasBegun = status !== "scheduled";
  const againMs = known?.isClosed ? (newestMs(incident) ?? nowMs) : known?.open?.againMs;
  return ownCopy({
    title,
    impact,
    components: names,
    hasBegun,
    status,
    url,
    startedAtMs,
    againMs,
  }) as OpenIncident;
}

/** An incident with what another view told of it: a page's history may name neither components nor impact. */
export function withKnown(incident: Incident, open: OpenIncident | undefined): Incident {
  if (!open) return incident;
  const { impact, components } = incident;
  return {
    ...incident,
    impact: impact === "unknown" ? open.impact : impact,
    components: components.length > 0 ? components : open.components.map((name) => ({ name })),
  };
}

/** A notice of an update may not say how the incident stands: then it stands as it did. */
export function asItStood(incident: Incident, known: IncidentMemory | undefined): Incident {
  const ended = incident.kind === "maintenance" ? "completed" : "resolved";
  const status = known?.isClosed ? ended : known?.open?.status;
  if (!saysNothing(incident) || status === undefined) return incident;
  const { rawStatus: _, ...rest } = incident;
  const updates = incident.updates.map((update) => (saysNothing(update) ? { ...update, status } : update));
  return { ...rest, status, updates };
}

function saysNothing({ status, rawStatus = "" }: Pick<Incident, "status" | "rawStatus">): boolean {
  return status === "unknown" && /^update$/i.test(rawStatus);
}

/**
 * Carries what is known over to incidents that the page gives another id than before: the old id gone, and either the
 * same title, with all updates at times and statuses already seen or one of them seen under the page's own id for it; or
 * named after an update that was seen, as where an incident is called by the oldest of its posts that is still shown.
 * `asBefore`: what is listed besides.
 */
export function renumber(
  incidents: Map<string, IncidentMemory>,
  listed: readonly Incident[],
  asBefore: readonly string[],
): void {
  const unseen = listed.filter(({ id }) => !incidents.has(id));
  if (unseen.length === 0 || incidents.size === 0) return;
  const gone = goneFrom(incidents, new Set([...listed.map(({ id }) => id), ...asBefore]));
  if (gone.length === 0) return;
  for (const incident of unseen) {
    const same = sameOf(incident, gone, incidents);
    if (!same) continue;
    const [id, known] = same;
    incidents.delete(id);
    // Where all its updates were seen, they too may have other ids now; where one was, the rest are still to be judged.
    const areAllSeen = coversPlaces(known.updates, incident.updates);
    const updates = areAllSeen ? withSeen(known.updates, incident.updates, MOST_UPDATES) : known.updates;
    incidents.set(incident.id, { ...known, updates });
  }
}

/** Nearly always none: of what may be thousands no others are copied. */
function goneFrom(
  incidents: ReadonlyMap<string, IncidentMemory>,
  listed: ReadonlySet<string>,
): readonly [string, IncidentMemory][] {
  const gone: [string, IncidentMemory][] = [];
  incidents.forEach((one, id) => {
    if (!listed.has(id)) gone.push([id, one]);
  });
  return gone;
}

/** The first that is told by this one, and by no other yet. */
function sameOf(
  incident: Incident,
  gone: readonly [string, IncidentMemory][],
  incidents: ReadonlyMap<string, IncidentMemory>,
): readonly [string, IncidentMemory] | undefined {
  const title = digest(incident.title);
  const namesakes = incident.updates.filter((update) => update.id === incident.id);
  return gone.find(
    ([id, one]) =>
      incidents.has(id) &&
      (sharesId(one.updates, namesakes) ||
        (one.title === title &&
          (coversPlaces(one.updates, incident.updates) || sharesId(one.updates, incident.updates)))),
  );
}

/** Forgets what has not been seen for long, and, of a page without end, the closed ones seen longest ago. */
export function bounded(
  incidents: Map<string, IncidentMemory>,
  listsClosed: boolean,
  nowMs: number,
): Map<string, IncidentMemory> {
  // What a view without closed incidents does not show may well be on the page still.
  if (listsClosed) {
    incidents.forEach(({ lastSeenMs }, id) => {
      if (nowMs - lastSeenMs > FORGET_AFTER_MS) incidents.delete(id);
    });
  }
  if (incidents.size <= MOST_INCIDENTS) return incidents;
  const byAge = [...incidents].sort(
    ([, a], [, b]) => Number(a.isClosed) - Number(b.isClosed) || b.lastSeenMs - a.lastSeenMs,
  );
  return new Map(byAge.slice(0, MOST_INCIDENTS));
}
