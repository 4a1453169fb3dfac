import { isGrave, isWatched } from "../filter.ts";
import type { ProviderFilter } from "../provider.ts";
import {
  type Component,
  type Impact,
  type Incident,
  impactOfComponent,
  isOngoing,
  type Snapshot,
  worseImpact,
} from "../types.ts";

/** How a page is at this moment. */
export interface PageState {
  /** The worst of the page's own word, what is going on, and the components; `unknown` where nothing tells. */
  readonly impact: Impact;
  /** Incidents and maintenances that are going on, newest first. */
  readonly open: readonly Incident[];
  /** Watched components that are not operational. */
  readonly affected: readonly Component[];
}

/** The state of what the filter watches of a page. */
export function pageState(snapshot: Snapshot, filter: ProviderFilter): PageState {
  const { ignoredKinds, minImpact = "none" } = filter;
  const named = namedIn(snapshot, filter);
  const open = openIn(snapshot, filter).filter(
    ({ kind, impact }) => !ignoredKinds.includes(kind) && isGrave(impact, minImpact),
  );
  const watched = ignoredKinds.includes("component")
    ? []
    : named.filter(({ status }) => isGrave(impactOfComponent(status), minImpact));
  const indicator = wordOf(snapshot, filter);
  const worst = worseImpact(indicator ?? "none", worstOf(open, watched));
  // A filter that fits nothing on the page is a name that has changed, and tells of nothing.
  const fitsNothing =
    filter.components.length > 0 && (snapshot.components ?? []).length > 0 && named.length === 0;
  return {
    impact: worst === "none" && (fitsNothing || isUncertain(snapshot, watched)) ? "unknown" : worst,
    open,
    affected: watched.filter(({ status }) => status !== "operational"),
  };
}

/** The page's own word of how it is, where it can be taken for what the filter watches. */
function wordOf(snapshot: Snapshot, filter: ProviderFilter): Impact | undefined {
  const { indicator } = snapshot;
  const { components, ignoredComponents, ignoredKinds, minImpact = "none" } = filter;
  if (indicator === undefined || indicator === "unknown" || !isGrave(indicator, minImpact)) return undefined;
  // It is about all of the page: of no use to who watches a part.
  if (components.length > 0 || ignoredComponents.length > 0) return undefined;
  const leavesOut = ignoredKinds.some((kind) => kind !== "provider");
  if (!leavesOut) return indicator;
  // What is listed explains it, and may be what is left out; where nothing does, it is all that the page says.
  return worstOf(openIn(snapshot, filter), namedIn(snapshot, filter)) === "none" ? indicator : undefined;
}

function openIn({ incidents }: Snapshot, filter: ProviderFilter): Incident[] {
  return incidents.filter((incident) => isOngoing(incident) && concerns(incident, filter));
}

function namedIn({ components = [] }: Snapshot, filter: ProviderFilter): Component[] {
  return components.filter(({ name }) => isWatched(name, filter));
}

function worstOf(open: readonly Incident[], components: readonly Component[]): Impact {
  const impacts = [...open.map(impactOfOpen), ...components.map(({ status }) => impactOfComponent(status))];
  return impacts.reduce(worseImpact, "none");
}

/** What of a page a provider is about: all of it, or what its filter watches. */
export function watchedPart(snapshot: Snapshot, filter: ProviderFilter): Snapshot {
  const { components: only, ignoredComponents, ignoredKinds } = filter;
  if (only.length + ignoredComponents.length + ignoredKinds.length === 0) return snapshot;
  const isWanted = (incident: Incident) =>
    !ignoredKinds.includes(incident.kind) && concerns(incident, filter);
  const components = snapshot.components?.filter(({ name }) => isWatched(name, filter));
  const { indicator: _, ...rest } = snapshot;
  const indicator = wordOf(snapshot, filter);
  return {
    ...rest,
    ...(indicator && { indicator }),
    incidents: snapshot.incidents.filter(isWanted),
    ...(components && { components }),
  };
}

/** An incident that names no component may concern any. */
function concerns({ components }: Incident, filter: ProviderFilter): boolean {
  return components.length === 0 || components.some(({ name }) => isWatched(name, filter));
}

/** Feeds often do not say how bad it is; that it is open says enough not to call it fine. */
function impactOfOpen({ kind, impact }: Incident): Impact {
  if (kind === "maintenance") return "maintenance";
  return impact === "unknown" ? "minor" : impact;
}

/** Words that we do not know are never taken to mean that all is well. */
function isUncertain(snapshot: Snapshot, watched: readonly Component[]): boolean {
  if (watched.some(({ status }) => status === "unknown")) return true;
  return snapshot.incidents[0]?.status === "unknown" && (snapshot.indicator ?? "unknown") === "unknown";
}
