import type { ProviderMemory } from "../types.ts";

/** Providers that have just had news, and may soon have more. */
const MOST_UNPACKED = 32;

/** Packs what is remembered of providers once so many others have had news since. */
export class Packer {
  /** The one with the oldest news first. */
  readonly #unpacked = new Map<string, ProviderMemory>();

  /** This is remembered of a provider from now on; undefined: nothing. */
  remembers(provider: string, memory: ProviderMemory | undefined): void {
    this.#unpacked.delete(provider);
    if (!memory) return;
    this.#unpacked.set(provider, memory);
    if (this.#unpacked.size <= MOST_UNPACKED) return;
    const [oldest] = this.#unpacked;
    if (!oldest) return;
    const [name, { incidents }] = oldest;
    this.#unpacked.delete(name);
    incidents.pack();
  }
}
