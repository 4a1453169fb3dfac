import type { Document } from "../../http/document.ts";
import { describeUrl, withoutTrailingSlashes } from "../../http/url.ts";
import { present } from "../../present.ts";
import { atOnce, type Steps } from "../../steps.ts";
import type {
  Component,
  ComponentRef,
  Incident,
  IncidentKind,
  IncidentUpdate,
  Snapshot,
} from "../../types.ts";
import { accepts } from "../reading/document.ts";
import { MOST_COMPONENTS, MOST_INCIDENTS } from "../tidy.ts";
import { FormatError } from "../types.ts";
import { asSegment } from "../wire/address.ts";
import { htmlToText } from "../wire/html.ts";
import { parseJson } from "../wire/json.ts";
import { inOrder } from "../wire/order.ts";
import {
  asId,
  asRecord,
  asRecords,
  asString,
  asTime,
  asWebAddress,
  type WireRecord,
} from "../wire/values.ts";
import { componentStatus, impactOf, incidentStatus, isMaintenanceStatus } from "../wire/words.ts";

/**
 * Any document of the Statuspage API, version 2: `summary`, `status`, `components`, `incidents`, one `incident`,
 * `scheduled-maintenances` and their parts; also of pages that answer in the same shape.
 * @throws {FormatError} anything else
 */
export function parseStatuspage(document: Document): Snapshot {
  return atOnce(statuspageSteps(document));
}

/** The same in steps: its lists are long. */
export function* statuspageSteps(document: Document): Steps<Snapshot> {
  const root = readRoot(document);
  const page = asRecord(root["page"]) ?? {};
  const where = describeUrl(document.url);
  const pageUrl = asWebAddress(page["url"]);
  const components = "components" in root ? readComponents(listOf(root, "components", where)) : undefined;
  const names = new Map(components?.map(({ id, name }) => [id, name]));
  const incidents: Incident[] = [];
  function* read(kind: IncidentKind, records: readonly WireRecord[]): Steps<void> {
    for (const record of records) {
      const incident = readIncident(record, kind, pageUrl, names);
      if (incident) incidents.push(incident);
      yield;
    }
  }
  const single = asRecord(root["incident"]);
  const status = asRecord(root["status"]);
  const listsAllOpen = completeness(root, document.url);
  yield;
  yield* read("incident", single ? [single] : listOf(root, "incidents", where));
  yield* read("maintenance", listOf(root, "scheduled_maintenances", where));
  return {
    page: present({
      name: asString(page["name"]),
      url: pageUrl,
      generator: generatorOf(asString(page["id"])),
    }),
    ...(status && { indicator: impactOf(asString(status["indicator"])) }),
    incidents,
    ...(components && { components }),
    listsAllOpen,
    listsClosed: "incidents" in root && !listsAllOpen.incident,
  };
}

/** The lists that a document may hold; one of them, or `status` or `incident`, it must. */
const LISTS = ["components", "incidents", "scheduled_maintenances"] as const;

function readRoot(document: Document): WireRecord {
  const where = describeUrl(document.url);
  const value = parseJson(document, "Statuspage JSON");
  const root = asRecord(value);
  const page = asRecord(root?.["page"]);
  const says = root && [...LISTS, "status", "incident"].some((key) => key in root);
  const lists = root && LISTS.some((key) => Array.isArray(root[key]));
  if (!root || !says || !(page || lists)) {
    throw new FormatError(
      "not_this_format",
      `${where} answered with JSON that is not of a Statuspage (${shapeOf(value)})`,
    );
  }
  return root;
}

/** Whether a document is plainly of this shape, and not of another that has a key in common with it. */
export function isStatuspage(document: Document): boolean {
  const root = accepts(parseStatuspage, document) ? readRoot(document) : undefined;
  if (!root) return false;
  if (asRecord(root["page"])) return true;
  const rows = LISTS.flatMap((key) => (Array.isArray(root[key]) ? (root[key] as unknown[]) : []));
  const isRow = (row: unknown) => asId(asRecord(row)?.["id"]) && asString(asRecord(row)?.["status"]);
  return rows.length > 0 && rows.every(isRow);
}

function shapeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object"
    ? "no page with incidents, components or status in it"
    : `a ${typeof value}`;
}

const MOST = {
  components: MOST_COMPONENTS,
  incidents: MOST_INCIDENTS,
  scheduled_maintenances: MOST_INCIDENTS,
} as const;

/** incident.io writes null, or nothing, for an empty list; Statuspage itself never does. */
function listOf(root: WireRecord, key: (typeof LISTS)[number], where: string): WireRecord[] {
  const value = root[key];
  if (value === undefined || Array.isArray(value)) return asRecords(value).slice(0, MOST[key]);
  const pageId = asString(asRecord(root["page"])?.["id"]) ?? "";
  if (value === null && ULID.test(pageId)) return [];
  throw new FormatError(
    "malformed",
    `${where}: ${key} is ${value === null ? "null" : `a ${typeof value}`}, not a list`,
  );
}

/** Whether the page's id is a ULID: incident.io, answering in Statuspage's shape. */
export function isIncidentio(document: Document): boolean {
  return ULID.test(asString(asRecord(readRoot(document)["page"])?.["id"]) ?? "");
}

const ULID = /^01[0-9A-HJKMNP-TV-Z]{24}$/;

/** Whose page answers in this shape, by the form of its id. */
function generatorOf(pageId: string | undefined): string | undefined {
  if (pageId === undefined) return undefined;
  return ULID.test(pageId) ? "incident.io" : "Statuspage";
}

/** Only a summary and the lists named for it hold everything open; the others are windows. */
function completeness(root: WireRecord, url: URL): Snapshot["listsAllOpen"] {
  const isSummary = "status" in root && "components" in root;
  return {
    incident: isSummary || /\/incidents\/unresolved\.json$/.test(url.pathname),
    maintenance: isSummary,
  };
}

export function readComponents(records: readonly WireRecord[]): Component[] {
  const groups = new Map<string, string>();
  for (const record of records) {
    const id = asId(record["id"]);
    if (id && record["group"] === true) groups.set(id, asString(record["name"]) ?? "");
  }
  return records.flatMap((record) => {
    const id = asId(record["id"]);
    const name = asString(record["name"]);
    // Group rows only sum up their children; "Visit …" rows are links dressed as components.
    if (!id || !name || record["group"] === true || /^Visit \S+\.\S+/i.test(name)) return [];
    const group = groups.get(asId(record["group_id"]) ?? "");
    return {
      id,
      name: group ? `${group} – ${name}` : name,
      ...componentStatus(asString(record["status"])),
      ...present({ updatedAtMs: asTime(record["updated_at"]) }),
    };
  });
}

/** `names` are those of the page's components, with their groups', by their ids. */
export function readIncident(
  record: WireRecord,
  listedAs: IncidentKind,
  pageUrl: string | undefined,
  names: ReadonlyMap<string, string>,
): Incident | undefined {
  const id = asId(record["id"]);
  if (!id) return undefined;
  const status = incidentStatus(asString(record["status"]));
  const isMaintenance = listedAs === "maintenance" || isMaintenanceStatus(status.status);
  const optional = {
    url: incidentUrl(record, id, pageUrl),
    startedAtMs: asTime(record["started_at"]) ?? asTime(record["created_at"]),
    updatedAtMs: asTime(record["updated_at"]),
    scheduledForMs: asTime(record["scheduled_for"]),
    scheduledUntilMs: asTime(record["scheduled_until"]),
  };
  return {
    id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: htmlToText(asString(record["name"]) ?? ""),
    ...status,
    impact: impactOf(asString(record["impact"])),
    components: readRefs(record["components"], "id", names),
    ...present(optional),
    updates: readUpdates(record["incident_updates"], names),
  };
}

function incidentUrl(record: WireRecord, id: string, pageUrl: string | undefined): string | undefined {
  if (!pageUrl) return asWebAddress(record["shortlink"]);
  return `${withoutTrailingSlashes(pageUrl)}/incidents/${asSegment(id)}`;
}

function readUpdates(value: unknown, names: ReadonlyMap<string, string>): IncidentUpdate[] {
  const updates = asRecords(value).flatMap((record) => {
    const id = asId(record["id"]);
    if (!id) return [];
    const times = {
      postedAtMs: asTime(record["display_at"]) ?? asTime(record["created_at"]),
      updatedAtMs: asTime(record["updated_at"]),
    };
    const update: IncidentUpdate = {
      id,
      idFrom: "page",
      ...incidentStatus(asString(record["status"])),
      message: htmlToText(asString(record["body"]) ?? ""),
      components: readRefs(record["affected_components"], "code", names),
      ...present(times),
    };
    return update;
  });
  return inOrder(updates.reverse());
}

/** A list of components, or one alone; some without an id. */
function readRefs(value: unknown, idKey: "id" | "code", names: ReadonlyMap<string, string>): ComponentRef[] {
  const one = asRecord(value);
  return (one ? [one] : asRecords(value)).flatMap((record) => {
    const id = asId(record[idKey]);
    const name = (id && names.get(id)) ?? asString(record["name"]);
    return name ? { name, ...(id && { id }) } : [];
  });
}
