import { present } from "../../present.ts";
import {
  COMPONENT_STATUSES,
  type Impact,
  type IncidentKind,
  type IncidentStatus,
  impactOfComponent,
  isClosed,
  worseImpact,
} from "../../types.ts";
import { asRecord, asString, type WireRecord } from "../wire/values.ts";
import { impactOf, incidentStatus, isMaintenanceStatus, wordIn } from "../wire/words.ts";

/** What an issue's labels and state say of it. */
export interface State {
  readonly kind: IncidentKind;
  readonly status: { readonly status: IncidentStatus; readonly rawStatus?: string };
  /** How it began: what was written first, and below, is told with this, since labels do not say when they were given. */
  readonly first: IncidentStatus;
  /** How it went on, and when, where that is told otherwise than by its being closed. */
  readonly then?: { readonly status: IncidentStatus; readonly sinceMs?: number };
  readonly impact: Impact;
  /** Whether the labels say anything of an incident at all. */
  readonly isTold: boolean;
}

export interface Times {
  readonly scheduledForMs?: number | undefined;
  readonly updatedMs?: number | undefined;
  readonly nowMs?: number;
}

const COMPONENTS = Object.fromEntries(COMPONENT_STATUSES.map((status) => [status, status]));
const KINDS: ReadonlySet<string> = new Set(["incident", "outage", "maintenance", "scheduled maintenance"]);

/** The names of an issue's labels, lower case. */
export function labelsOf(issue: WireRecord): string[] {
  const labels = Array.isArray(issue["labels"]) ? issue["labels"] : [];
  return labels.flatMap((label: unknown) => {
    const name = asString(label) ?? asString(asRecord(label)?.["name"]);
    return name ? [name.trim().toLowerCase()] : [];
  });
}

/** An issue is open or closed, and no more; what its owners say more exactly they say in labels. */
export function readState(labels: readonly string[], state: string, times: Times = {}): State {
  const told = labels.map((label) => incidentStatus(label).status).find((status) => status !== "unknown");
  const isMaintenance =
    labels.some((label) => /\bmaintenance$/.test(label)) || (told !== undefined && isMaintenanceStatus(told));
  const impact = labels.map(impactOfLabel).reduce(worseImpact, "unknown");
  const first = isMaintenance ? firstOfMaintenance(times) : "investigating";
  const then = thenOf(told, first, times);
  return {
    kind: isMaintenance ? "maintenance" : "incident",
    status: statusOf(state, then?.status ?? first, isMaintenance ? "completed" : "resolved"),
    first,
    ...(then && { then }),
    impact: isMaintenance ? "maintenance" : impact,
    isTold: told !== undefined || labels.some((label) => KINDS.has(label)) || impact !== "unknown",
  };
}

function firstOfMaintenance({ scheduledForMs }: Times): IncidentStatus {
  return scheduledForMs === undefined ? "in_progress" : "scheduled";
}

function thenOf(told: IncidentStatus | undefined, first: IncidentStatus, times: Times): State["then"] {
  const { scheduledForMs, updatedMs, nowMs = 0 } = times;
  // "Resolved" is what closing it says, and only that.
  if (told !== undefined && told !== first && !isClosed(told))
    return { status: told, ...present({ sinceMs: updatedMs }) };
  if (scheduledForMs === undefined || first !== "scheduled" || scheduledForMs > nowMs) return undefined;
  return { status: "in_progress", sinceMs: scheduledForMs };
}

function impactOfLabel(label: string): Impact {
  const { status } = wordIn(COMPONENTS, label);
  return status === "unknown" ? impactOf(label) : impactOfComponent(status);
}

function statusOf(state: string, running: IncidentStatus, over: IncidentStatus): State["status"] {
  if (state === "open") return { status: running };
  return state === "closed" ? { status: over } : { status: "unknown", rawStatus: state };
}
