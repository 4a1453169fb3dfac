import { type Component, impactOfComponent } from "../types.ts";
import { labelText } from "./family.ts";
import { severityOf } from "./severity.ts";

/** A component that has a series, its name as the label shows it. */
export type ShownComponent = Pick<Component, "id" | "name" | "status">;

export interface Selection {
  /** Gravest first; no name twice. */
  readonly shown: readonly ShownComponent[];
  /** How many have no series of their own. */
  readonly omitted: number;
}

export const MOST_PER_PROVIDER = 100;

export const NO_COMPONENTS: Selection = { shown: [], omitted: 0 };

/** The components worth a series. Of several with one name, the gravest stands for all. */
export function select(components: readonly Component[]): Selection {
  const byName = new Map<string, ShownComponent>();
  for (const { id, name, status } of gravestFirst(components)) {
    if (byName.size === MOST_PER_PROVIDER) break;
    const label = labelText(name);
    if (!byName.has(label)) byName.set(label, { id, name: label, status });
  }
  return { shown: [...byName.values()], omitted: components.length - byName.size };
}

/** The selection after a notice, which speaks only of those that it names. */
export function withNotice({ shown, omitted }: Selection, notice: readonly Component[]): Selection {
  const names = new Map(shown.map(({ id, name }) => [id, name]));
  const named = notice.map(({ id, name, status }) => ({
    id,
    name: names.get(id) ?? labelText(name),
    status,
  }));
  const meant = new Set(named.map(({ name }) => name));
  const selection = select([...named, ...shown.filter(({ name }) => !meant.has(name))]);
  return { ...selection, omitted: omitted + selection.omitted };
}

function gravestFirst(components: readonly Component[]): Component[] {
  return components.toSorted((a, b) => rank(b) - rank(a));
}

/** What is not known is more worth showing than what is known to be well. */
function rank({ status }: Component): number {
  return status === "unknown" ? 0.5 : severityOf(impactOfComponent(status));
}
