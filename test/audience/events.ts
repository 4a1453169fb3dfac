import type { StatusEvent } from "../../src/types.ts";

/** 2025-11-03 is a Monday. */
export const NOON = Date.parse("2025-11-03T12:00:00Z");
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const INCIDENT: StatusEvent = {
  id: "acme/a/u1",
  kind: "incident",
  change: "opened",
  provider: "Acme",
  product: "Acme - API",
  incidentId: "a",
  updateId: "u1",
  title: "Trouble",
  status: "investigating",
  impact: "minor",
  message: "We are looking into it.",
  components: ["Platform – API"],
  url: "https://status.acme.example/incidents/a",
  updatedAt: "2025-11-03T12:00:00.000Z",
  detectedAt: "2025-11-03T12:00:00.000Z",
  source: "poll",
};

type Changes = { readonly [K in keyof StatusEvent]?: StatusEvent[K] | undefined };

function without(event: StatusEvent, changes: Changes): StatusEvent {
  const entries = Object.entries({ ...event, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as StatusEvent;
}

/** An incident's event with these changes; `undefined` takes a key away. */
export function incident(changes: Changes = {}): StatusEvent {
  return without(INCIDENT, changes);
}

export function maintenance(changes: Changes = {}): StatusEvent {
  return without(INCIDENT, {
    id: "acme/m/u1",
    kind: "maintenance",
    incidentId: "m",
    title: "Upgrade",
    status: "scheduled",
    impact: "maintenance",
    scheduledFor: "2025-11-05T12:00:00.000Z",
    ...changes,
  });
}

export function component(
  from: NonNullable<StatusEvent["from"]>,
  to: NonNullable<StatusEvent["to"]>,
  changes: Changes = {},
): StatusEvent {
  return without(INCIDENT, {
    id: `acme/component/api/${to}/${changes.updatedAt ?? INCIDENT.updatedAt}`,
    kind: "component",
    change: "changed",
    incidentId: undefined,
    updateId: undefined,
    title: "API",
    components: ["API"],
    status: to,
    impact: IMPACTS[to],
    message: `Was ${from}.`,
    from,
    to,
    ...changes,
  });
}

const IMPACTS = {
  operational: "none",
  under_maintenance: "maintenance",
  degraded_performance: "minor",
  partial_outage: "major",
  major_outage: "critical",
  unknown: "unknown",
} as const;

export function unreachable(changes: Changes = {}): StatusEvent {
  return without(INCIDENT, {
    id: "acme/provider/unreachable/2025-11-03T12:00:00.000Z",
    kind: "provider",
    change: "unreachable",
    incidentId: undefined,
    updateId: undefined,
    url: undefined,
    title: "Status page cannot be read",
    status: "unknown",
    impact: "unknown",
    message: "HTTP 503",
    components: [],
    ...changes,
  });
}
