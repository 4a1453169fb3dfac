import type { Change, Owed, Push, Settlement, StateStore, WaitingPush } from "./store.ts";
import type { ProviderMemory } from "./types.ts";

const MOST_THREADS = 10_000;

/** State that ends with the process: after a restart every page is at first sight again, and nobody is owed anything. */
export class MemoryStore implements StateStore {
  readonly isDurable = false;
  readonly #memories = new Map<string, ProviderMemory>();
  readonly #threads = new Map<string, string>();
  #seq = 0;

  get(provider: string): ProviderMemory | undefined {
    return this.#memories.get(provider);
  }

  providers(): readonly string[] {
    return [...this.#memories.keys()];
  }

  async commit({ memories, events = [] }: Change): Promise<readonly number[]> {
    for (const [provider, memory] of memories) {
      if (memory) this.#memories.set(provider, memory);
      else this.#memories.delete(provider);
    }
    return events.map(() => ++this.#seq);
  }

  owedTo(): readonly Owed[] {
    return [];
  }

  owed(): ReadonlyMap<string, number> {
    return new Map();
  }

  async settle({ consumer, thread }: Settlement): Promise<void> {
    if (!thread) return;
    const key = threadKey(consumer, thread.key);
    this.#threads.delete(key);
    this.#threads.set(key, thread.value);
    if (this.#threads.size <= MOST_THREADS) return;
    const [oldest] = this.#threads.keys();
    if (oldest !== undefined) this.#threads.delete(oldest);
  }

  /** Whoever tries knows it himself, for as long as this lasts. */
  async tried(): Promise<void> {}

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
