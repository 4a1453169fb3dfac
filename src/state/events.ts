import { present } from "../present.ts";
import { listNames, slug } from "../text.ts";
import {
  type Change,
  type Component,
  type ComponentStatus,
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  impactOfComponent,
  type Source,
  type StatusEvent,
} from "../types.ts";
import type { OpenIncident, Reach } from "./types.ts";

/** What all events of one observation share. */
export interface Occasion {
  readonly provider: string;
  readonly detectedAtMs: number;
  readonly source: Source;
}

export function incidentEvent(
  occasion: Occasion,
  incident: Incident,
  update: IncidentUpdate,
  change: Change,
): StatusEvent {
  // The incident's own come first: its last update may name fewer, and who was told of its start must hear its end.
  const named = incident.components.length > 0 ? incident.components : (update.components ?? []);
  const components = [...new Set(named.map(({ name }) => name))];
  const updatedAtMs =
    change === "edited" ? latestEdit(incident) : (update.postedAtMs ?? incident.updatedAtMs);
  const edition = change === "edited" ? `/edited-${updatedAtMs ?? occasion.detectedAtMs}` : "";
  // Not spread: names after a spread take the engine a microsecond each, and several updates may be news at once.
  return Object.assign(
    common(occasion, `${incident.id}/${update.id}${edition}`, components, updatedAtMs),
    {
      kind: incident.kind,
      change,
      incidentId: incident.id,
      updateId: update.id,
      title: incident.title,
      status: update.status,
      impact: incident.impact,
      message: update.message,
    },
    present({
      rawStatus: update.rawStatus,
      url: incident.url,
      startedAt: iso(incident.startedAtMs),
      scheduledFor: iso(incident.scheduledForMs),
      scheduledUntil: iso(incident.scheduledUntilMs),
    }),
  );
}

/** The end of an incident of which the page gives no closing update. */
export function endedEvent(
  occasion: Occasion,
  id: string,
  kind: Incident["kind"],
  open: OpenIncident,
  endedAtMs?: number,
): StatusEvent {
  const status = kind === "maintenance" ? "completed" : "resolved";
  return {
    ...common(occasion, `${id}/${endId(status, open)}`, open.components, endedAtMs),
    kind,
    change: "resolved",
    incidentId: id,
    title: open.title,
    status,
    impact: open.impact,
    message: "",
    ...present({ url: open.url, startedAt: iso(open.startedAtMs) }),
  };
}

/** What an end without an update is known by: each time that an incident was taken up again has one of its own. */
export function endId(status: IncidentStatus, open: OpenIncident | undefined): string {
  return open?.againMs === undefined ? status : `${status}/${iso(open.againMs)?.slice(0, 16)}Z`;
}

export function componentEvent(
  occasion: Occasion,
  component: Component,
  from: ComponentStatus,
  pageUrl: string | undefined,
): StatusEvent {
  const changedAt = iso(component.updatedAtMs ?? occasion.detectedAtMs);
  return {
    ...common(
      occasion,
      `component/${component.id}/${component.status}/${changedAt}`,
      [component.name],
      component.updatedAtMs,
    ),
    kind: "component",
    change: "changed",
    title: component.name,
    status: component.status,
    impact: impactOfComponent(component.status),
    message: from === "unknown" ? "" : `Was ${from.replaceAll("_", " ")}.`,
    from,
    to: component.status,
    ...present({ rawStatus: component.rawStatus, url: pageUrl }),
  };
}

/** The page cannot be read any more, or can be read again. */
export function reachEvent(
  occasion: Occasion,
  change: "unreachable" | "recovered",
  reach: Reach,
  reason: string,
): StatusEvent {
  return {
    ...common(occasion, `provider/${change}/${iso(reach.sinceMs)}`, [], undefined),
    kind: "provider",
    change,
    title: change === "unreachable" ? "Status page cannot be read" : "Status page can be read again",
    status: "unknown",
    impact: "unknown",
    message: reason,
    startedAt: new Date(reach.sinceMs).toISOString(),
  };
}

/** The page is made with another product than before. */
export function relocatedEvent(occasion: Occasion, from: string, to: string, url: string): StatusEvent {
  const day = new Date(occasion.detectedAtMs).toISOString().slice(0, 10);
  return {
    ...common(occasion, `provider/moved/${from}-${to}/${day}`, [], undefined),
    kind: "provider",
    change: "moved",
    title: "Status page has moved",
    status: "unknown",
    impact: "none",
    message: `Read as ${to} from now on, before as ${from}; \`status-watch repair\` writes it into the configuration.`,
    url,
  };
}

function common(
  { provider, detectedAtMs, source }: Occasion,
  id: string,
  components: readonly string[],
  updatedAtMs: number | undefined,
) {
  return {
    id: `${slug(provider)}/${id}`,
    provider,
    product: components.length > 0 ? `${provider} - ${listNames(components)}` : provider,
    components,
    updatedAt: new Date(updatedAtMs ?? detectedAtMs).toISOString(),
    detectedAt: new Date(detectedAtMs).toISOString(),
    source,
  };
}

/** When its newest update was posted, where it says so. */
export function newestMs({ updates }: Incident): number | undefined {
  const times = updates.map(({ postedAtMs }) => postedAtMs).filter((ms) => ms !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** When anything about an incident was last edited: its own time and those of its updates. */
export function latestEdit(incident: Incident): number | undefined {
  const times = [incident.updatedAtMs, ...incident.updates.map(({ updatedAtMs }) => updatedAtMs)];
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
