import {
  type Component,
  type ComponentStatus,
  type Incident,
  isClosed,
  type Snapshot,
  type StatusEvent,
} from "../types.ts";
import { componentEvent, type Occasion } from "./events.ts";
import type { IncidentMemory, ProviderMemory } from "./types.ts";

const MOST_COMPONENTS = 10_000;
const MOST_SPOKEN_FOR = 1_000;

interface Known extends Pick<ProviderMemory, "components" | "spokenFor"> {
  readonly incidents: ReadonlyMap<string, IncidentMemory>;
}

/**
 * Component changes that no incident speaks for: neither one that is open in this snapshot, nor one that has just
 * been told of: with its end its components recover.
 */
export function observeComponents(
  memory: Known,
  snapshot: Snapshot,
  occasion: Occasion,
  incidentEvents: readonly StatusEvent[],
): ComponentObservation {
  if (!snapshot.components)
    return { statuses: memory.components, events: [], ...stillSpokenFor(memory, snapshot) };
  const isFirstSight = memory.components.size === 0;
  const isNotice = snapshot.isNotice === true;
  const statuses = new Map(memory.components);
  const spokenFor = new Set<string | undefined>(incidentEvents.flatMap(({ components }) => components));
  for (const component of memory.spokenFor ?? []) spokenFor.add(component);
  // A notice of a component does not say again which incidents are open.
  if (isNotice) for (const name of namedByOpen(memory)) spokenFor.add(name);
  for (const incident of snapshot.incidents.filter(speaksNow)) {
    for (const { id, name } of incident.components) spokenFor.add(id).add(name);
  }
  const events: StatusEvent[] = [];
  for (const component of snapshot.components) {
    const before = statuses.get(component.id) ?? component.before;
    // What is told of one says nothing of the others, which are yet to be seen for the first time.
    if (!isNotice || !isFirstSight) statuses.set(component.id, component.status);
    if ((isFirstSight && !isNotice) || !hasChanged(component, before)) continue;
    if (spokenFor.has(component.id) || spokenFor.has(component.name)) continue;
    events.push(componentEvent(occasion, component, before ?? "unknown", snapshot.page.url));
  }
  const known = new Map([...statuses].slice(-MOST_COMPONENTS));
  return { statuses: known, events, ...stillSpokenFor(memory, snapshot) };
}

export interface ComponentObservation {
  readonly statuses: ReadonlyMap<string, ComponentStatus>;
  readonly events: StatusEvent[];
  readonly spokenFor?: readonly string[];
}

/** What the page may show changed, though it lists no incident any more that says why. */
function stillSpokenFor(
  { spokenFor = [], incidents }: Known,
  snapshot: Snapshot,
): Pick<ComponentObservation, "spokenFor"> {
  if (!snapshot.isNotice) return snapshot.components || spokenFor.length === 0 ? {} : { spokenFor };
  const named = snapshot.incidents.flatMap(({ id, components }) => [
    ...components.flatMap((one) => [...(one.id === undefined ? [] : [one.id]), one.name]),
    ...(incidents.get(id)?.open?.components ?? []),
  ]);
  const all = [...new Set([...spokenFor, ...named])].slice(-MOST_SPOKEN_FOR);
  return all.length > 0 ? { spokenFor: all } : {};
}

function* namedByOpen({ incidents }: Known): Generator<string> {
  for (const { open } of incidents.values()) if (open?.hasBegun) yield* open.components;
}

/** A component that turns up later is news only if something is wrong with it: some are shown only then. */
function hasChanged(component: Component, before: ComponentStatus | undefined): boolean {
  return before === undefined ? component.status !== "operational" : before !== component.status;
}

function speaksNow({ status }: Incident): boolean {
  return !isClosed(status) && status !== "scheduled";
}
