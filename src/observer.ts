import type { FailureCode } from "./http/failure.ts";
import type { Snapshot, Source, StatusEvent } from "./types.ts";

/**
 * Who is told how the watching goes, and not only of events: metrics, and whatever shows how things stand. Called on the
 * spot, so it must be quick and never throw.
 */
export interface Observer {
  /** A poll is over. */
  polled?(report: PollReport): void;
  /** A push has been dealt with. */
  received?(report: PushReport): void;
  /** Something was told; before it is delivered. */
  told?(event: StatusEvent): void;
  /** These providers, and no others, are watched from now on. */
  watches?(providers: readonly WatchedProvider[]): void;
}

export interface WatchedProvider {
  readonly name: string;
  readonly url: string;
  readonly intervalMs: number;
}

export interface PollReport {
  readonly provider: string;
  /** Epoch milliseconds of its end. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly outcome: "read" | "unchanged" | "throttled" | "failed";
  readonly failure?: FailureCode;
  /** Of the bodies, as they came over the wire. */
  readonly bytes: number;
  /** Where it was read: what it says, of all providers that share the page. */
  readonly snapshot?: Snapshot;
}

export interface PushReport {
  readonly provider: string;
  readonly atMs: number;
  readonly source: Exclude<Source, "poll">;
  /** `rejected`: not understood, and kept aside. `doorbell`: taken as a reason to read the page. */
  readonly outcome: "read" | "doorbell" | "confirmation" | "rejected";
  readonly snapshot?: Snapshot;
}
