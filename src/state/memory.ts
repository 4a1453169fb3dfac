import type { ProviderMemory } from "./types.ts";

/** Where what is known of providers is kept. */
export interface StateStore {
  get(provider: string): ProviderMemory | undefined;
  set(provider: string, memory: ProviderMemory): void;
  delete(provider: string): void;
}

/** State that ends with the process: after a restart every page is at first sight again. */
export class MemoryStore implements StateStore {
  readonly #memories = new Map<string, ProviderMemory>();

  get(provider: string): ProviderMemory | undefined {
    return this.#memories.get(provider);
  }

  set(provider: string, memory: ProviderMemory): void {
    this.#memories.set(provider, memory);
  }

  delete(provider: string): void {
    this.#memories.delete(provider);
  }
}
