import type { Failure } from "../http/failure.ts";
import { present } from "../present.ts";
import { atOnce, type Steps } from "../steps.ts";
import { cleanLine, cleanText, truncate } from "../text.ts";
import type { Component, ComponentRef, Incident, IncidentUpdate, Snapshot } from "../types.ts";
import { LAST_MS } from "./wire/displayed-time.ts";
import { asWebAddress } from "./wire/values.ts";

/** More than any page shows; what a hostile one sends beyond it is not kept. */
export const MOST_INCIDENTS = 1_000;
const MOST_UPDATES = 500;
export const MOST_COMPONENTS = 5_000;
const MOST_NAMED = 500;
const LONGEST_ID = 300;
const LONGEST_LINE = 500;
const LONGEST_MESSAGE = 50_000;

/**
 * The gate that every snapshot passes, whatever its format, before anything is told of it: text fit for a terminal, lengths and numbers
 * bounded, times that are times, ids that are unique, and at least one update an incident.
 */
export function tidySnapshot(snapshot: Snapshot): Snapshot {
  return atOnce(tidySteps(snapshot));
}

export function* tidySteps(snapshot: Snapshot): Steps<Snapshot> {
  const { page, incidents, components, listsAllOpen } = snapshot;
  // Of what was cut off nobody knows whether it goes on.
  const isCut = incidents.length > MOST_INCIDENTS;
  const tidied: Incident[] = [];
  for (const incident of incidents.slice(0, MOST_INCIDENTS)) {
    tidied.push(tidyIncident(incident));
    yield;
  }
  return {
    ...snapshot,
    page: present({ name: line(page.name), url: asWebAddress(page.url), generator: line(page.generator) }),
    incidents: uniqueById(tidied),
    listsAllOpen: isCut ? { incident: false, maintenance: false } : listsAllOpen,
    ...(components && { components: uniqueById(components.slice(0, MOST_COMPONENTS).map(tidyComponent)) }),
  };
}

/** A failure may quote what a page or a server sent. */
export function tidyFailure(failure: Failure): Failure {
  return { ...failure, reason: truncate(cleanLine(failure.reason.slice(0, 2 * LONGEST_LINE)), LONGEST_LINE) };
}

function tidyIncident(incident: Incident): Incident {
  const { id, title, components, updates, url, startedAtMs, updatedAtMs, scheduledForMs, scheduledUntilMs } =
    incident;
  const { idFrom, kind, impact, status, rawStatus } = incident;
  const tidied = uniqueById(updates.slice(-MOST_UPDATES).map(tidyUpdate));
  return {
    id: tidyId(id),
    ...(idFrom && { idFrom }),
    kind,
    title: line(title) || "Untitled",
    status,
    impact,
    components: tidyRefs(components),
    ...present({
      rawStatus: line(rawStatus),
      url: asWebAddress(url),
      startedAtMs: time(startedAtMs),
      updatedAtMs: time(updatedAtMs),
      scheduledForMs: time(scheduledForMs),
      scheduledUntilMs: time(scheduledUntilMs),
    }),
    updates: tidied.length > 0 ? tidied : [standIn(incident)],
  };
}

/** An incident that tells of no updates is itself the one there is. */
function standIn(incident: Incident): IncidentUpdate {
  const { status, rawStatus, updatedAtMs, startedAtMs } = incident;
  return {
    id: tidyId(line(rawStatus)?.toLowerCase() ?? status),
    idFrom: "derived",
    status,
    message: "",
    ...present({ rawStatus: line(rawStatus), postedAtMs: time(updatedAtMs ?? startedAtMs) }),
  };
}

/** Whether a time by which it is judged is yet to come: it is taken as now, which is another time at each reading. */
export function isAhead({ startedAtMs, updatedAtMs, updates }: Incident, nowMs: number): boolean {
  const times = [startedAtMs, updatedAtMs, ...updates.map(({ postedAtMs }) => postedAtMs)];
  return times.some((ms = 0) => ms > nowMs);
}

function tidyUpdate(update: IncidentUpdate): IncidentUpdate {
  const { id, idFrom, status, rawStatus, message, postedAtMs, updatedAtMs, components } = update;
  return {
    id: tidyId(id),
    idFrom,
    status,
    message: truncate(cleanText(message.slice(0, 2 * LONGEST_MESSAGE)), LONGEST_MESSAGE),
    ...present({
      rawStatus: line(rawStatus),
      postedAtMs: time(postedAtMs),
      updatedAtMs: time(updatedAtMs),
      components: components && tidyRefs(components),
    }),
  };
}

function tidyComponent(component: Component): Component {
  const { id, name, status, rawStatus, updatedAtMs, before } = component;
  return {
    id: tidyId(id),
    name: line(name) || "Unnamed",
    status,
    ...present({ rawStatus: line(rawStatus), updatedAtMs: time(updatedAtMs), before }),
  };
}

function tidyRefs(refs: readonly ComponentRef[]): ComponentRef[] {
  return refs.slice(0, MOST_NAMED).flatMap(({ id, name }) => {
    const tidied = line(name);
    return tidied ? { name: tidied, ...(id && { id: tidyId(id) }) } : [];
  });
}

/** Ids are kept for months. A piece cut from a body holds on to the whole body; its copy does not. */
export function tidyId(id: string): string {
  return Buffer.from(truncate(cleanLine(id.slice(0, 2 * LONGEST_ID)), LONGEST_ID) || "-").toString();
}

function line(text: string | undefined): string | undefined {
  return text === undefined
    ? undefined
    : truncate(cleanLine(text.slice(0, 2 * LONGEST_LINE)), LONGEST_LINE) || undefined;
}

function time(ms: number | undefined): number | undefined {
  return ms !== undefined && ms >= 0 && ms <= LAST_MS ? ms : undefined;
}

/** The first of each id, in the order given. */
function uniqueById<T extends { readonly id: string }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(id) && seen.add(id));
}
