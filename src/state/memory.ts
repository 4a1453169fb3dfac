import type { StatusEvent } from "../types.ts";
import { Packer } from "./packed/packer.ts";
import type { Change, Owed, Push, Settlement, StateStore, WaitingPush } from "./store.ts";
import type { ProviderMemory } from "./types.ts";

/** With up to three other names of each incident. */
const MOST_THREADS = 40_000;

/** State that ends with the process: after a restart every page is at first sight again, and nobody is owed anything. */
export class MemoryStore implements StateStore {
  readonly isDurable = false;
  readonly #memories = new Map<string, ProviderMemory>();
  readonly #packer = new Packer();
  readonly #threads = new Map<string, string>();
  /** Consumers that ever had one. */
  readonly #threaded = new Set<string>();
  #seq = 0;

  get(provider: string): ProviderMemory | undefined {
    return this.#memories.get(provider);
  }

  providers(): readonly string[] {
    return [...this.#memories.keys()];
  }

  async commit({ memories, events = [] }: Change): Promise<readonly number[]> {
    for (const [provider, memory] of memories) {
      this.#packer.remembers(provider, memory);
      if (memory) this.#memories.set(provider, memory);
      else this.#memories.delete(provider);
    }
    return events.map(() => ++this.#seq);
  }

  owedTo(): readonly Owed[] {
    return [];
  }

  takeTold(): readonly StatusEvent[] {
    return [];
  }

  owed(): ReadonlyMap<string, number> {
    return new Map();
  }

  async settle({ consumer, thread, pointers = [] }: Settlement): Promise<void> {
    for (const { key, value } of [...pointers, ...(thread ? [thread] : [])]) {
      this.#threads.delete(threadKey(consumer, key));
      this.#threads.set(threadKey(consumer, key), value);
      this.#threaded.add(consumer);
    }
    for (const oldest of this.#threads.keys()) {
      if (this.#threads.size <= MOST_THREADS) break;
      this.#threads.delete(oldest);
    }
  }

  /** Whoever tries knows it himself, for as long as this lasts. */
  async tried(): Promise<void> {}

  hasThreads(consumer: string): boolean {
    return this.#threaded.has(consumer);
  }

  threadOf(consumer: string, key: string): string | undefined {
    return this.#threads.get(threadKey(consumer, key));
  }

  async accept(push: Push): Promise<WaitingPush> {
    return { ...push, id: ++this.#seq };
  }

  accepted(): readonly WaitingPush[] {
    return [];
  }

  /** There is no place where it could be looked at: the log has said so. */
  async reject(): Promise<void> {}

  trouble(): undefined {
    return undefined;
  }

  async close(): Promise<void> {}
}

function threadKey(consumer: string, key: string): string {
  return `${consumer}\0${key}`;
}
