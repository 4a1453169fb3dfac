import type { Component, ComponentRef, Incident, Snapshot } from "../../types.ts";
import { inOrder } from "../wire/order.ts";

/** More components than that are data centres and the like, which titles abbreviate anyway. */
const MOST_SOUGHT = 500;

/** One snapshot of the summary and the full lists of a page; the summary may be missing, the lists incomplete. */
export function joinSnapshots(summary: Snapshot | undefined, lists: readonly Snapshot[]): Snapshot {
  const parts = summary ? [summary, ...lists] : lists;
  const incidents = new Map<string, Incident>();
  for (const incident of parts.flatMap((part) => part.incidents)) {
    const other = incidents.get(incident.id);
    incidents.set(incident.id, other ? joinIncident(other, incident) : incident);
  }
  const components = summary?.components;
  const first = parts[0];
  return {
    page: first?.page ?? {},
    ...(summary?.indicator && { indicator: summary.indicator }),
    incidents: nameComponents([...incidents.values()], components ?? []),
    ...(components && { components }),
    listsClosed: parts.some((part) => part.listsClosed),
    listsAllOpen: summary?.listsAllOpen ?? { incident: false, maintenance: false },
  };
}

/** Two views of one incident: the later one, with the updates of both. */
function joinIncident(a: Incident, b: Incident): Incident {
  const later = (b.updatedAtMs ?? 0) > (a.updatedAtMs ?? 0) ? b : a;
  const earlier = later === a ? b : a;
  const ids = new Set(later.updates.map(({ id }) => id));
  const updates = [...later.updates, ...earlier.updates.filter(({ id }) => !ids.has(id))];
  return { ...later, updates: inOrder(updates) };
}

/** Gives incidents' components their names on the page; to an incident that names none, those its title speaks of. */
function nameComponents(incidents: readonly Incident[], components: readonly Component[]): Incident[] {
  const names = new Map(components.map(({ id, name }) => [id, name]));
  const named = (ref: ComponentRef) => ({ ...ref, name: names.get(ref.id ?? "") ?? ref.name });
  const sought = components.slice(0, MOST_SOUGHT);
  return incidents.map((incident) => {
    const { title, components: own } = incident;
    if (own.length > 0) return { ...incident, components: own.map(named) };
    return { ...incident, components: sought.filter(({ name }) => mentions(title, name)) };
  });
}

function mentions(title: string, name: string): boolean {
  const at = name.length < 3 ? -1 : title.toLowerCase().indexOf(name.toLowerCase());
  const isLetter = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}]/u.test(char);
  return at >= 0 && !isLetter(title[at - 1]) && !isLetter(title[at + name.length]);
}
