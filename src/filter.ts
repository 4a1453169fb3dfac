import type { NamePattern, ProviderFilter } from "./provider.ts";
import { IMPACTS, type Impact, impactOfComponent, type StatusEvent, worseImpact } from "./types.ts";

/**
 * Whether an event is wanted. What cannot be told (an incident that names no component, an impact that is not known)
 * is wanted: a filter may hide what it knows to be noise, never what it does not know.
 */
export function isWanted(event: StatusEvent, filter: ProviderFilter): boolean {
  if (filter.ignoredKinds.includes(event.kind)) return false;
  if (event.components.length > 0 && !event.components.some((name) => isWatched(name, filter))) return false;
  return filter.minImpact === undefined || isGrave(gravityOf(event), filter.minImpact);
}

/** Whether a component is among those watched. */
export function isWatched(name: string, filter: ProviderFilter): boolean {
  const { components, ignoredComponents } = filter;
  if (components.length > 0 && !components.some((pattern) => matches(pattern, name))) return false;
  return !ignoredComponents.some((pattern) => matches(pattern, name));
}

/** A change for the better matters as much as the change for the worse it ends. */
export function gravityOf(event: StatusEvent): Impact {
  if (event.kind !== "component" || !event.from) return event.impact;
  return worseImpact(event.impact, impactOfComponent(event.from));
}

/** Whether it is at least that grave; one that is not known may be. */
export function isGrave(impact: Impact, least: Impact): boolean {
  if (impact === "unknown" || impact === "maintenance") return true;
  return IMPACTS.indexOf(impact) >= IMPACTS.indexOf(least as (typeof IMPACTS)[number]);
}

/** "Group – Child" is meant by its whole name, its group's and its own. */
export function matches(pattern: NamePattern, name: string): boolean {
  if (pattern instanceof RegExp) return pattern.test(name);
  const wanted = pattern.toLowerCase();
  return [name, ...name.split(" – ")].some((part) => part.toLowerCase() === wanted);
}
