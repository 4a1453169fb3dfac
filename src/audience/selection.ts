import { gravityOf, isGrave, isWatched, matches } from "../filter.ts";
import type { NamePattern, ProviderFilter } from "../provider.ts";
import { listNames } from "../text.ts";
import type { StatusEvent } from "../types.ts";
import type { About, Rules } from "./types.ts";

type Choice = Pick<Rules, "only" | "ignore">;

/**
 * Why these rules leave an event out; undefined where they do not. What cannot be told (an incident that names no
 * component, an impact that is not known) is let pass.
 */
export function whyNot(event: StatusEvent, choice: Choice, { tags }: About): string | undefined {
  return whyIgnored(event, choice, tags) ?? whyUnwanted(event, choice, tags);
}

/** The same of what a provider's own filter leaves out, for every consumer alike. */
export function whyFiltered(event: StatusEvent, filter: ProviderFilter): string | undefined {
  const { components, ignoredComponents, ignoredKinds, minImpact } = filter;
  const choice: Choice = {
    only: { ...(components.length > 0 && { components }), ...(minImpact !== undefined && { minImpact }) },
    ignore: { components: ignoredComponents, kinds: ignoredKinds },
  };
  return whyNot(event, choice, { tags: [] });
}

/** Whether anything is let pass of a provider with this name and these tags. */
export function isToldOf(name: string, tags: readonly string[], { only, ignore }: Choice): boolean {
  return (whyProviderIgnored(name, tags, ignore) ?? whyProviderUnwanted(name, tags, only)) === undefined;
}

function whyProviderIgnored(
  name: string,
  tags: readonly string[],
  ignore: Choice["ignore"],
): string | undefined {
  if (isNamed(name, ignore?.providers ?? [])) return `ignored: provider ${name}`;
  const tag = tags.find((one) => ignore?.tags?.some((ignored) => isSame(one, ignored)));
  return tag === undefined ? undefined : `ignored: tag ${tag}`;
}

function whyProviderUnwanted(
  name: string,
  tags: readonly string[],
  only: Choice["only"],
): string | undefined {
  if (only?.providers && !isNamed(name, only.providers)) return `not wanted: provider ${name}`;
  const wantedTags = only?.tags;
  return wantedTags && !tags.some((tag) => wantedTags.some((wanted) => isSame(tag, wanted)))
    ? `not wanted: provider ${name} has no tag ${listNames(wantedTags)}`
    : undefined;
}

function whyIgnored(event: StatusEvent, choice: Choice, tags: readonly string[]): string | undefined {
  const { components, kinds, changes } = choice.ignore ?? {};
  const why = whyProviderIgnored(event.provider, tags, choice.ignore);
  if (why !== undefined) return why;
  if (kinds?.includes(event.kind)) return `ignored: kind ${event.kind}`;
  if (changes?.includes(event.change)) return `ignored: change ${event.change}`;
  const ignoresAll =
    components && event.components.length > 0 && event.components.every((name) => isNamed(name, components));
  return ignoresAll ? `ignored: ${componentsOf(event)}` : undefined;
}

function whyUnwanted(event: StatusEvent, choice: Choice, tags: readonly string[]): string | undefined {
  const { kinds, changes, minImpact } = choice.only ?? {};
  const why = whyProviderUnwanted(event.provider, tags, choice.only);
  if (why !== undefined) return why;
  if (kinds && !kinds.includes(event.kind)) return `not wanted: kind ${event.kind}`;
  // A reminder is asked for by itself, and is no change of the page's.
  if (changes && event.change !== "reminder" && !changes.includes(event.change))
    return `not wanted: change ${event.change}`;
  if (namesOnlyOthers(event, choice)) return `not wanted: ${componentsOf(event)}`;
  const impact = gravityOf(event);
  return minImpact !== undefined && !isGrave(impact, minImpact)
    ? `impact ${impact} is below ${minImpact}`
    : undefined;
}

/** A component must be wanted, and not be one of those ignored. */
function namesOnlyOthers({ components }: StatusEvent, { only, ignore }: Choice): boolean {
  if (components.length === 0) return false;
  const filter = {
    components: only?.components ?? [],
    ignoredComponents: ignore?.components ?? [],
    ignoredKinds: [],
  };
  return !components.some((name) => isWatched(name, filter));
}

function componentsOf({ components }: StatusEvent): string {
  return `${components.length === 1 ? "component" : "components"} ${listNames(components, 3)}`;
}

function isNamed(name: string, patterns: readonly NamePattern[]): boolean {
  return patterns.some((pattern) => matches(pattern, name));
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
