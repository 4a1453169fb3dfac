import type { Document } from "../../http/document.ts";
import { withoutTrailingSlashes } from "../../http/url.ts";
import { present } from "../../present.ts";
import {
  type Component,
  type ComponentRef,
  type ComponentStatus,
  type Impact,
  type Incident,
  type IncidentUpdate,
  impactOfComponent,
  type Snapshot,
  worseImpact,
} from "../../types.ts";
import { asSegment } from "../wire/address.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { inOrder } from "../wire/order.ts";
import { asRecord, asRecords, asString, asTime, asWebAddress, type WireRecord } from "../wire/values.ts";
import { componentStatus, incidentStatus, isMaintenanceStatus } from "../wire/words.ts";
import { flightData, flightValue } from "./flight.ts";

const WANTED = "the state of an incident.io page";

/**
 * The whole state of a page, as `/proxy/<host>` gives it and as the page itself carries it: what is going on and
 * planned, with every update's text and components, and the components in their groups. What is over is not in it.
 * @throws {FormatError} anything else
 */
export function parsePageState(document: Document): Snapshot {
  const summary = asRecord(parseJsonRecord(document, WANTED)["summary"]);
  return isSummary(summary) ? readSummary(summary) : refuseContent(document, WANTED);
}

/** The same of the page's HTML. */
export function parsePage(document: Document): Snapshot {
  const summary = flightValue(flightData(document.text()), "summary", (value) => isSummary(asRecord(value)));
  const record = asRecord(summary);
  return record ? readSummary(record) : refuseContent(document, WANTED);
}

function isSummary(summary: WireRecord | undefined): summary is WireRecord {
  return (
    summary !== undefined &&
    Array.isArray(summary["components"]) &&
    Array.isArray(summary["ongoing_incidents"]) &&
    asRecord(summary["structure"]) !== undefined
  );
}

function readSummary(summary: WireRecord): Snapshot {
  const statuses = affectedStatuses(summary["affected_components"]);
  const listed = [
    ...asRecords(summary["ongoing_incidents"]),
    ...asRecords(summary["in_progress_maintenances"]),
    ...asRecords(summary["scheduled_maintenances"]),
  ];
  for (const record of listed) {
    for (const [id, status] of affectedStatuses(record["affected_components"], "current_status")) {
      statuses.set(id, worse(statuses.get(id), status));
    }
  }
  const components = readComponents(summary, statuses);
  const names = new Map(components.map(({ id, name }) => [id, name]));
  const url = asWebAddress(summary["public_url"]);
  return {
    page: present({ name: asString(summary["name"]), url }),
    indicator: components.map(({ status }) => impactOfComponent(status)).reduce(worseImpact, "none"),
    incidents: listed.map((record) => readIncident(record, names, url)).filter((one) => one !== undefined),
    components,
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: false,
  };
}

/** Only those that are affected are listed; `current_status`, where there is one, is later than `status`. */
function affectedStatuses(value: unknown, key = "status"): Map<string, ComponentStatus> {
  const statuses = new Map<string, ComponentStatus>();
  for (const record of asRecords(value)) {
    const id = asString(record["component_id"]);
    const word = asString(record["current_status"]) ?? asString(record[key]);
    if (id && word) statuses.set(id, worse(statuses.get(id), componentStatus(word).status));
  }
  return statuses;
}

function worse(a: ComponentStatus | undefined, b: ComponentStatus): ComponentStatus {
  if (a === undefined) return b;
  return worseImpact(impactOfComponent(a), impactOfComponent(b)) === impactOfComponent(a) ? a : b;
}

/** In the page's own structure, where hidden ones are left out; names repeat between groups. */
function readComponents(summary: WireRecord, statuses: ReadonlyMap<string, ComponentStatus>): Component[] {
  const items = asRecords(asRecord(summary["structure"])?.["items"]);
  const placed = items.flatMap((item): Row[] => {
    const group = asRecord(item["group"]);
    if (!group) return [{ record: asRecord(item["component"]) }];
    if (group["hidden"] === true) return [];
    const name = present({ group: asString(group["name"]) });
    return asRecords(group["components"]).map((record) => ({ ...name, record }));
  });
  const rows =
    placed.length > 0 ? placed : asRecords(summary["components"]).map((record): Row => ({ record }));
  return rows.flatMap(({ group, record }) => {
    const id = asString(record?.["component_id"]) ?? asString(record?.["id"]);
    const name = asString(record?.["name"]);
    if (!id || !name || record?.["hidden"] === true) return [];
    const status = statuses.get(id) ?? "operational";
    return {
      id,
      name: group ? `${group} – ${name}` : name,
      status,
      ...(status === "unknown" && { rawStatus: "unknown" }),
    };
  });
}

interface Row {
  readonly group?: string;
  readonly record: WireRecord | undefined;
}

/** `names` are those of the page's components, with their groups', by their ids. */
export function readIncident(
  record: WireRecord,
  names: ReadonlyMap<string, string>,
  pageUrl: string | undefined,
): Incident | undefined {
  const id = asString(record["id"]);
  if (!id) return undefined;
  const status = incidentStatus(asString(record["status"]));
  const updates = readUpdates(record["updates"], names);
  const affected = asRecords(record["affected_components"]);
  const isMaintenance = record["type"] === "maintenance" || isMaintenanceStatus(status.status);
  return {
    id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: asString(record["name"]) ?? "",
    ...status,
    impact: isMaintenance ? "maintenance" : worstImpact(record),
    components: readRefs(affected, names),
    ...present({
      url: pageUrl && `${withoutTrailingSlashes(pageUrl)}/incidents/${asSegment(id)}`,
      startedAtMs: updates[0]?.postedAtMs ?? asTime(record["published_at"]),
      updatedAtMs: updates.at(-1)?.postedAtMs,
      scheduledForMs: asTime(record["starts_at"]) ?? asTime(record["scheduled_start_at"]),
      scheduledUntilMs: asTime(record["ends_at"]) ?? asTime(record["scheduled_end_at"]),
    }),
    updates,
  };
}

/** The worst that it has done to any component. */
function worstImpact(record: WireRecord): Impact {
  const words = [...asRecords(record["component_impacts"]), ...asRecords(record["affected_components"])];
  const impact = words
    .map((one) => impactOfComponent(componentStatus(asString(one["status"])).status))
    .reduce(worseImpact, "unknown");
  return impact === "none" ? "unknown" : impact;
}

function readUpdates(value: unknown, names: ReadonlyMap<string, string>): IncidentUpdate[] {
  const updates = asRecords(value).flatMap((record) => {
    const id = asString(record["id"]);
    if (!id) return [];
    const update: IncidentUpdate = {
      id,
      idFrom: "page",
      ...incidentStatus(asString(record["to_status"])),
      message: asString(record["message_string"]) ?? proseText(record["message"]),
      components: readRefs(asRecords(record["component_statuses"]), names),
      ...present({ postedAtMs: asTime(record["published_at"]) }),
    };
    return update;
  });
  return inOrder(updates);
}

function readRefs(records: readonly WireRecord[], names: ReadonlyMap<string, string>): ComponentRef[] {
  const ids = new Set(records.map((record) => asString(record["component_id"])));
  return [...ids].flatMap((id) => {
    const name = id && names.get(id);
    return name ? { id, name } : [];
  });
}

/** Of a ProseMirror document the text, with a line for each paragraph. */
function proseText(document: unknown): string {
  const parts: string[] = [];
  const stack = [asRecord(document)];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const type = asString(node["type"]);
    if (type === "text") parts.push(asString(node["text"]) ?? "");
    if (type === "paragraph" || type === "lineBreak" || type === "hardBreak") parts.push("\n");
    stack.push(...asRecords(node["content"]).reverse());
  }
  return parts.join("").trim();
}
