import { Counter, type Registry } from "prom-client";
import type { Change, EventKind, StatusEvent } from "../types.ts";

const OF_INCIDENTS = ["opened", "updated", "resolved", "ongoing", "edited"] as const;
const CHANGES_OF: Readonly<Record<EventKind, readonly Change[]>> = {
  incident: OF_INCIDENTS,
  maintenance: OF_INCIDENTS,
  component: ["changed"],
  provider: ["unreachable", "recovered", "moved"],
};

/**
 * Takes what was told. Events are rare, and of a series that begins with its first event Prometheus does not see that one:
 * so all are there from the start, which would be too many by provider.
 */
export function eventCounts(registry: Registry): (event: StatusEvent) => void {
  const events = new Counter({
    name: "status_watch_events_total",
    help: "Events that were told, by kind and change.",
    labelNames: ["kind", "change"],
    registers: [registry],
  });
  for (const [kind, changes] of Object.entries(CHANGES_OF)) {
    for (const change of changes) events.inc({ kind, change }, 0);
  }
  return ({ kind, change }) => events.inc({ kind, change });
}
