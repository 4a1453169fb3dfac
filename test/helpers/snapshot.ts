import { type Observation, type ObserveOptions, observe } from "../../src/state/observe.ts";
import { EMPTY_MEMORY, type ProviderMemory } from "../../src/state/types.ts";
import type { Component, Incident, IncidentUpdate, Snapshot, StatusEvent } from "../../src/types.ts";

/** Epoch milliseconds of a time on the day that all tests of observation play on. */
export function at(time: string): number {
  return Date.parse(`2025-11-03T${time}:00Z`);
}

export function update(id: string, settings: Partial<IncidentUpdate> = {}): IncidentUpdate {
  return {
    id,
    idFrom: "page",
    status: "investigating",
    message: `text of ${id}`,
    postedAtMs: at("12:00"),
    ...settings,
  };
}

export function incident(id: string, settings: Partial<Incident> = {}): Incident {
  const updates = settings.updates ?? [update("u1")];
  return {
    id,
    kind: "incident",
    title: `Incident ${id}`,
    status: updates.at(-1)?.status ?? "unknown",
    impact: "minor",
    components: [],
    ...settings,
    updates,
  };
}

export function component(id: string, status: Component["status"]): Component {
  return { id, name: id.toUpperCase(), status, updatedAtMs: at("12:00") };
}

/** A window on the newest incidents, as a feed is. */
export function feed(...incidents: Incident[]): Snapshot {
  return { page: {}, incidents, listsAllOpen: { incident: false, maintenance: false }, listsClosed: true };
}

/** A list of everything open, as a summary is. */
export function summary(...incidents: Incident[]): Snapshot {
  return { page: {}, incidents, listsAllOpen: { incident: true, maintenance: true }, listsClosed: false };
}

/** What is pushed in: of what it names, and nothing else. */
export function notice(...incidents: Incident[]): Snapshot {
  return { ...feed(...incidents), listsClosed: false, isNotice: true };
}

/** One provider as observation sees it, reading after reading. */
export class Observer {
  memory: ProviderMemory = EMPTY_MEMORY;
  readonly #options: ObserveOptions;

  constructor(options: Partial<ObserveOptions> = {}) {
    this.#options = { edits: false, ongoing: true, ...options };
  }

  /** What a reading gives rise to. */
  see(snapshot: Snapshot, nowMs = at("23:00")): readonly StatusEvent[] {
    const occasion = { provider: "Acme", detectedAtMs: nowMs, source: "poll" } as const;
    const observation: Observation = observe(this.memory, snapshot, occasion, this.#options);
    this.memory = observation.memory;
    return observation.events;
  }
}

/** Events in short: what happened to which update. */
export function inShort(events: readonly StatusEvent[]): string[] {
  return events.map(({ change, incidentId, updateId, product }) =>
    [change, incidentId ?? product, updateId].filter(Boolean).join(" "),
  );
}
