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
  const open = snapshot.incidents.filter(
    (incident) =>
      isOngoing(incident) &&
      concerns(incident, filter) &&
      !ignoredKinds.includes(incident.kind) &&
      isGrave(incident.impact, minImpact),
  );
  const named = (snapshot.components ?? []).filter(({ name }) => isWatched(name, filter));
  const watched = ignoredKinds.includes("component")
    ? []
    : named.filter(({ status }) => isGrave(impactOfComponent(status), minImpact));
  // The page's own word is about all of it: of no use to who watches a part.
  const indicator = isPart(filter) ? undefined : snapshot.indicator;
  const impacts = [
    ...(indicator && indicator !== "unknown" ? [indicator] : []),
    ...open.map(impactOfOpen),
    ...watched.map(({ status }) => impactOfComponent(status)),
  ];
  const worst = impacts.reduce(worseImpact, "none");
  // A filter that fits nothing on the page is a name that has changed, and tells of nothing.
  const fitsNothing =
    filter.components.length > 0 && (snapshot.components ?? []).length > 0 && named.length === 0;
  return {
    impact: worst === "none" && (fitsNothing || isUncertain(snapshot, watched)) ? "unknown" : worst,
    open,
    affected: watched.filter(({ status }) => status !== "operational"),
  };
}

function isPart({
  components,
  ignoredComponents,
  ignoredKinds,
  minImpact = "none",
}: ProviderFilter): boolean {
  return components.length + ignoredComponents.length + ignoredKinds.length > 0 || minImpact !== "none";
}

/** What of a page a provider is about: all of it, or what its filter watches. */
export function watchedPart(snapshot: Snapshot, filter: ProviderFilter): Snapshot {
  const { components: only, ignoredComponents, ignoredKinds } = filter;
  if (only.length + ignoredComponents.length + ignoredKinds.length === 0) return snapshot;
  const isWanted = (incident: Incident) =>
    !ignoredKinds.includes(incident.kind) && concerns(incident, filter);
  const components = snapshot.components?.filter(({ name }) => isWatched(name, filter));
  // The page's own word is about all of it.
  const { indicator: _, ...rest } = snapshot;
  return {
    ...rest,
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
