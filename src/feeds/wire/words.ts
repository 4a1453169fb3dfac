import { present } from "../../present.ts";
import {
  COMPONENT_STATUSES,
  type ComponentStatus,
  IMPACTS,
  type Impact,
  INCIDENT_STATUSES,
  type IncidentStatus,
  MAINTENANCE_STATUSES,
} from "../../types.ts";

/**
 * The words pages use, mapped to ours. What is not known stays `unknown` with the page's own word beside it: never
 * dropped, never guessed to be fine.
 */
type StatusWord = { readonly status: IncidentStatus; readonly rawStatus?: string };
type ComponentWord = { readonly status: ComponentStatus; readonly rawStatus?: string };

const MAINTENANCES: ReadonlySet<IncidentStatus> = new Set(MAINTENANCE_STATUSES);
const INCIDENT_WORDS = new Map<string, IncidentStatus>([
  ...INCIDENT_STATUSES.map((status) => [status, status] as const),
  ...MAINTENANCE_STATUSES.map((status) => [status, status] as const),
  // incident.io, of maintenances
  ["maintenance_scheduled", "scheduled"],
  ["maintenance_in_progress", "in_progress"],
  ["maintenance_complete", "completed"],
]);
const COMPONENT_WORDS = new Map<string, ComponentStatus>([
  ...COMPONENT_STATUSES.map((status) => [status, status] as const),
  // incident.io
  ["full_outage", "major_outage"],
  ["maintenance", "under_maintenance"],
]);
const IMPACT_WORDS: ReadonlySet<string> = new Set(IMPACTS);

export function incidentStatus(word: string | undefined): StatusWord {
  const status = INCIDENT_WORDS.get(normal(word));
  if (status) return { status };
  return { status: "unknown", ...present({ rawStatus: word }) };
}

export function componentStatus(word: string | undefined): ComponentWord {
  const status = COMPONENT_WORDS.get(normal(word));
  if (status) return { status };
  return { status: "unknown", ...present({ rawStatus: word }) };
}

/** A product's own vocabulary: its word (letter case, blanks and hyphens aside) as ours. */
export function wordIn<S extends string>(
  words: Readonly<Record<string, S>>,
  word: string | undefined,
): { readonly status: S | "unknown"; readonly rawStatus?: string } {
  const key = normal(word);
  const status = Object.hasOwn(words, key) ? words[key] : undefined;
  return status === undefined ? { status: "unknown", ...present({ rawStatus: word }) } : { status };
}

export function impactOf(word: string | undefined): Impact {
  const impact = normal(word);
  return IMPACT_WORDS.has(impact) ? (impact as Impact) : "unknown";
}

const BY_GRAVITY: readonly ComponentStatus[] = [
  "operational",
  "under_maintenance",
  "unknown",
  "degraded_performance",
  "partial_outage",
  "major_outage",
];

/** How something is of which several things are said: as the gravest of them says, and fine where nothing is said. */
export function gravest(said: readonly ComponentWord[]): ComponentWord {
  const gravity = ({ status }: ComponentWord) => BY_GRAVITY.indexOf(status);
  return said.reduce((a, b) => (gravity(b) > gravity(a) ? b : a), FINE);
}

const FINE: ComponentWord = { status: "operational" };

export function isMaintenanceStatus(status: IncidentStatus): boolean {
  return MAINTENANCES.has(status);
}

function normal(word: string | undefined): string {
  return (word ?? "")
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
}
