import { setImmediate } from "node:timers/promises";
import { Metrics } from "../../src/metrics/index.ts";
import type { ConsumerReport, PollReport, PushReport, WatchedProvider } from "../../src/observer.ts";
import type { Snapshot, StatusEvent } from "../../src/types.ts";
import { collectGarbage } from "../helpers/heap.ts";
import { at, component, incident, summary } from "../helpers/snapshot.ts";

/** Metrics that are told what a test tells, and asked as Prometheus asks. */
export class Scrape {
  nowMs = at("12:00");
  consumers: readonly ConsumerReport[] = [];
  inbox = 0;
  readonly metrics = new Metrics({
    now: () => this.nowMs,
    version: "1.2.3",
    consumers: () => this.consumers,
    inbox: () => this.inbox,
  });

  constructor(...names: readonly string[]) {
    this.watch(...names);
  }

  watch(...names: readonly string[]): void {
    this.metrics.watches(names.map((name) => watched(name)));
  }

  poll(provider: string, settings: Partial<PollReport> = {}): void {
    const outcome = settings.snapshot ? "read" : "unchanged";
    this.metrics.polled({ provider, atMs: this.nowMs, durationMs: 20, outcome, bytes: 0, ...settings });
  }

  read(provider: string, snapshot: Snapshot): void {
    this.poll(provider, { snapshot });
  }

  push(provider: string, settings: Partial<PushReport> = {}): void {
    this.metrics.received({ provider, atMs: this.nowMs, source: "webhook", outcome: "read", ...settings });
  }

  /** Values by labels, as they are written: `provider="Acme"`. */
  async series(name: string): Promise<Record<string, number>> {
    return seriesOf(await this.metrics.text(), name);
  }
}

export function watched(name: string, settings: Partial<WatchedProvider> = {}): WatchedProvider {
  const filter = { components: [], ignoredComponents: [], ignoredKinds: [] };
  return { name, url: `https://${encodeURIComponent(name)}.test`, intervalMs: 60_000, filter, ...settings };
}

export function consumer(settings: Partial<ConsumerReport> = {}): ConsumerReport {
  return {
    name: "slack",
    queued: 0,
    held: 0,
    delivered: 0,
    failedTries: 0,
    dropped: 0,
    givenUp: 0,
    ...settings,
  };
}

export function event(settings: Partial<StatusEvent> = {}): StatusEvent {
  return {
    id: "acme/i/u",
    kind: "incident",
    change: "opened",
    provider: "Acme",
    product: "Acme",
    title: "Outage",
    status: "investigating",
    impact: "minor",
    message: "",
    components: [],
    updatedAt: "2025-11-03T12:00:00.000Z",
    detectedAt: "2025-11-03T12:00:00.000Z",
    source: "poll",
    ...settings,
  };
}

export function seriesOf(text: string, name: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const line of text.split("\n")) {
    const [, own, labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (own === name) found[labels] = Number(value);
  }
  return found;
}

/** The names of all that is exposed, whether there is a value now or not. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = ""]) => name);
}

/** By metric, the labels of its series, but for the bounds of a histogram's buckets. */
export function labelsIn(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const family of text.split("\n\n")) {
    const [name = ""] = namesIn(family);
    const series = /^\w+(?:\{(.*)\})? \S+$/m.exec(family);
    const labels = [...(series?.[1] ?? "").matchAll(/(\w+)="/g)].map(([, label = ""]) => label);
    if (series) found.set(name, labels.filter((label) => label !== "le").toSorted());
  }
  return found;
}

/** Metrics with a value in each of them. */
export async function everything(): Promise<Scrape> {
  const scrape = new Scrape('Acme "AI" \\ Co', "Borealis");
  scrape.consumers = [consumer({ queued: 1, oldestQueuedAtMs: at("11:59") })];
  for (const name of ['Acme "AI" \\ Co', "Borealis"]) {
    scrape.read(name, { ...summary(incident("a")), components: [component("api", "degraded_performance")] });
    scrape.poll(name, { outcome: "failed", failure: "timeout" });
    scrape.push(name);
    scrape.metrics.told(event({ provider: name }));
  }
  collectGarbage();
  // Garbage collections are told of some time after.
  while (!(await scrape.metrics.text()).includes("nodejs_gc_duration_seconds_count")) await setImmediate();
  return scrape;
}
