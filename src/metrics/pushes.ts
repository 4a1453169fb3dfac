import type { Registry } from "prom-client";
import { counter, gauge } from "./family.ts";
import { perWords, type Records } from "./per-provider.ts";

/** What came in without being asked for. `inbox`: how much of it waits to be dealt with. */
export function pushMetrics(registry: Registry, records: Records, inbox: () => number): void {
  counter(registry, {
    name: "status_watch_pushes_total",
    help: "Webhooks and mails that were dealt with, by what came of them.",
    ...perWords(records, ["source", "outcome"], ({ pushes }) => pushes),
  });
  gauge(registry, {
    name: "status_watch_inbox_length",
    help: "Webhooks and mails that were taken in and not dealt with yet.",
    samples: () => [[{}, inbox()]],
  });
}
