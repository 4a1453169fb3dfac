import type { Registry } from "prom-client";
import type { ConsumerReport } from "../observer.ts";
import { counter, type Family, gauge, labelText } from "./family.ts";

type Reports = () => readonly ConsumerReport[];

/** How those who are told keep up. `now` gives epoch milliseconds. */
export function consumerMetrics(registry: Registry, reports: Reports, now: () => number): void {
  const lagSeconds = ({ oldestQueuedAtMs: sinceMs }: ConsumerReport) =>
    sinceMs === undefined ? 0 : Math.max(now() - sinceMs, 0) / 1_000;
  gauge(registry, {
    name: "status_watch_consumer_queue_length",
    help: "Events to be told as soon as may be, those that wait for another try among them.",
    ...perConsumer(reports, ({ queued }) => queued),
  });
  gauge(registry, {
    name: "status_watch_consumer_held_length",
    help: "Events held back for a digest, until a component has settled, or as reminders.",
    ...perConsumer(reports, ({ held }) => held),
  });
  gauge(registry, {
    name: "status_watch_consumer_lag_seconds",
    help: "Age of the oldest event in the queue; 0 where it is empty.",
    ...perConsumer(reports, lagSeconds),
  });
  counter(registry, {
    name: "status_watch_consumer_delivered_total",
    help: "Events that were delivered.",
    ...perConsumer(reports, ({ delivered }) => delivered),
  });
  counter(registry, {
    name: "status_watch_consumer_failed_tries_total",
    help: "Tries to deliver that came to nothing for now.",
    ...perConsumer(reports, ({ failedTries }) => failedTries),
  });
  counter(registry, {
    name: "status_watch_consumer_dropped_total",
    help: "Events that were refused for good, or tried in vain for too long.",
    ...perConsumer(reports, ({ dropped }) => dropped),
  });
  counter(registry, {
    name: "status_watch_consumer_given_up_total",
    help: "Events for which there was no room in the queue.",
    ...perConsumer(reports, ({ givenUp }) => givenUp),
  });
}

function perConsumer(
  reports: Reports,
  value: (report: ConsumerReport) => number,
): Pick<Family<"consumer">, "labelNames" | "samples"> {
  return {
    labelNames: ["consumer"],
    *samples() {
      for (const report of reports()) yield [{ consumer: labelText(report.name) }, value(report)];
    },
  };
}
