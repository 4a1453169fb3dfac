import type { ComponentStatus, Impact } from "../../types.ts";
import { asId, asRecord, asRecords, asString, type WireRecord } from "../wire/values.ts";

/** A record of JSON:API, its attributes at hand. */
export interface Resource {
  readonly id: string;
  readonly attributes: WireRecord;
  readonly relationships: WireRecord;
}

/** The resources of a list, by their types. */
export function byType(value: unknown): ReadonlyMap<string, readonly Resource[]> {
  const resources = new Map<string, Resource[]>();
  for (const record of asRecords(value)) {
    const id = asId(record["id"]);
    const type = asString(record["type"]);
    if (!id || !type) continue;
    const attributes = asRecord(record["attributes"]) ?? {};
    const relationships = asRecord(record["relationships"]) ?? {};
    append(resources, type, { id, attributes, relationships });
  }
  return resources;
}

export function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** The same words for pages, resources and reports. */
export const COMPONENT_WORDS: Readonly<Record<string, ComponentStatus>> = {
  operational: "operational",
  resolved: "operational",
  degraded: "degraded_performance",
  downtime: "major_outage",
  maintenance: "under_maintenance",
};

export const IMPACT_WORDS: Readonly<Record<string, Impact>> = {
  operational: "none",
  degraded: "minor",
  downtime: "critical",
  maintenance: "maintenance",
};
