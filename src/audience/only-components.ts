import { quote } from "../config/suggest.ts";
import type { Subscription } from "../delivery/bus.ts";
import { isWatched, matches } from "../filter.ts";
import type { Logger } from "../log.ts";
import { asListed, isNamedByIncident, listsAllComponents, MOST_LISTED } from "../misnamed.ts";
import type { NamePattern, Provider } from "../provider.ts";
import { ownCopy } from "../text.ts";
import type { Snapshot } from "../types.ts";
import { isToldOf } from "./selection.ts";
import type { Rules } from "./types.ts";

/** Of one consumer, until each page that it is told of has been read. */
interface Search {
  readonly name: string;
  readonly rules: Rules;
  /** Not seen on any page so far. */
  sought: readonly NamePattern[];
  /** Names of providers whose pages have not been read yet. */
  readonly awaited: Set<string>;
  /** Some of what there is. */
  readonly seen: Set<string>;
}

/**
 * Says once of each consumer which of the components that it alone is to be told of no page has that it is told of. Where
 * one of these tells nothing of components, or cannot be read, nothing is said.
 */
export class OnlyComponents {
  readonly #log: Logger;
  readonly #begun = new WeakSet<Rules>();
  #providers: readonly Provider[] = [];
  #searches: readonly Search[] = [];

  constructor(subscriptions: readonly Subscription[], log: Logger) {
    this.#log = log;
    this.subscribe(subscriptions);
  }

  /** These consumers are told from now on, and no others. */
  subscribe(subscriptions: readonly Subscription[]): void {
    const rules = new Set(subscriptions.map((one) => one.rules));
    const goingOn = this.#searches.filter((search) => rules.has(search.rules));
    this.#searches = [...goingOn, ...subscriptions.flatMap((subscription) => this.#begin(subscription))];
  }

  #begin({ consumer, rules }: Subscription): Search[] {
    const sought = rules?.only?.components ?? [];
    if (!rules || sought.length === 0 || this.#begun.has(rules)) return [];
    this.#begun.add(rules);
    const search = {
      name: consumer.name,
      rules,
      sought,
      awaited: new Set<string>(),
      seen: new Set<string>(),
    };
    this.#await(search, this.#providers);
    return [search];
  }

  /** These providers are watched from now on, and no others. */
  watch(providers: readonly Provider[]): void {
    const before = new Set(this.#providers.map(({ name }) => name));
    const names = new Set(providers.map(({ name }) => name));
    const added = providers.filter(({ name }) => !before.has(name));
    this.#providers = providers;
    for (const search of this.#searches) {
      for (const name of search.awaited) if (!names.has(name)) search.awaited.delete(name);
      this.#await(search, added);
    }
  }

  #await({ rules, awaited }: Search, providers: readonly Provider[]): void {
    for (const { name, tags = [] } of providers) if (isToldOf(name, tags, rules)) awaited.add(name);
  }

  /** A provider's page says this. */
  shown(provider: Provider, snapshot: Snapshot): void {
    for (const search of this.#searches) {
      if (!search.awaited.delete(provider.name)) continue;
      if (!listsAllComponents(snapshot)) this.#end(search);
      else {
        look(search, provider, snapshot);
        if (search.sought.length === 0) this.#end(search);
        else if (search.awaited.size === 0) this.#tell(search);
      }
    }
  }

  #tell(search: Search): void {
    this.#end(search);
    const { name, sought, seen } = search;
    const missing = sought.map((pattern) => quote(String(pattern))).join(", ");
    // Sorted: in which order the pages were read is nothing to anybody.
    const names = [...seen].sort().slice(0, MOST_LISTED).join(", ") || "none";
    const more = seen.size > MOST_LISTED ? " and others" : "";
    this.#log.warn(
      `${name}: only.components: no page that it is told of has a component ${missing}; there are ${names}${more}`,
    );
  }

  #end(search: Search): void {
    this.#searches = this.#searches.filter((one) => one !== search);
  }
}

function look(search: Search, { filter }: Provider, snapshot: Snapshot): void {
  const names = (snapshot.components ?? []).map(({ name }) => name).filter((name) => isWatched(name, filter));
  search.sought = search.sought.filter(
    (pattern) => !names.some((name) => matches(pattern, name)) && !isNamedByIncident(pattern, snapshot),
  );
  // One more than are listed, so that it is said that there are more.
  for (const name of names) if (search.seen.size <= MOST_LISTED) search.seen.add(ownCopy(asListed(name)));
}
