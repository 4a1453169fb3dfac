import type { ConsumerReport, Observer } from "../observer.ts";
export interface MetricsOptions {
  readonly now: () => number;
  readonly version: string;
  readonly consumers: () => readonly ConsumerReport[];
  readonly inbox: () => number;
}
export class Metrics implements Observer {
  readonly contentType = "text/plain";
  constructor(_options: MetricsOptions) {}
  async text(): Promise<string> {
    return "";
  }
  polled(_report: unknown): void {}
}
