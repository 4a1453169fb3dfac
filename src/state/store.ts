import type { StatusEvent } from "../types.ts";
import type { ProviderMemory } from "./types.ts";

/** What changes together: what is known of providers, and what consumers are owed because of it. */
export interface Change {
  /** By provider; undefined: nothing is to be known of it any more. */
  readonly memories: ReadonlyMap<string, ProviderMemory | undefined>;
  readonly events?: readonly Addressed[];
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
}

/** What became of events that a consumer was owed. */
export interface Settlement {
  readonly consumer: string;
  readonly seqs: readonly number[];
  /** What the consumer wants to be given with the next event of that incident. */
  readonly thread?: { readonly key: string; readonly value: string };
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
  /** All who are owed something, with how much. */
  owed(): ReadonlyMap<string, number>;
  /** These need not be delivered again; resolves once that outlives a sudden end of the program. */
  settle(settlement: Settlement): Promise<void>;
  threadOf(consumer: string, key: string): string | undefined;
  /** Everything is kept and let go of. */
  close(): Promise<void>;
}
