import type { Registry } from "prom-client";
import { IMPACTS, impactOfComponent } from "../types.ts";
import { MOST_PER_PROVIDER, type ShownComponent } from "./components.ts";
import { gauge } from "./family.ts";
import { perProvider, perWords, type Records } from "./per-provider.ts";
import type { ProviderRecord } from "./provider-record.ts";
import { COMPONENT_SCALE, PROVIDER_SCALE, severityOf } from "./severity.ts";

/** Components with a series, over all providers. */
const MOST_COMPONENTS = 20_000;

/** How providers are, by what their pages and what was pushed in say. */
export function stateMetrics(registry: Registry, records: Records): void {
  gauge(registry, {
    name: "status_watch_provider_status",
    help: `How the provider is by the last that was read or pushed: ${PROVIDER_SCALE}. Kept while the page cannot be read.`,
    ...perProvider(records, ({ state: { impact } }) => impact && severityOf(impact)),
  });
  gauge(registry, {
    name: "status_watch_open_incidents",
    help: "Incidents and maintenances that are going on, by impact.",
    ...perWords(records, ["impact"], openIncidents),
  });
  gauge(registry, {
    name: "status_watch_component_status",
    help: `How the component is: ${COMPONENT_SCALE}. At most ${MOST_PER_PROVIDER} of a provider and ${MOST_COMPONENTS} in all, those that are not operational first.`,
    labelNames: ["provider", "component"],
    *samples() {
      for (const [provider, { name, status }] of shownComponents(records))
        yield [{ provider, component: name }, severityOf(impactOfComponent(status))];
    },
  });
  gauge(registry, {
    name: "status_watch_components_omitted",
    help: "Components without a series of their own: there are too many, or several have one name.",
    samples: () => [[{}, omittedComponents(records)]],
  });
}

/** All impacts, so that a series does not vanish when the last incident of its kind is over. */
function openIncidents({ state }: ProviderRecord): [string, number][] {
  if (state.impact === undefined) return [];
  const amounts = state.open.byImpact();
  return [...IMPACTS, "unknown" as const].map((impact) => [impact, amounts.get(impact) ?? 0]);
}

function* shownComponents(records: Records): Iterable<[string, ShownComponent]> {
  let left = MOST_COMPONENTS;
  for (const areWell of [false, true]) {
    for (const { label, state } of records()) {
      for (const component of state.components.shown) {
        if ((component.status === "operational") !== areWell) continue;
        if (left-- <= 0) return;
        yield [label, component];
      }
    }
  }
}

function omittedComponents(records: Records): number {
  let shown = 0;
  let omitted = 0;
  for (const { state } of records()) {
    shown += state.components.shown.length;
    omitted += state.components.omitted;
  }
  return omitted + Math.max(shown - MOST_COMPONENTS, 0);
}
