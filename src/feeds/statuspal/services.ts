import type { Component, ComponentRef, ComponentStatus } from "../../types.ts";
import { MOST_COMPONENTS } from "../tidy.ts";
import { asId, asRecords, asString, type WireRecord } from "../wire/values.ts";

type Status = (word: string | undefined) => { readonly status: ComponentStatus; readonly rawStatus?: string };

export interface Services {
  readonly components: readonly Component[];
  /** The services that an incident names; of a group and what is in it, what is in it. */
  readonly refs: (ids: readonly string[]) => ComponentRef[];
}

interface Row {
  readonly record: WireRecord;
  /** The groups it is in, outermost first, with blanks between. */
  readonly path: string;
}

/** Services, the children of others "Parent – Child", however deep; what has children only sums them up. */
export function readServices(value: unknown, statusOf: Status): Services {
  const components: Component[] = [];
  const groups = new Map<string, ComponentRef>();
  // A stack of its own: how deep a page nests its services is the page's to say.
  const stack: Row[] = rowsOf(value, "").reverse();
  for (let row = stack.pop(); row && components.length < MOST_COMPONENTS; row = stack.pop()) {
    const id = asId(row.record["id"]);
    const own = asString(row.record["name"]);
    if (!id || !own) continue;
    const name = row.path ? `${row.path} – ${own}` : own;
    const children = rowsOf(row.record["children"], name);
    if (children.length > 0) {
      groups.set(id, { id, name });
      stack.push(...children.reverse());
    } else {
      components.push({ id, name, ...statusOf(asString(row.record["current_incident_type"])) });
    }
  }
  const byId = new Map(components.map(({ id, name }) => [id, { id, name }]));
  const among = (ids: readonly string[], known: ReadonlyMap<string, ComponentRef>) =>
    ids.flatMap((id) => known.get(id) ?? []);
  const refs = (ids: readonly string[]) => {
    const named = among(ids, byId);
    return named.length > 0 ? named : among(ids, groups);
  };
  return { components, refs };
}

function rowsOf(value: unknown, path: string): Row[] {
  return asRecords(value)
    .slice(0, MOST_COMPONENTS)
    .filter((record) => asId(record["id"]) && asString(record["name"]))
    .map((record) => ({ record, path: path.slice(0, LONGEST_PATH) }));
}

/** Beyond it a name is cut anyway. */
const LONGEST_PATH = 500;
