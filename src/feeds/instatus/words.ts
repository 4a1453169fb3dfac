import type { ComponentStatus, Impact, IncidentStatus } from "../../types.ts";

/** Instatus writes its words in capitals, without blanks. */
export const INCIDENT_WORDS: Readonly<Record<string, IncidentStatus>> = {
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
};

export const MAINTENANCE_WORDS: Readonly<Record<string, IncidentStatus>> = {
  notstartedyet: "scheduled",
  inprogress: "in_progress",
  verifying: "verifying",
  completed: "completed",
};

export const COMPONENT_WORDS: Readonly<Record<string, ComponentStatus>> = {
  operational: "operational",
  degradedperformance: "degraded_performance",
  partialoutage: "partial_outage",
  minoroutage: "partial_outage",
  majoroutage: "major_outage",
  undermaintenance: "under_maintenance",
};

export const IMPACT_WORDS: Readonly<Record<string, Impact>> = {
  operational: "none",
  undermaintenance: "maintenance",
  degradedperformance: "minor",
  minoroutage: "minor",
  partialoutage: "major",
  majoroutage: "critical",
};

/** Of the page as a whole; `HASISSUES` does not say how bad it is. */
export const PAGE_WORDS: Readonly<Record<string, Impact>> = {
  up: "none",
  allundermaintenance: "maintenance",
  undermaintenance: "maintenance",
  someundermaintenance: "maintenance",
  oneundermaintenance: "maintenance",
  somedegradedperformance: "minor",
  someminoroutage: "minor",
  somepartialoutage: "major",
  somemajoroutage: "critical",
  alldegradedperformance: "minor",
  allpartialoutage: "major",
  allmajoroutage: "critical",
};
