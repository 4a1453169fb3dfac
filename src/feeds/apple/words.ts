import type { ComponentStatus, Impact, IncidentStatus } from "../../types.ts";
import { isClosed, worseImpact } from "../../types.ts";
import { gravest, wordIn } from "../wire/words.ts";
import type { AppleEvent } from "./event.ts";

const INCIDENT: Readonly<Record<string, IncidentStatus>> = {
  ongoing: "investigating",
  resolved: "resolved",
  completed: "resolved",
};
const MAINTENANCE: Readonly<Record<string, IncidentStatus>> = {
  upcoming: "scheduled",
  ongoing: "in_progress",
  completed: "completed",
  resolved: "completed",
};

export function eventStatus(
  word: string | undefined,
  isMaintenance: boolean,
): { readonly status: IncidentStatus; readonly rawStatus?: string } {
  return wordIn(isMaintenance ? MAINTENANCE : INCIDENT, word);
}

const COMPONENT: Readonly<Record<string, ComponentStatus>> = {
  available: "operational",
  issue: "degraded_performance",
  performance: "degraded_performance",
  outage: "major_outage",
  maintenance: "under_maintenance",
};

/** A service is as its gravest event that goes on; without one it is well. An outage for some users is a partial one. */
export function componentStatusOf(events: readonly AppleEvent[]): {
  readonly status: ComponentStatus;
  readonly rawStatus?: string;
} {
  const open = events.filter(({ status }) => !isClosed(status) && status !== "scheduled");
  const said = open.map((event) => {
    const word = wordIn(COMPONENT, event.type);
    return word.status === "major_outage" && !event.concernsAll
      ? ({ status: "partial_outage" } as const)
      : word;
  });
  return gravest(said);
}

const IMPACTS: Readonly<Record<string, Impact>> = {
  issue: "minor",
  performance: "minor",
  outage: "major",
  maintenance: "maintenance",
};

export function impactOf(events: readonly AppleEvent[]): Impact {
  const impacts = events.map((event): Impact => {
    const impact = wordIn(IMPACTS, event.type).status;
    return impact === "major" && event.concernsAll ? "critical" : impact;
  });
  return impacts.reduce(worseImpact, "unknown");
}
