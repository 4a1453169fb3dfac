import type { IncidentMemory } from "../types.ts";
import { pack, unpack } from "./pack.ts";

/**
 * What is remembered of a provider's incidents, by their ids. It never changes; but it may be packed, as nearly all is
 * that lies between two polls with news.
 */
export class Incidents implements Iterable<[string, IncidentMemory]> {
  /** Of those that are open. */
  readonly openIds: readonly string[];
  /** Whether one of them has begun; a maintenance is known beforehand, and none. */
  readonly isAnyGoingOn: boolean;
  #known: ReadonlyMap<string, IncidentMemory> | Buffer;

  constructor(known: ReadonlyMap<string, IncidentMemory> = new Map()) {
    this.#known = known;
    const openIds: string[] = [];
    let isAnyGoingOn = false;
    // Made at each change, of what may be thousands: nothing is built for those that are over.
    known.forEach(({ kind, open }, id) => {
      if (!open) return;
      openIds.push(id);
      isAnyGoingOn ||= kind === "incident" && open.hasBegun;
    });
    this.openIds = openIds.length > 0 ? openIds : NONE_OPEN;
    this.isAnyGoingOn = isAnyGoingOn;
  }

  /** From here on it takes a quarter of the memory, and longer to be looked at. */
  pack(): void {
    if (!Buffer.isBuffer(this.#known)) this.#known = pack(this.#known);
  }

  get isPacked(): boolean {
    return Buffer.isBuffer(this.#known);
  }

  [Symbol.iterator](): Iterator<[string, IncidentMemory]> {
    return this.#map().entries();
  }

  /** For one now and then: where they are packed, all are unpacked for it. */
  get(id: string): IncidentMemory | undefined {
    return this.#map().get(id);
  }

  /** A copy. */
  toMap(): Map<string, IncidentMemory> {
    return Buffer.isBuffer(this.#known) ? unpack(this.#known) : new Map(this.#known);
  }

  /** For many: nothing is copied, and what is packed is unpacked once. */
  view(): ReadonlyMap<string, IncidentMemory> {
    return this.#map();
  }

  #map(): ReadonlyMap<string, IncidentMemory> {
    return Buffer.isBuffer(this.#known) ? unpack(this.#known) : this.#known;
  }
}

const NONE_OPEN: readonly string[] = [];
