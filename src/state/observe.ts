import {
  type Incident,
  type IncidentKind,
  isClosed,
  isOngoing,
  type Snapshot,
  type StatusEvent,
} from "../types.ts";
import { observeComponents } from "./components.ts";
import { endedEvent, incidentEvent, type Occasion } from "./events.ts";
import { type News, newsOf, ongoingNews } from "./news.ts";
import { bounded, remember, renumber } from "./remember.ts";
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
  const incidents = new Map(memory.incidents);
  renumber(incidents, snapshot.incidents);
  const oldNews = memory.hasBaseline ? notNews(snapshot, incidents, memory) : new Set<Incident>();
  const newsFor = (incident: Incident): News[] => {
    const known = incidents.get(incident.id);
    const isFirstSight = !memory.hasBaseline;
    if (known || memory.hasBaseline)
      return oldNews.has(incident) ? [] : newsOf(incident, known, { edits: options.edits, isFirstSight });
    return options.ongoing && isOngoing(incident) ? ongoingNews(incident) : [];
  };

  const told: { event: StatusEvent; atMs: number }[] = [];
  for (const incident of snapshot.incidents) {
    for (const { update, change } of newsFor(incident)) {
      const event = incidentEvent(occasion, incident, update, change);
      told.push({ event, atMs: update.postedAtMs ?? nowMs });
    }
    incidents.set(incident.id, remember(incident, incidents.get(incident.id), nowMs));
  }
  // The sort is stable: within an incident the order of its updates stands.
  told.sort((a, b) => a.atMs - b.atMs);
  const ended = endVanished(incidents, snapshot, memory.hasBaseline, occasion);
  const incidentEvents = [...told.map(({ event }) => event), ...ended];
  const components = observeComponents(memory, snapshot, occasion, incidentEvents);
  const times = newestTimes(snapshot, nowMs);
  return {
    events: [...incidentEvents, ...components.events],
    passedOver: oldNews.size,
    memory: {
      ...memory,
      hasBaseline: true,
      incidents: bounded(incidents, snapshot.listsClosed, nowMs),
      components: components.statuses,
      newestMs: Math.max(memory.newestMs, ...times),
      floorMs: memory.hasBaseline ? memory.floorMs : floorOf(snapshot, nowMs),
    },
  };
}

/** Unseen incidents that are no news: slid back into the window, or a whole page under new ids. */
function notNews(
  snapshot: Snapshot,
  incidents: ReadonlyMap<string, IncidentMemory>,
  memory: ProviderMemory,
): Set<Incident> {
  const unseen = snapshot.incidents.filter(({ id }) => !incidents.has(id));
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
  const listed = new Set(snapshot.incidents.map(({ id }) => id));
  const events: StatusEvent[] = [];
  for (const [id, known] of incidents) {
    if (!known.open || listed.has(id) || !snapshot.listsAllOpen[known.kind]) continue;
    // Not of a page just turned to, which may be another; nor of a maintenance called off before it began.
    if (hasBaseline && known.open.hasBegun) events.push(endedEvent(occasion, id, known.kind, known.open));
    const { open: _, ...closed } = known;
    incidents.set(id, { ...closed, isClosed: true, closedUnseen: true });
  }
  return events;
}

/** When its newest update was posted, where it says so. */
function newestMs(incident: Incident): number | undefined {
  const times = incident.updates.map(({ postedAtMs }) => postedAtMs).filter((ms) => ms !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
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
