import type { Document } from "../../http/document.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { asId, asRecord, asRecords, asString, asTime, type WireRecord } from "../wire/values.ts";

/** What messages call it. */
const WANTED = "a list of a Cachet page";

export type ListName = "incidents" | "components" | "schedules";

/** A record of version 2 or 3, in one shape. */
export interface Item {
  readonly id: string;
  readonly attributes: WireRecord;
  /** Records that belong to it: what version 3 includes beside the list, version 2 within the record. */
  related(name: string): Item[];
}

export interface List {
  readonly name: ListName;
  readonly items: readonly Item[];
  /** Whether this is all there is, and not the first page of it. */
  readonly isWhole: boolean;
}

/**
 * A list of Cachet's API. `isProved`: what is in it, or how it is paged, is Cachet's and nobody else's.
 * @throws {FormatError} anything else
 */
export function readList(document: Document): List & { readonly isProved: boolean } {
  const root = parseJsonRecord(document, WANTED);
  if (!Array.isArray(root["data"])) refuseContent(document, WANTED);
  const records = asRecords(root["data"]);
  const pagination = asRecord(asRecord(root["meta"])?.["pagination"]);
  const name = records[0] ? nameOf(records[0]) : nameInPath(document.url.pathname);
  if (!name || records.some((record) => nameOf(record) !== name)) refuseContent(document, WANTED);
  const pages = asRecord(pagination?.["links"]);
  const next = pages ? pages["next_page"] : asRecord(root["links"])?.["next"];
  return {
    name,
    items: pagination ? itemsOf2(records) : itemsOf3(records, asRecords(root["included"])),
    isWhole: asString(next) === undefined,
    isProved: records.length > 0 || (pages !== undefined && "next_page" in pages),
  };
}

function nameInPath(pathname: string): ListName | undefined {
  return /\/api\/(?:v1\/)?(incidents|components|schedules)$/.exec(pathname)?.[1] as ListName | undefined;
}

/** Version 3 says what a record is; in version 2 it shows. */
function nameOf(record: WireRecord): ListName | undefined {
  const { type } = record;
  const attributes = asRecord(record["attributes"]);
  if (attributes) {
    const isOurs = type === "incidents" || type === "components" || type === "schedules";
    return isOurs && "status" in attributes && asRecord(attributes["created"]) ? type : undefined;
  }
  if (!("created_at" in record) || !("status" in record)) return undefined;
  if ("status_name" in record && "group_id" in record) return "components";
  if (!("human_status" in record)) return undefined;
  if ("component_id" in record || "is_resolved" in record) return "incidents";
  return "scheduled_at" in record ? "schedules" : undefined;
}

function itemsOf2(records: readonly WireRecord[]): Item[] {
  return records.flatMap((attributes) => {
    const id = asId(attributes["id"]);
    return id ? { id, attributes, related: (name) => itemsOf2(asRecords(attributes[name])) } : [];
  });
}

function itemsOf3(records: readonly WireRecord[], included: readonly WireRecord[]): Item[] {
  const byKey = new Map<string, Item>();
  const read = (record: WireRecord): Item[] => {
    const id = asId(record["id"]);
    const attributes = asRecord(record["attributes"]);
    if (!id || !attributes) return [];
    const relationships = asRecord(record["relationships"]) ?? {};
    const related = (name: string) => {
      const data = asRecord(relationships[name])?.["data"];
      const one = asRecord(data);
      return (one ? [one] : asRecords(data)).flatMap((reference) => byKey.get(keyOf(reference)) ?? []);
    };
    return [{ id, attributes, related }];
  };
  for (const record of included) for (const item of read(record)) byKey.set(keyOf(record), item);
  return records.flatMap(read);
}

function keyOf(record: WireRecord): string {
  return `${asString(record["type"])}/${asId(record["id"])}`;
}

/** A code, with the word that the page shows for it: version 3 writes both in one. */
export function codeOf(
  attributes: WireRecord,
  ...keys: readonly string[]
): { readonly code: string | undefined; readonly word: string | undefined } {
  const value = keys.map((key) => attributes[key]).find((one) => one !== undefined && one !== null);
  const pair = asRecord(value);
  const word = asString(pair?.["human"]) ?? asString(attributes["latest_human_status"]);
  return {
    code: asId(pair ? pair["value"] : value),
    word: word ?? asString(attributes["human_status"]) ?? asString(attributes["status_name"]),
  };
}

/** A time: `created_at` in version 2, `created` with the time in words beside it in version 3. In the page's zone. */
export function timeOf(attributes: WireRecord, name: string): number | undefined {
  return asTime(attributes[`${name}_at`]) ?? asTime(asRecord(attributes[name])?.["string"]);
}
