import { present } from "../../present.ts";
import type { ComponentStatus } from "../../types.ts";
import { fromStored, type StoredMemory } from "../codec.ts";
import type { IncidentMemory, ProviderMemory } from "../types.ts";

/** What is small, and written whole. */
type Rest = Omit<StoredMemory, "incidents" | "components">;

/** What of a provider's memory is otherwise than before, as JSON keeps it. */
interface StoredDelta extends Rest {
  /** Those that are new or have changed, the new ones last. */
  readonly incidents?: readonly (readonly [string, IncidentMemory])[];
  readonly goneIncidents?: readonly string[];
  readonly components?: readonly (readonly [string, ComponentStatus])[];
  readonly goneComponents?: readonly string[];
}

/**
 * What has become otherwise, as JSON: empty where nothing has, undefined where that is not known or not worth it, and all
 * of it is to be written. What is the same must be the same object: memories are copied on change.
 */
export function deltaOf(before: ProviderMemory, after: ProviderMemory): Buffer | undefined {
  const incidents = incidentChanges(before, after);
  const components = changesOf(before.components, after.components);
  if (!incidents || !components) return undefined;
  const rest = restOf(after);
  const isAsBefore = [incidents, components].every(({ set, gone }) => !set && !gone);
  if (isAsBefore && JSON.stringify(rest) === JSON.stringify(restOf(before))) return NOTHING;
  const delta: StoredDelta = {
    ...rest,
    ...present({ incidents: incidents.set, goneIncidents: incidents.gone }),
    ...present({ components: components.set, goneComponents: components.gone }),
  };
  return Buffer.from(JSON.stringify(delta));
}

const NOTHING = Buffer.alloc(0);

function restOf({ incidents: _, components: __, ...rest }: ProviderMemory): Rest {
  return rest;
}

/** What was known at first, and all that has become otherwise since. */
export function withDeltas(json: Buffer, deltas: readonly Buffer[]): ProviderMemory {
  const stored = parsed<StoredMemory>(json);
  if (deltas.length === 0) return fromStored(stored);
  const incidents = new Map(stored.incidents);
  const components = new Map(stored.components);
  let rest: Rest = stored;
  for (const bytes of deltas) {
    const delta = parsed<StoredDelta>(bytes);
    change(incidents, delta.incidents, delta.goneIncidents);
    change(components, delta.components, delta.goneComponents);
    const { goneIncidents: _, goneComponents: __, ...other } = delta;
    rest = other;
  }
  return fromStored({ ...rest, incidents: [...incidents], components: [...components] });
}

interface Changes<V> {
  readonly set?: readonly (readonly [string, V])[];
  readonly gone?: readonly string[];
}

const AS_BEFORE: Changes<never> = {};

function incidentChanges(before: ProviderMemory, after: ProviderMemory): Changes<IncidentMemory> | undefined {
  if (before.incidents === after.incidents) return AS_BEFORE;
  // Unpacked anew, none of them would be the same object.
  if (before.incidents.isPacked || after.incidents.isPacked) return undefined;
  return changesOf(before.incidents.view(), after.incidents.view());
}

/** Undefined where most are otherwise, or come in another order. */
function changesOf<V>(before: ReadonlyMap<string, V>, after: ReadonlyMap<string, V>): Changes<V> | undefined {
  if (before === after) return AS_BEFORE;
  const gone = [...before.keys()].filter((key) => !after.has(key));
  const set = [...after].filter(([key, value]) => before.get(key) !== value);
  if (2 * set.length > after.size) return undefined;
  if (!comesInOrder(before, after)) return undefined;
  return { ...(set.length > 0 && { set }), ...(gone.length > 0 && { gone }) };
}

/** Whether what was there before comes first, and as it did: as where a map is changed key by key. */
function comesInOrder(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): boolean {
  const keys = after.keys();
  for (const key of before.keys()) if (after.has(key) && keys.next().value !== key) return false;
  return true;
}

/** Done twice it is as if it was done once: a journal that is written anew may hold what came of it already. */
function change<V>(
  map: Map<string, V>,
  set: readonly (readonly [string, V])[] = [],
  gone: readonly string[] = [],
): void {
  for (const key of gone) map.delete(key);
  for (const [key, value] of set) map.set(key, value);
}

function parsed<T>(json: Buffer): T {
  return JSON.parse(json.toString()) as T;
}
