import { incidentKeys, isAtHome } from "../audience/shared.ts";
import type { Settlement, StateStore } from "../state/store.ts";
import type { StatusEvent } from "../types.ts";

/** By whom something was told, and of what. */
export type Teller = Pick<StatusEvent, "provider"> & { readonly incidentId?: string | undefined };

/** Of several pages of one incident each may lead to the next; that they lead in a circle is nothing to wait for. */
const MOST_STEPS = 5;

/**
 * What binds the events of one incident together for a consumer: its thread. An incident that several providers share
 * has one, kept under the name of whichever was told of first, so that its end finds what its beginning left behind.
 */
export class Threads {
  readonly #consumer: string;
  readonly #store: StateStore;
  readonly #hostOf: (provider: string) => string | undefined;

  constructor(consumer: string, store: StateStore, hostOf: (provider: string) => string | undefined) {
    this.#consumer = consumer;
    this.#store = store;
    this.#hostOf = hostOf;
  }

  /** What was left for this event. */
  of(event: StatusEvent): string | undefined {
    const key = this.#keyOf(event);
    return key === undefined ? undefined : this.#get(key);
  }

  /** What to keep for the next event of the incident, and how that is found if it comes of another provider. */
  left(event: StatusEvent, value: string): Pick<Settlement, "thread" | "pointers"> {
    const own = ownKey(event);
    const key = this.#keyOf(event);
    if (own === undefined || key === undefined) return {};
    // It is found already.
    if (this.#get(key) !== undefined) return { thread: { key, value } };
    const names = [...(key === own ? [] : [pointerOf(own)]), ...incidentKeys(event, this.#isAtHome(event))];
    const unknown = names.filter((name) => this.#get(name) === undefined);
    return { thread: { key, value }, pointers: unknown.map((name) => ({ key: name, value: key })) };
  }

  /** Another provider told the same: of its incident and of this one there is one thread from now on. */
  join(event: StatusEvent, teller: Teller): void {
    const [own, other] = [ownKey(event), ownKey(teller)];
    // What is told of by itself already ends by itself.
    if (own === undefined || other === undefined || this.#keyOf(event) !== own) return;
    if (this.#get(own) !== undefined) return;
    const pointers = [{ key: pointerOf(own), value: other }];
    void this.#store.settle({ consumer: this.#consumer, seqs: [], pointers });
  }

  #keyOf(event: StatusEvent): string | undefined {
    const own = ownKey(event);
    if (own === undefined || !this.#store.hasThreads(this.#consumer)) return own;
    if (this.#get(own) !== undefined) return own;
    const found = this.#get(pointerOf(own)) ?? this.#find(event, true) ?? this.#findAway(event);
    return found === undefined ? own : this.#follow(found);
  }

  #find(event: StatusEvent, atHome: boolean): string | undefined {
    for (const name of incidentKeys(event, atHome)) {
      const key = this.#get(name);
      if (key !== undefined) return key;
    }
    return undefined;
  }

  /** Copies of a page, of which none lies where it says that it does, are pages of their own. */
  #findAway(event: StatusEvent): string | undefined {
    const key = this.#find(event, false);
    return key !== undefined && this.#isAtHome(event) ? key : undefined;
  }

  #follow(key: string): string {
    let at = key;
    for (let step = 0; step < MOST_STEPS; step++) at = this.#get(pointerOf(at)) ?? at;
    return at;
  }

  #isAtHome(event: StatusEvent): boolean {
    return isAtHome(event, this.#hostOf(event.provider));
  }

  #get(key: string): string | undefined {
    return this.#store.threadOf(this.#consumer, key);
  }
}

function ownKey({ provider, incidentId }: Teller): string | undefined {
  return incidentId === undefined ? undefined : `${provider}/${incidentId}`;
}

function pointerOf(key: string): string {
  return `as\0${key}`;
}
