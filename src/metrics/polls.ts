import { Histogram, type Registry } from "prom-client";
import type { PollReport } from "../observer.ts";
import { counter, gauge } from "./family.ts";
import { perProvider, perWords, type Records } from "./per-provider.ts";

/** From an answer of a near server to several documents' deadlines, one after another. */
const BUCKETS_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60];

/** How the reading of pages goes, but for how long it takes. */
export function pollMetrics(registry: Registry, records: Records): void {
  counter(registry, {
    name: "status_watch_polls_total",
    help: "Polls by what came of them; unchanged is a 304, or the same bytes again. A page that providers share is polled once and counts for each.",
    ...perWords(records, ["outcome"], ({ polls }) => Object.entries(polls)),
  });
  counter(registry, {
    name: "status_watch_poll_failures_total",
    help: "Polls that failed or were throttled, by the code of the reason.",
    ...perWords(records, ["code"], ({ failures }) => failures),
  });
  counter(registry, {
    name: "status_watch_received_bytes_total",
    help: "Bodies of what was polled, as they came over the wire.",
    ...perProvider(records, ({ bytes }) => bytes),
  });
  gauge(registry, {
    name: "status_watch_provider_up",
    help: "Whether the page could be read at the last poll: 1 or 0. Says nothing of how the provider is.",
    ...perProvider(records, ({ isUp }) => (isUp === undefined ? undefined : Number(isUp))),
  });
  gauge(registry, {
    name: "status_watch_provider_last_success_timestamp_seconds",
    help: "When the page was last read, or found unchanged.",
    ...perProvider(records, ({ lastSuccessAtMs: ms }) => (ms === undefined ? undefined : ms / 1_000)),
  });
  gauge(registry, {
    name: "status_watch_provider_interval_seconds",
    help: "The configured time between two polls.",
    ...perProvider(records, ({ intervalMs }) => intervalMs / 1_000),
  });
}

/** Takes how long a poll took. Not by provider: a histogram has a series for each of its buckets. */
export function pollTimes(registry: Registry): (outcome: PollReport["outcome"], durationMs: number) => void {
  const durations = new Histogram({
    name: "status_watch_poll_duration_seconds",
    help: "How long polls took, by what came of them.",
    labelNames: ["outcome"],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  for (const outcome of ["read", "unchanged", "throttled", "failed"]) durations.zero({ outcome });
  // Looked up once, and not at every poll.
  const times = {
    read: durations.labels("read"),
    unchanged: durations.labels("unchanged"),
    throttled: durations.labels("throttled"),
    failed: durations.labels("failed"),
  };
  // A clock that is set back must not make a sum fall.
  return (outcome, durationMs) => times[outcome].observe(Math.max(durationMs, 0) / 1_000);
}
