import type { FailureCode } from "./http/failure.ts";
import type { ProviderFilter } from "./provider.ts";
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
  readonly filter: ProviderFilter;
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
  /** Where it was read: what it says of what the provider is about. */
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

/** How it goes with one consumer. Counts are since the start of the program, and never fall. */
export interface ConsumerReport {
  readonly name: string;
  /** Events to be told as soon as may be, those that wait for another try among them. */
  readonly queued: number;
  /** Events held back on purpose: for a digest, until a component has settled, as reminders. */
  readonly held: number;
  /** Epoch milliseconds at which the oldest of the queued was detected; absent where none is queued. */
  readonly oldestQueuedAtMs?: number;
  readonly delivered: number;
  /** Tries that came to nothing for now. */
  readonly failedTries: number;
  /** Events that were refused for good, or tried in vain for too long. */
  readonly dropped: number;
  /** Events for which there was no room. */
  readonly givenUp: number;
}
