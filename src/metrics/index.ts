import { setImmediate } from "node:timers/promises";
import { Registry } from "prom-client";
import type { ConsumerReport, Observer, PollReport, PushReport, WatchedProvider } from "../observer.ts";
import type { StatusEvent } from "../types.ts";
import { consumerMetrics } from "./consumers.ts";
import { eventCounts } from "./events.ts";
import { pollMetrics, pollTimes } from "./polls.ts";
import { processMetrics } from "./process.ts";
import { ProviderRecord } from "./provider-record.ts";
import { pushMetrics } from "./pushes.ts";
import { stateMetrics } from "./states.ts";

export interface MetricsOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly version: string;
  readonly consumers: () => readonly ConsumerReport[];
  /** How much of what was pushed in waits to be dealt with. */
  readonly inbox: () => number;
}

/**
 * How the watching goes, for Prometheus; docs/metrics.md lists it. What it is told is counted in plain records; series
 * are made of them only when someone asks.
 */
export class Metrics implements Observer {
  readonly #registry = new Registry();
  readonly #timed: ReturnType<typeof pollTimes>;
  readonly #counted: ReturnType<typeof eventCounts>;
  readonly #consumers: MetricsOptions["consumers"];
  #records = new Map<string, ProviderRecord>();
  /** As they are at this scrape. */
  #reports: readonly ConsumerReport[] = [];

  constructor({ now, version, consumers, inbox }: MetricsOptions) {
    this.#consumers = consumers;
    const records = () => this.#records.values();
    pollMetrics(this.#registry, records);
    this.#timed = pollTimes(this.#registry);
    this.#counted = eventCounts(this.#registry);
    stateMetrics(this.#registry, records);
    pushMetrics(this.#registry, records, inbox);
    consumerMetrics(this.#registry, () => this.#reports, now);
    processMetrics(this.#registry, version);
  }

  /** Of what `text` gives, for the header of the answer. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in the text format that Prometheus scrapes. */
  async text(): Promise<string> {
    this.#reports = this.#consumers();
    const families: string[] = [];
    for (const { name } of this.#registry.getMetricsAsArray()) {
      families.push(await this.#registry.getSingleMetricAsString(name));
      // Tens of thousands of series are written in pieces, between which polls go on.
      await setImmediate();
    }
    return `${families.join("\n\n")}\n`;
  }

  watches(providers: readonly WatchedProvider[]): void {
    this.#records = new Map(providers.map((provider) => [provider.name, this.#recordOf(provider)]));
  }

  polled(report: PollReport): void {
    const record = this.#records.get(report.provider);
    // A poll may end after its provider has left.
    if (!record) return;
    record.polled(report);
    this.#timed(report.outcome, report.durationMs);
  }

  received(report: PushReport): void {
    this.#records.get(report.provider)?.received(report);
  }

  told(event: StatusEvent): void {
    this.#counted(event);
    if (event.change === "moved") this.#records.get(event.provider)?.forgetState();
  }

  /** A provider that stays goes on counting; at another address it is another one. */
  #recordOf(provider: WatchedProvider): ProviderRecord {
    const known = this.#records.get(provider.name);
    if (known?.url !== provider.url) return new ProviderRecord(provider);
    known.intervalMs = provider.intervalMs;
    known.filter = provider.filter;
    return known;
  }
}
