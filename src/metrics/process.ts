import { collectDefaultMetrics, type Registry } from "prom-client";
import { gauge } from "./family.ts";

/**
 * Every tick of the event loop's observation wakes the process: at the library's 10 ms that is some 0.05 % of a core,
 * which would be much beside the polls of a small fleet.
 */
const EVENT_LOOP_RESOLUTION_MS = 50;
/** Gauges with names of counters, and lists that Node deprecates. */
const LEFT_OUT = [
  "nodejs_active_handles",
  "nodejs_active_handles_total",
  "nodejs_active_requests",
  "nodejs_active_requests_total",
  "nodejs_active_resources_total",
];

/** What runs, and what it takes of the machine. */
export function processMetrics(registry: Registry, version: string): void {
  gauge(registry, {
    name: "status_watch_build_info",
    help: "Always 1; the version of status-watch.",
    labelNames: ["version"],
    samples: () => [[{ version }, 1]],
  });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_RESOLUTION_MS });
  for (const name of LEFT_OUT) registry.removeSingleMetric(name);
}
