import type { ProviderMemory } from "../types.ts";

/** Providers that have just had news, and may soon have more. */
const MOST_UNPACKED = 32;
/** As many more may wait to be packed until there is nothing more urgent. */
const MOST_WAITING = 32;

/** Packs what is remembered of providers once so many others have had news since. */
export class Packer {
  /** The one with the oldest news first. */
  readonly #unpacked = new Map<string, ProviderMemory>();
  #later: NodeJS.Immediate | undefined;

  /** This is remembered of a provider from now on; undefined: nothing. */
  remembers(provider: string, memory: ProviderMemory | undefined): void {
    this.#unpacked.delete(provider);
    if (!memory) return;
    this.#unpacked.set(provider, memory);
    if (this.#unpacked.size <= MOST_UNPACKED) return;
    // Somebody is waiting to be told what has just been read.
    if (this.#unpacked.size <= MOST_UNPACKED + MOST_WAITING)
      this.#later ??= setImmediate(() => this.#packOld());
    else this.#packOld();
  }

  #packOld(): void {
    this.#later = undefined;
    for (const [name, { incidents }] of this.#unpacked) {
      if (this.#unpacked.size <= MOST_UNPACKED) return;
      this.#unpacked.delete(name);
      incidents.pack();
    }
  }
}
