import { closest, quote } from "./config/suggest.ts";
import { MOST_COMPONENTS } from "./feeds/tidy.ts";
import { matches } from "./filter.ts";
import type { NamePattern, Provider } from "./provider.ts";
import { listNames, truncate } from "./text.ts";
import type { Snapshot } from "./types.ts";

export const MOST_LISTED = 20;
const LONGEST_NAME = 80;

/** Whether the snapshot lists every component of its page: some pages list none, some more than are read. */
export function listsAllComponents({ components = [] }: Snapshot): boolean {
  return components.length > 0 && components.length < MOST_COMPONENTS;
}

/** Those of the components to be watched that a page, which lists its own, does not list. */
export function unlistedIn(wanted: readonly NamePattern[], snapshot: Snapshot): NamePattern[] {
  if (wanted.length === 0 || !listsAllComponents(snapshot)) return [];
  const { components = [] } = snapshot;
  return wanted.filter((pattern) => !components.some(({ name }) => matches(pattern, name)));
}

/** Those that it does not have, as far as it tells: misspelt, or called otherwise by now. */
export function misnamedIn(wanted: readonly NamePattern[], snapshot: Snapshot): NamePattern[] {
  return unlistedIn(wanted, snapshot).filter((pattern) => !isNamedByIncident(pattern, snapshot));
}

/** Whether an incident names such a component: some name what their page does not list. */
export function isNamedByIncident(pattern: NamePattern, { incidents }: Snapshot): boolean {
  return incidents.some(({ components }) => components.some(({ name }) => matches(pattern, name)));
}

/** For people: that the provider's page has no such components, and which it has. */
export function describeMisnamed(
  patterns: readonly NamePattern[],
  { components = [] }: Snapshot,
  { name: provider, definedAt }: Pick<Provider, "name" | "definedAt">,
): string {
  const names = [...new Set(components.map(({ name }) => name))];
  const shown = names.map(asListed);
  const missing = patterns.map((pattern) => `${quote(String(pattern))}${hint(pattern, names)}`);
  const where = definedAt ? ` (${definedAt})` : "";
  return `${provider}: the page has no component ${missing.join(", ")}; it has ${listNames(shown, MOST_LISTED)}${where}`;
}

/** A component's name as it stands in such a list. */
export function asListed(name: string): string {
  return truncate(name, LONGEST_NAME);
}

function hint(pattern: NamePattern, names: readonly string[]): string {
  // A child is meant by its own name, too, and a group by its.
  const candidates = names.flatMap((name) => [name, ...name.split(" – ")]);
  const near = typeof pattern === "string" ? closest(pattern, candidates) : undefined;
  return near === undefined ? "" : ` (did you mean ${quote(near)}?)`;
}
