import {
  COMPONENT_STATUSES,
  IMPACTS,
  INCIDENT_STATUSES,
  type Incident,
  type IncidentUpdate,
  MAINTENANCE_STATUSES,
  type Snapshot,
  type StatusEvent,
} from "../../src/types.ts";
import { CONTROL } from "./sensible.ts";

const INCIDENT_WORDS: ReadonlySet<string> = new Set([
  ...INCIDENT_STATUSES,
  ...MAINTENANCE_STATUSES,
  "unknown",
]);
const COMPONENT_WORDS: ReadonlySet<string> = new Set([...COMPONENT_STATUSES, "unknown"]);
const IMPACT_WORDS: ReadonlySet<string> = new Set([...IMPACTS, "unknown"]);
const LONGEST = { id: 300, line: 500, message: 50_000, address: 10_000 };
const MOST = { incidents: 1_000, updates: 500, components: 5_000, named: 500 };
/** Marks that reorder or hide text on a terminal. */
const STEERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * What is wrong with a tidied snapshot whatever the page sent: less than of a page's own (see `sensible.ts`), which
 * says something sensible to begin with.
 */
export function unsafe(snapshot: Snapshot): string[] {
  const { page, indicator, incidents, components = [] } = snapshot;
  return [
    ...inText("page", LONGEST.line, page.name, page.generator),
    ...inAddress("page", page.url),
    ...(indicator === undefined || IMPACT_WORDS.has(indicator) ? [] : [`indicator ${String(indicator)}`]),
    ...incidents.flatMap(inIncident),
    ...inList("incident", MOST.incidents, incidents),
    ...inList("component", MOST.components, components),
    ...components.flatMap(({ name, status, rawStatus, updatedAtMs }) => [
      ...inText("component", LONGEST.line, name, rawStatus),
      ...inTimes("component", updatedAtMs),
      ...(name && COMPONENT_WORDS.has(status) ? [] : [`component ${name}: ${String(status)}`]),
    ]),
  ];
}

/** The same of what is told of it. */
export function unsafeEvents(events: readonly StatusEvent[]): string[] {
  return events.flatMap((event) => [
    ...inText("what is told of it", LONGEST.message, event.message),
    ...inText("event", 2_000, event.id, event.title, event.product, event.rawStatus, ...event.components),
    ...(Number.isNaN(Date.parse(event.updatedAt)) ? [`event at ${event.updatedAt}`] : []),
  ]);
}

function inIncident(incident: Incident): string[] {
  const { id, title, rawStatus, url, impact, kind, components, updates } = incident;
  const { startedAtMs, updatedAtMs, scheduledForMs, scheduledUntilMs } = incident;
  const what = `incident ${id.slice(0, 40)}`;
  return [
    ...inText(what, LONGEST.line, title, rawStatus, ...components.map(({ name }) => name)),
    ...inAddress(what, url),
    ...inTimes(what, startedAtMs, updatedAtMs, scheduledForMs, scheduledUntilMs),
    ...(title ? [] : [`${what} without a title`]),
    ...(updates.length > 0 ? [] : [`${what} without an update`]),
    ...(kind === "incident" || kind === "maintenance" ? [] : [`${what} of the kind ${String(kind)}`]),
    ...(IMPACT_WORDS.has(impact) ? [] : [`${what}: impact ${String(impact)}`]),
    ...(components.length <= MOST.named ? [] : [`${what}: ${components.length} components`]),
    ...inList(`${what}: update`, MOST.updates, updates),
    ...inStatus(what, incident),
    ...updates.flatMap((update) => inUpdate(what, update)),
  ];
}

function inUpdate(what: string, update: IncidentUpdate): string[] {
  const { message, rawStatus, postedAtMs, updatedAtMs, components = [] } = update;
  return [
    ...inText(what, LONGEST.message, message),
    ...inText(what, LONGEST.line, rawStatus, ...components.map(({ name }) => name)),
    ...inTimes(what, postedAtMs, updatedAtMs),
    ...inStatus(what, update),
  ];
}

function inStatus(what: string, { status }: { readonly status: string }): string[] {
  return INCIDENT_WORDS.has(status) ? [] : [`${what}: status ${String(status)}`];
}

function inList(what: string, most: number, items: readonly { readonly id: string }[]): string[] {
  const ids = items.map(({ id }) => id);
  return [
    ...(ids.length <= most ? [] : [`${ids.length} times ${what}`]),
    ...(new Set(ids).size === ids.length ? [] : [`${what}: an id twice`]),
    ...(ids.includes("") ? [`${what} without an id`] : []),
    ...inText(what, LONGEST.id, ...ids),
  ];
}

function inText(what: string, longest: number, ...texts: readonly (string | undefined)[]): string[] {
  return texts.flatMap((text) => {
    if (text === undefined) return [];
    if (typeof text !== "string") return [`${what}: ${typeof text} for a text`];
    if (text.length > longest) return [`${what}: ${text.length} characters`];
    return CONTROL.test(text) || STEERING.test(text)
      ? [`${what}: steers a terminal: ${JSON.stringify(text.slice(0, 100))}`]
      : [];
  });
}

function inAddress(what: string, address: string | undefined): string[] {
  if (address === undefined || /^https?:\/\/[^\s]+$/.test(address))
    return inText(what, LONGEST.address, address);
  return [`${what}: the address ${address.slice(0, 100)}`];
}

function inTimes(what: string, ...times: readonly (number | undefined)[]): string[] {
  return times
    .filter((ms) => ms !== undefined && Number.isNaN(new Date(ms).getTime()))
    .map((ms) => `${what}: the time ${ms}`);
}
