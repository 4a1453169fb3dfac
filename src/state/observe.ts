import {
  type Incident,
  type IncidentKind,
  isClosed,
  isOngoing,
  type Snapshot,
  type StatusEvent,
} from "../types.ts";
import { observeComponents } from "./components.ts";
import { endedEvent, incidentEvent, newestMs, type Occasion } from "./events.ts";
import { identify } from "./identify.ts";
import { type News, newsOf, ongoingNews } from "./news.ts";
import { Incidents } from "./packed/incidents.ts";
import { asItStood, bounded, remember, renumber, seenAgain, withKnown } from "./remember.ts";
import type { IncidentMemory, ProviderMemory } from "./types.ts";

export interface ObserveOptions {
  /** Tell of edits of updates that were told before. */
  readonly edits: boolean;
  /** At the first sight of a page, tell once of each incident that is open. */
  readonly ongoing: boolean;
}

export interface Observation {
  readonly memory: ProviderMemory;
  /** Oldest first. */
  readonly events: readonly StatusEvent[];
  /** Incidents not seen before that were taken for old ones. */
  readonly passedOver: number;
}

/** Pages are cached: what a notice told may not be listed yet. */
const PAGE_IS_BEHIND_MS = 600_000;
/** So many closed incidents older than the newest known one, at once, are no news but a page that changed its ids. */
const MOST_LATE_INCIDENTS = 5;

/**
 * The one place that knows what is new. Compares a snapshot, whichever channel brought it, with what is remembered of
 * the provider; the memory given is left as it was.
 */
export function observe(
  memory: ProviderMemory,
  snapshot: Snapshot,
  occasion: Occasion,
  options: ObserveOptions,
): Observation {
  const nowMs = occasion.detectedAtMs;
  const { hasBaseline } = memory;
  const isNotice = snapshot.isNotice === true;
  const asBefore = snapshot.asBefore ?? [];
  const before = memory.incidents.view();
  const incidents = new Map(before);
  const identified = identify(incidents, snapshot.incidents, nowMs);
  const listed = isNotice ? identified.map((one) => asItStood(one, incidents.get(one.id))) : identified;
  // A notice lists but what it speaks of: what it does not list is not gone.
  if (!isNotice) renumber(incidents, listed, asBefore);
  const oldNews = hasBaseline ? notNews(listed, incidents, memory) : new Set<Incident>();
  const newsFor = (incident: Incident, known: IncidentMemory | undefined): News[] => {
    if (oldNews.has(incident)) return [];
    if (known || hasBaseline)
      return newsOf(incident, known, {
        edits: options.edits,
        isFirstSight: !hasBaseline && !isNotice,
        isNotice,
        nowMs,
      });
    // What came before the page was first read is told by its newest word, even that it is over.
    if (isNotice)
      return newsOf(incident, known, { edits: false, isFirstSight: false, isNotice, nowMs }).slice(-1);
    return options.ongoing && isOngoing(incident) ? ongoingNews(incident) : [];
  };

  const told: Told[] = [];
  for (const incident of listed) {
    const known = incidents.get(incident.id);
    told.push(...tell(occasion, incident, known, newsFor(incident, known)));
    incidents.set(incident.id, remember(incident, known, nowMs, isNotice));
  }
  for (const id of asBefore) seenAgain(incidents, id, nowMs);
  // The sort is stable.
  told.sort((a, b) => a.atMs - b.atMs);
  const ended = endVanished(incidents, snapshot, hasBaseline, occasion);
  const incidentEvents = [...told.map(({ event }) => event), ...ended];
  const components = observeComponents({ ...memory, incidents: before }, snapshot, occasion, incidentEvents);
  const times = newestTimes(snapshot, nowMs);
  const { spokenFor: _, ...rest } = memory;
  return {
    events: [...incidentEvents, ...components.events],
    passedOver: oldNews.size,
    memory: {
      ...rest,
      ...(components.spokenFor && { spokenFor: components.spokenFor }),
      hasBaseline: hasBaseline || !isNotice,
      incidents: new Incidents(bounded(incidents, snapshot.listsClosed, nowMs)),
      components: components.statuses,
      newestMs: Math.max(memory.newestMs, ...times),
      listed: {
        incidents: snapshot.listsClosed
          ? snapshot.incidents.length + asBefore.length
          : memory.listed.incidents,
        components: isNotice
          ? memory.listed.components
          : (snapshot.components?.length ?? memory.listed.components),
      },
      floorMs: hasBaseline || isNotice ? memory.floorMs : floorOf(snapshot, nowMs),
    },
  };
}

interface Told {
  readonly event: StatusEvent;
  /** To be sorted by among what is told of other incidents. */
  readonly atMs: number;
}

function tell(
  occasion: Occasion,
  incident: Incident,
  known: IncidentMemory | undefined,
  news: readonly News[],
): Told[] {
  const times = timesInOrder(news, occasion.detectedAtMs);
  return news.map(({ update, change }, index) => {
    const whole = update.components?.length ? incident : withKnown(incident, known?.open);
    const event = incidentEvent(occasion, whole, update, change);
    return { event, atMs: times[index] ?? occasion.detectedAtMs };
  });
}

/**
 * Times to sort an incident's news by among those of others: its own order stands, whatever its updates say. One
 * without a time goes with the one before it, or else with the next that has one.
 */
function timesInOrder(news: readonly News[], nowMs: number): number[] {
  let lastMs = news.find(({ update }) => update.postedAtMs !== undefined)?.update.postedAtMs ?? nowMs;
  return news.map(({ update }) => {
    lastMs = Math.max(lastMs, update.postedAtMs ?? lastMs);
    return lastMs;
  });
}

/** Unseen incidents that are no news: slid back into the window, or a whole page under new ids. */
function notNews(
  listed: readonly Incident[],
  incidents: ReadonlyMap<string, IncidentMemory>,
  memory: ProviderMemory,
): Set<Incident> {
  const unseen = listed.filter(({ id }) => !incidents.has(id));
  const closed = unseen.filter(({ status }) => isClosed(status) || status === "unknown");
  const newest = (incident: Incident) => newestMs(incident) ?? Number.POSITIVE_INFINITY;
  // Of a page that was empty at first sight nothing tells how late they are.
  const limitMs = memory.newestMs || Number.MAX_VALUE;
  const late = closed.filter((incident) => newest(incident) <= limitMs);
  if (late.length > MOST_LATE_INCIDENTS) return new Set(late);
  return new Set(closed.filter((incident) => newest(incident) < memory.floorMs[incident.kind]));
}

/** Ends what was open and is missing from a list of all that is open. */
function endVanished(
  incidents: Map<string, IncidentMemory>,
  snapshot: Snapshot,
  hasBaseline: boolean,
  occasion: Occasion,
): StatusEvent[] {
  // Of feeds nothing ends so: what may be thousands need not be looked through.
  if (!snapshot.listsAllOpen.incident && !snapshot.listsAllOpen.maintenance) return [];
  const listed = new Set([...snapshot.incidents.map(({ id }) => id), ...(snapshot.asBefore ?? [])]);
  const events: StatusEvent[] = [];
  for (const [id, known] of incidents) {
    if (!known.open || listed.has(id) || !snapshot.listsAllOpen[known.kind]) continue;
    if (occasion.detectedAtMs - (known.onlyNoticedMs ?? 0) < PAGE_IS_BEHIND_MS) continue;
    // Not of a page just turned to, which may be another; nor of a maintenance called off before it began.
    const isTold = hasBaseline && known.open.hasBegun;
    if (isTold) events.push(endedEvent(occasion, id, known.kind, known.open));
    const { open: _, ...closed } = known;
    incidents.set(id, { ...closed, isClosed: isTold, closedUnseen: isTold });
  }
  return events;
}

/** When the page must next have listed what only notices told of, after a reading at `observedMs`; else never. */
export function expectedMs({ incidents }: ProviderMemory, observedMs: number): number {
  let leastMs = Number.POSITIVE_INFINITY;
  if (incidents.openIds.length === 0) return leastMs;
  const known = incidents.view();
  for (const id of incidents.openIds) {
    const { onlyNoticedMs } = known.get(id) ?? {};
    const dueMs = onlyNoticedMs === undefined ? leastMs : onlyNoticedMs + PAGE_IS_BEHIND_MS;
    if (dueMs > observedMs) leastMs = Math.min(leastMs, dueMs);
  }
  return leastMs;
}

/** Of each incident of a snapshot; times to come are taken as now. */
function newestTimes(snapshot: Snapshot, nowMs: number): number[] {
  const times = snapshot.incidents.map(newestMs).filter((ms) => ms !== undefined);
  return times.map((ms) => Math.min(ms, nowMs));
}

/** The edge of what a first reading shows: the oldest in a window; where what is over is not listed, that moment. */
function floorOf({ incidents, listsClosed }: Snapshot, nowMs: number): ProviderMemory["floorMs"] {
  const floorOfKind = (kind: IncidentKind) => {
    if (!listsClosed) return nowMs;
    const times = incidents
      .filter((incident) => incident.kind === kind)
      .map((incident) => newestMs(incident) ?? 0);
    return times.length > 0 ? Math.min(...times) : 0;
  };
  return { incident: floorOfKind("incident"), maintenance: floorOfKind("maintenance") };
}
