import type { ComponentStatus, Impact, IncidentKind, IncidentStatus } from "../types.ts";
import { Incidents } from "./packed/incidents.ts";

/** All that is remembered of a provider between readings. Copied on change, never changed in place. */
export interface ProviderMemory {
  /** The address it was read from; of another one everything not known yet is history again. */
  readonly address: string;
  /** False until the page has been read once: what is found then is the baseline. */
  readonly hasBaseline: boolean;
  readonly incidents: Incidents;
  /** Last status by component id; absence from a page changes nothing here. */
  readonly components: ReadonlyMap<string, ComponentStatus>;
  /**
   * Ids and names of components for which incidents spoke that notices told of, until the page shows its components
   * again: they change with those incidents.
   */
  readonly spokenFor?: readonly string[];
  /** The newest update that any reading has shown. */
  readonly newestMs: number;
  /** The oldest of each kind in the baseline: what is older and turns up later has slid back into the window. */
  readonly floorMs: Readonly<Record<IncidentKind, number>>;
  readonly reach: Reach;
  /** How much the page listed when it was last read; of incidents only where it lists also what is over. */
  readonly listed: { readonly incidents: number; readonly components: number };
  /** Set once the page turned out to be another product's than the configuration says. */
  readonly relocated?: { readonly format: string; readonly url: string; readonly configured: string };
}

/** Whether the page can be read. */
export interface Reach {
  /** In a row. */
  readonly failures: number;
  /** Of the first of them. */
  readonly sinceMs: number;
  /** Whether consumers have been told. */
  readonly announced: boolean;
}

export interface IncidentMemory {
  readonly kind: IncidentKind;
  /** Digest of the title, to know the incident by should the page give it another id. */
  readonly title: number;
  readonly isClosed: boolean;
  /** It ended by no longer being listed: its closing update, should it turn up, has been told already. */
  readonly closedUnseen: boolean;
  /**
   * When a notice told of it, while the page has not listed it yet: what the page lists of it besides is still to be
   * told. Epoch milliseconds.
   */
  readonly onlyNoticedMs?: number;
  /** Set while nobody has said the page's own id for it: known by its title. */
  readonly byTitle?: true;
  /** The newest edit seen. */
  readonly updatedAtMs: number;
  readonly lastSeenMs: number;
  readonly updates: SeenUpdates;
  /** What is needed to tell of its end when it is no longer listed; kept while it is open. */
  readonly open?: OpenIncident;
}

export interface OpenIncident {
  readonly title: string;
  readonly impact: Impact;
  readonly components: readonly string[];
  readonly hasBegun: boolean;
  /** Absent in what was remembered by an earlier version. */
  readonly status?: IncidentStatus;
  readonly url?: string;
  readonly startedAtMs?: number;
  /** When what is told of it now was posted, where it had been over before. */
  readonly againMs?: number;
}

/** The updates of one incident that have been dealt with; see `seen.ts`. Numbers only, so that it is small. */
export type SeenUpdates = readonly number[];

/** What is known of a provider that is now to be read from `address`. */
export function memoryAt(address: string, memory: ProviderMemory = EMPTY_MEMORY): ProviderMemory {
  if (memory.address === address) return memory;
  return { ...memory, address, hasBaseline: false, components: EMPTY_MEMORY.components };
}

export const EMPTY_MEMORY: ProviderMemory = {
  address: "",
  hasBaseline: false,
  incidents: new Incidents(),
  components: new Map(),
  newestMs: 0,
  floorMs: { incident: 0, maintenance: 0 },
  reach: { failures: 0, sinceMs: 0, announced: false },
  listed: { incidents: 0, components: 0 },
};
