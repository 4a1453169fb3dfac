import type { ComponentStatus, IncidentKind } from "../types.ts";
import { Incidents } from "./packed/incidents.ts";
import { EMPTY_MEMORY, type IncidentMemory, type ProviderMemory, type Reach } from "./types.ts";

/** What is known of a provider, as JSON keeps it. */
export interface StoredMemory {
  readonly address: string;
  readonly hasBaseline: boolean;
  readonly incidents: readonly (readonly [string, IncidentMemory])[];
  readonly components: readonly (readonly [string, ComponentStatus])[];
  readonly newestMs: number;
  readonly floorMs: Readonly<Record<IncidentKind, number>>;
  readonly reach: Reach;
  readonly relocated?: ProviderMemory["relocated"];
  readonly spokenFor?: readonly string[];
}

export function toStored(memory: ProviderMemory): StoredMemory {
  return { ...memory, incidents: [...memory.incidents], components: [...memory.components] };
}

export function fromStored(stored: StoredMemory): ProviderMemory {
  const { relocated, ...rest } = stored;
  return {
    ...EMPTY_MEMORY,
    ...rest,
    incidents: new Incidents(new Map(stored.incidents)),
    components: new Map(stored.components),
    ...(relocated && { relocated }),
  };
}
