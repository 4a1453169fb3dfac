import type { Document } from "../http/document.ts";
import { withoutTrailingSlashes } from "../http/url.ts";
import { present } from "../present.ts";
import {
  type Component,
  type ComponentRef,
  type ComponentStatus,
  type Impact,
  type Incident,
  type IncidentKind,
  type IncidentStatus,
  type IncidentUpdate,
  impactOfComponent,
  type Snapshot,
  worseImpact,
} from "../types.ts";
import { readDocument } from "./reading/document.ts";
import { MOST_COMPONENTS, MOST_INCIDENTS } from "./tidy.ts";
import { type FeedFormat, FormatError } from "./types.ts";
import { asSegment, isOnHost, pageOf } from "./wire/address.ts";
import { withDerivedIds } from "./wire/derived-ids.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import { inOrder } from "./wire/order.ts";
import { asId, asRecords, asString, asTime, asWebAddress, type WireRecord } from "./wire/values.ts";
import { wordIn } from "./wire/words.ts";

/**
 * Pages made with Datadog Status Pages: everything is in the `config.json` that the page is drawn from. Datadog's own
 * page is not one of them.
 */
export const datadog: FeedFormat = {
  label: "a Datadog status page",
  proof: "unproven",
  matches: (url) => isOnHost(url, HOST),
  probes: (page) => [new URL(CONFIG, page)],
  watchesPage: true,
  recognises(document) {
    try {
      readRoot(document);
      return true;
    } catch (error) {
      if (error instanceof FormatError) return false;
      throw error;
    }
  },
  read(documents) {
    const isDocument = documents.url.pathname.endsWith(".json");
    const url = isDocument ? documents.url : new URL(CONFIG, pageOf(documents.url));
    return readDocument(documents, url, parseDatadog);
  },
};

const HOST = "statuspage.datadoghq.com";
const CONFIG = "config.json";
const WANTED = "the config.json of a Datadog status page";

const INCIDENT_WORDS: Readonly<Record<string, IncidentStatus>> = {
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  scheduled: "scheduled",
  in_progress: "in_progress",
  completed: "completed",
  canceled: "completed",
};
const COMPONENT_WORDS: Readonly<Record<string, ComponentStatus>> = {
  operational: "operational",
  degraded: "degraded_performance",
  partial_outage: "partial_outage",
  major_outage: "major_outage",
  maintenance: "under_maintenance",
  under_maintenance: "under_maintenance",
};

function readRoot(document: Document): WireRecord {
  const root = parseJsonRecord(document, WANTED);
  const pageUrl = asString(root["pageUrl"]) ?? "";
  const isOurs = URL.canParse(pageUrl) && isOnHost(new URL(pageUrl), HOST);
  const hasParts = Array.isArray(root["components"]) && "incidents" in root;
  return isOurs && hasParts ? root : refuseContent(document, WANTED);
}

function parseDatadog(document: Document): Snapshot {
  const root = readRoot(document);
  // A page with a domain of its own links to itself there.
  const page = document.url.pathname.endsWith(`/${CONFIG}`)
    ? pageOf(document.url, CONFIG).href
    : `${withoutTrailingSlashes(asWebAddress(root["pageUrl"]) ?? "")}/`;
  const components = readComponents(asRecords(root["components"]));
  const names = new Map(components.map(({ id, name }) => [id, name]));
  const read = (kind: IncidentKind, value: unknown) =>
    asRecords(value)
      .slice(0, MOST_INCIDENTS)
      .flatMap((record) => readIncident(record, kind, names, page));
  return {
    page: present({ name: asString(root["name"]), url: asWebAddress(page) }),
    incidents: [...read("incident", root["incidents"]), ...read("maintenance", root["maintenances"])],
    components,
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: true,
  };
}

interface Row {
  readonly record: WireRecord;
  readonly group?: string;
}

function readComponents(records: readonly WireRecord[]): Component[] {
  const components: Component[] = [];
  const rows: Row[] = backwards(records).map((record) => ({ record }));
  for (let row = rows.pop(); row && components.length < MOST_COMPONENTS; row = rows.pop()) {
    const { record, group } = row;
    const id = asId(record["id"]);
    const name = asString(record["name"]);
    const children = backwards(asRecords(record["components"]));
    for (const child of children) rows.push({ record: child, ...present({ group: name }) });
    if (!id || !name || children.length > 0 || record["type"] === "ComponentGroup") continue;
    const status = wordIn(COMPONENT_WORDS, asString(record["status"]));
    components.push({ id, name: group ? `${group} – ${name}` : name, ...status });
  }
  return components;
}

/** As a stack: the first on the page last. */
function backwards(records: readonly WireRecord[]): WireRecord[] {
  return records.toSorted((a, b) => positionOf(a) - positionOf(b)).reverse();
}

function positionOf(record: WireRecord): number {
  return typeof record["position"] === "number" ? record["position"] : 0;
}

function readIncident(
  record: WireRecord,
  kind: IncidentKind,
  names: ReadonlyMap<string, string>,
  page: string,
): Incident[] {
  const id = asId(record["id"]);
  if (!id || asString(record["deletedAt"])) return [];
  const updates = readUpdates(record, names);
  const startDate = asTime(record["startDate"]);
  const isMaintenance = kind === "maintenance";
  const folder = isMaintenance ? "maintenances" : "incidents";
  return [
    {
      id,
      kind,
      title: asString(record["title"]) ?? "",
      ...statusOf(record["currentStatus"] ?? (record["resolved"] === true ? "resolved" : undefined)),
      impact: isMaintenance ? "maintenance" : impactOf(record),
      components: readRefs(record["componentsAffected"], names) ?? updates.at(-1)?.components ?? [],
      ...present({
        url: asWebAddress(`${folder}/${asSegment(id)}`, page),
        startedAtMs: asTime(record["publishedDate"]) ?? startDate ?? updates[0]?.postedAtMs,
        updatedAtMs: asTime(record["lastModifiedAt"]),
        scheduledForMs: isMaintenance ? startDate : undefined,
        scheduledUntilMs: isMaintenance ? asTime(record["completedDate"]) : undefined,
      }),
      updates,
    },
  ];
}

function statusOf(value: unknown): { readonly status: IncidentStatus; readonly rawStatus?: string } {
  const word = asString(value);
  const read = wordIn(INCIDENT_WORDS, word);
  return word === "canceled" ? { ...read, rawStatus: word } : read;
}

/** The page gives an incident no degree; it says how each component fared in it. */
function impactOf(record: WireRecord): Impact {
  const told = [record, ...asRecords(record["timeline"])].flatMap((part) =>
    asRecords(part["componentsAffected"]),
  );
  return told
    .map(({ status }) => impactOfComponent(wordIn(COMPONENT_WORDS, asString(status)).status))
    .reduce<Impact>(worseImpact, "unknown");
}

function readRefs(value: unknown, names: ReadonlyMap<string, string>): ComponentRef[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return asRecords(value).flatMap((record) => {
    const id = asId(record["id"]);
    const name = (id && names.get(id)) ?? asString(record["name"]);
    return name ? { name, ...(id && { id }) } : [];
  });
}

function readUpdates(record: WireRecord, names: ReadonlyMap<string, string>): IncidentUpdate[] {
  const updates = asRecords(record["timeline"]).flatMap((entry) => {
    const id = asId(entry["id"]);
    if (!id) return [];
    const update: IncidentUpdate = {
      id,
      idFrom: "page",
      ...statusOf(entry["status"]),
      message: asString(entry["description"]) ?? "",
      ...present({
        // Of what was entered afterwards, `createdAt` is when that was done.
        postedAtMs: asTime(entry["startedAt"]) ?? asTime(entry["createdAt"]),
        components: readRefs(entry["componentsAffected"], names),
      }),
    };
    return update;
  });
  const message = asString(record["description"]);
  if (updates.length > 0 || !message) return inOrder(updates.reverse());
  const postedAtMs = asTime(record["resolvedDate"]) ?? asTime(record["publishedDate"]);
  return withDerivedIds([{ ...statusOf(record["currentStatus"]), message, ...present({ postedAtMs }) }]);
}
