import { MemoryStore } from "../../src/state/memory.ts";
import type { Change } from "../../src/state/store.ts";
import type { ProviderMemory } from "../../src/state/types.ts";

type Condition = (memory: ProviderMemory) => boolean;

/** A store that can be waited on: every poll that changes what is known of a provider, failed ones too, ends here. */
export class WaitableStore extends MemoryStore {
  readonly #waiting = new Set<{ provider: string; condition: Condition; resolve: () => void }>();
  readonly #mostFailures = new Map<string, number>();

  override async commit(change: Change): Promise<readonly number[]> {
    const seqs = await super.commit(change);
    for (const [provider, memory] of change.memories) if (memory) this.#changed(provider, memory);
    return seqs;
  }

  #changed(provider: string, memory: ProviderMemory): void {
    this.#mostFailures.set(provider, Math.max(this.mostFailures(provider), memory.reach.failures));
    for (const waiter of this.#waiting) {
      if (waiter.provider !== provider || !waiter.condition(memory)) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }

  /** Resolves once what is known of the provider fulfils the condition. */
  async until(provider: string, condition: Condition): Promise<void> {
    const memory = this.get(provider);
    if (memory && condition(memory)) return;
    await new Promise<void>((resolve) => this.#waiting.add({ provider, condition, resolve }));
  }

  /** Resolves once the page has been read a first time. */
  async baseline(provider: string): Promise<void> {
    await this.until(provider, ({ hasBaseline }) => hasBaseline);
  }

  /** Resolves once the page could not be read so many times in a row. */
  async failures(provider: string, count: number): Promise<void> {
    await this.until(provider, ({ reach }) => reach.failures >= count);
  }

  /** The most failures in a row there ever were. */
  mostFailures(provider: string): number {
    return this.#mostFailures.get(provider) ?? 0;
  }
}
