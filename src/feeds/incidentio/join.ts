import {
  type Component,
  type ComponentRef,
  type Incident,
  type IncidentUpdate,
  isClosed,
  type Snapshot,
} from "../../types.ts";
import { inOrder } from "../wire/order.ts";

const MINUTE_MS = 60_000;

/** What a page's other documents say of it; each may be missing. */
export interface Sources {
  readonly state: Snapshot | undefined;
  readonly feed: Snapshot | undefined;
}

/**
 * What the API says, with what it leaves out: the texts of updates, the components of incidents, and the groups of
 * components.
 */
export function enrich(api: Snapshot, { state, feed }: Sources): Snapshot {
  const names = new Map(state?.components?.map(({ id, name }) => [id, name]));
  const components = api.components?.map((one) => withName(one, names)) ?? state?.components;
  const others = [state, feed].map((source) => source?.incidents ?? []);
  const incidents = api.incidents.map((incident) => {
    const seen = others.flatMap((list) => twinOf(incident, list) ?? []);
    // The API names none: those that it has were found in the title.
    const components = seen.find((other) => other.components.length > 0)?.components ?? incident.components;
    return { ...seen.reduce(complete, incident), components };
  });
  const extra = others
    .flat()
    .filter((other) => !twinOf(other, incidents) && !isUnderOtherId(other, incidents));
  return {
    ...api,
    page: { ...state?.page, ...api.page },
    incidents: named([...incidents, ...uniqueById(extra)], names, components ?? []),
    ...(components && { components }),
    listsClosed: api.listsClosed || feed !== undefined,
  };
}

/** The same incident in another list. The ids of the API may differ from those in the page's links; titles recur. */
function twinOf(incident: Incident, list: readonly Incident[]): Incident | undefined {
  const byId = list.find(({ id }) => id === incident.id);
  return byId ?? list.find((other) => other.title === incident.title && sharesUpdate(incident, other));
}

function sharesUpdate(a: Incident, b: Incident): boolean {
  return a.updates.some((update) => b.updates.some((other) => isSamePlace(update, other)));
}

/** One open under the same title is taken for the same, so that none is told twice. */
function isUnderOtherId({ title }: Incident, incidents: readonly Incident[]): boolean {
  return incidents.some((incident) => incident.title === title && !isClosed(incident.status));
}

function complete(incident: Incident, other: Incident): Incident {
  const updates = other.updates.reduce(withUpdate, incident.updates);
  const newest = updates.at(-1);
  // An API behind the other source: what is newer there is how the incident is now.
  const isAhead = newest !== undefined && newest.id !== incident.updates.at(-1)?.id;
  const { rawStatus: _, ...rest } = incident;
  return {
    ...(isAhead ? { ...rest, status: newest.status } : incident),
    ...(isAhead && newest.rawStatus !== undefined && { rawStatus: newest.rawStatus }),
    impact: incident.impact === "unknown" ? other.impact : incident.impact,
    updates,
  };
}

/** Updates, oldest first, with one of another source: the same one is completed by it, a newer one is added. */
function withUpdate(updates: readonly IncidentUpdate[], other: IncidentUpdate): readonly IncidentUpdate[] {
  const at = indexOfSame(updates, other);
  if (at < 0) {
    const newestMs = updates.at(-1)?.postedAtMs ?? 0;
    const isNews = updates.length === 0 || other.idFrom === "page" || (other.postedAtMs ?? 0) > newestMs;
    return isNews ? inOrder([...updates, other]) : updates;
  }
  return updates.map((update, index) => (index === at ? completeUpdate(update, other) : update));
}

function indexOfSame(updates: readonly IncidentUpdate[], other: IncidentUpdate): number {
  const byId = updates.findIndex(({ id }) => id === other.id);
  if (byId >= 0) return byId;
  const byPlace = updates.findIndex((update) => isSamePlace(update, other));
  if (byPlace >= 0 || other.idFrom === "page") return byPlace;
  // A feed dates an update by its last edit: the words tell it, or, where the API gives none, that it is the newest.
  const newest = updates.at(-1);
  const isNewest = newest?.status === other.status && newest.message === "";
  return isNewest
    ? updates.length - 1
    : updates.findIndex(({ message }) => sameWords(message, other.message));
}

function completeUpdate(update: IncidentUpdate, other: IncidentUpdate): IncidentUpdate {
  const components = update.components?.length ? update.components : other.components;
  return { ...update, message: update.message || other.message, ...(components && { components }) };
}

function isSamePlace(a: IncidentUpdate, b: IncidentUpdate): boolean {
  return a.status === b.status && minute(a) === minute(b);
}

function minute({ postedAtMs }: IncidentUpdate): number {
  return Math.floor((postedAtMs ?? Number.NaN) / MINUTE_MS);
}

function sameWords(a: string, b: string): boolean {
  return a !== "" && a.replace(/\s+/g, " ").trim() === b.replace(/\s+/g, " ").trim();
}

/**
 * Incidents with their components called as the page calls them. A feed names them without their groups: a name that
 * only one component has is that component's.
 */
function named(
  incidents: readonly Incident[],
  names: ReadonlyMap<string, string>,
  components: readonly Component[],
): Incident[] {
  const byOwnName = new Map<string, Component | undefined>();
  for (const component of components) {
    const own = component.name.split(" – ").at(-1) ?? component.name;
    byOwnName.set(own, byOwnName.has(own) ? undefined : component);
  }
  const name = (ref: ComponentRef): ComponentRef => {
    const component = ref.id === undefined ? byOwnName.get(ref.name) : undefined;
    return component ? { id: component.id, name: component.name } : withName(ref, names);
  };
  return incidents.map((incident) => ({
    ...incident,
    components: incident.components.map(name),
    updates: incident.updates.map((update) =>
      update.components ? { ...update, components: update.components.map(name) } : update,
    ),
  }));
}

function withName<T extends ComponentRef>(ref: T, names: ReadonlyMap<string, string>): T {
  return { ...ref, name: names.get(ref.id ?? "") ?? ref.name };
}

function uniqueById(incidents: readonly Incident[]): Incident[] {
  return [...new Map(incidents.map((incident) => [incident.id, incident])).values()];
}
