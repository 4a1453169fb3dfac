import type { Source, StatusEvent } from "../types.ts";
import type { ProviderMemory } from "./types.ts";

/** What changes together: what is known of providers, and what consumers are owed because of it. */
export interface Change {
  /** By provider; undefined: nothing is to be known of it any more. */
  readonly memories: ReadonlyMap<string, ProviderMemory | undefined>;
  readonly events?: readonly Addressed[];
  /** Pushes that this comes of: they have been dealt with. */
  readonly taken?: readonly number[];
}

/** What was pushed in for a provider, as it came. */
export interface Push {
  readonly provider: string;
  readonly source: Exclude<Source, "poll">;
  /** Epoch milliseconds. */
  readonly receivedAtMs: number;
  readonly body: Buffer;
}

/** A push that has been accepted and not yet dealt with. Numbers rise. */
export interface WaitingPush extends Push {
  readonly id: number;
}

/** An event and the names of the consumers it is for. */
export interface Addressed {
  readonly event: StatusEvent;
  readonly to: readonly string[];
}

/** An event in the outbox. Numbers rise: of two events the older has the smaller one. */
export interface Owed {
  readonly seq: number;
  readonly event: StatusEvent;
  /** When a delivery of it was first tried, and failed; epoch milliseconds. */
  readonly firstTriedMs?: number;
}

/** Deliveries to a consumer that failed for the first time. */
export interface FirstTry {
  readonly consumer: string;
  readonly seqs: readonly number[];
  readonly atMs: number;
}

export interface Thread {
  readonly key: string;
  readonly value: string;
}

/** What became of events that a consumer was owed. */
export interface Settlement {
  readonly consumer: string;
  readonly seqs: readonly number[];
  /** What the consumer wants to be given with the next event of that incident. */
  readonly thread?: Thread;
  /** Kept as threads are: other names of that incident, each with the key that its thread is kept under. */
  readonly pointers?: readonly Thread[];
}

/** Where what is known of providers is kept, and what consumers are owed. */
export interface StateStore {
  /** Whether it outlives the process. */
  readonly isDurable: boolean;
  get(provider: string): ProviderMemory | undefined;
  /** Of which something is known. */
  providers(): readonly string[];
  /** All of it or nothing; resolves once it is kept. Gives the numbers of the events, in their order. */
  commit(change: Change): Promise<readonly number[]>;
  /** What a consumer has been owed since before this start, oldest first. */
  owedTo(consumer: string): readonly Owed[];
  /** What was told of within a day before this start, oldest first, as far as it is known; only the first time. */
  takeTold(): readonly StatusEvent[];
  /** All who are owed something, with how much. */
  owed(): ReadonlyMap<string, number>;
  /** These need not be delivered again; resolves once that outlives a sudden end of the program. */
  settle(settlement: Settlement): Promise<void>;
  /** Keeps since when these have been tried in vain, of those of which that is not known yet. */
  tried(first: FirstTry): Promise<void>;
  /** Whether there are threads or pointers of a consumer: most have none, and need not be looked for. */
  hasThreads(consumer: string): boolean;
  threadOf(consumer: string, key: string): string | undefined;
  /**
   * Keeps what was pushed in until it is taken; resolves once that outlives a sudden end of the program.
   * @throws {StatusWatchError} it cannot be kept
   */
  accept(push: Push): Promise<WaitingPush>;
  /** What was accepted before this start and has not been taken, oldest first. */
  accepted(): readonly WaitingPush[];
  /** Takes a push that could not be made use of, and keeps it aside to be looked at. */
  reject(push: WaitingPush, reason: string): Promise<void>;
  /** Why nothing can be kept at present; undefined where all is well. */
  trouble(): string | undefined;
  /** Everything is kept and let go of. */
  close(): Promise<void>;
}
