import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import {
  type Component,
  type ComponentStatus,
  type Impact,
  type Incident,
  type IncidentUpdate,
  impactOfComponent,
  isClosed,
  type Snapshot,
} from "../../types.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
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
import { incidentStatus, isMaintenanceStatus, wordIn } from "../wire/words.ts";

const WANTED = "a StatusIQ page's summary";

/** One scale for components, incidents and the page: by its words where they are known, else by its numbers. */
const SCALE: Readonly<Record<string, ComponentStatus>> = {
  operational: "operational",
  informational: "operational",
  degraded_performance: "degraded_performance",
  under_maintenance: "under_maintenance",
  partial_outage: "partial_outage",
  major_outage: "major_outage",
  "1": "operational",
  "2": "operational",
  "3": "degraded_performance",
  "4": "under_maintenance",
  "5": "partial_outage",
  "6": "major_outage",
};

/** @throws {FormatError} */
export function parseSummary(document: Document): Snapshot {
  const data = asRecord(parseJsonRecord(document, WANTED)["data"]);
  const rows = data?.["current_status"];
  if (!data || !Array.isArray(rows) || !("active_incident_details" in data || "statuspage_details" in data))
    return refuseContent(document, WANTED);
  const page = asRecord(data["statuspage_details"]);
  const resolved = asRecords(data["resolved_incident_details"]);
  const incidents = [
    ...asRecords(data["active_incident_details"]),
    // The past is listed by days, each with a list of its own.
    ...resolved.flatMap((day) => asRecords(day["grp_by_incidents_list"])),
  ];
  return {
    page: present({ url: asWebAddress(page?.["statuspage_url"]) }),
    ...(page && "status" in page && { indicator: impactOfScale(undefined, page["status"]) }),
    incidents: incidents.flatMap((record) => readIncident(record, document.url)),
    components: asRecords(rows).flatMap((row) => readRow(row)),
    listsAllOpen: { incident: "active_incident_details" in data, maintenance: false },
    listsClosed: resolved.length > 0,
  };
}

function scaleOf(word: unknown, code: unknown): { status: ComponentStatus; rawStatus?: string } {
  const byWord = wordIn(SCALE, asString(word));
  const read = byWord.status === "unknown" ? wordIn(SCALE, asId(code)) : byWord;
  if (read.status === "unknown") return { status: "unknown", rawStatus: asString(word) ?? asId(code) ?? "" };
  const isNews =
    read.status === "operational" && (code === 2 || /^informational$/i.test(asString(word) ?? ""));
  return { ...read, ...(isNews && { rawStatus: "informational" }) };
}

function impactOfScale(word: unknown, code: unknown): Impact {
  return impactOfComponent(scaleOf(word, code).status);
}

/** A component, or a group with its components. */
function readRow(row: WireRecord): Component[] {
  const group = asString(row["componentgroup_display_name"]) ?? asString(row["display_name"]);
  const children = asRecords(row["componentgroup_components"]);
  if (children.length > 0) return children.flatMap((child) => readComponent(child, group));
  return row["is_group"] === true ? [] : readComponent(row, undefined);
}

function readComponent(row: WireRecord, group: string | undefined): Component[] {
  const name = htmlToText(asString(row["display_name"]) ?? "");
  if (!name) return [];
  const full = group ? `${htmlToText(group)} – ${name}` : name;
  const status = scaleOf(row["component_status_desc"], row["component_status"]);
  return [{ id: asId(row["enc_component_id"]) ?? full, name: full, ...status }];
}

function readIncident(record: WireRecord, base: URL): Incident[] {
  const id = asId(record["enc_inc_id"]) ?? asId(record["enc_incident_id"]);
  if (!id) return [];
  const updates = readUpdates(record["incident_status_updates"]);
  const newest = updates.at(-1);
  const impact = impactOfScale(record["incident_severity"], record["incident_severity_id"]);
  const hasEnded = asTime(record["incident_ended_at"]) !== undefined;
  const isMaintenance = impact === "maintenance" || updates.some(({ status }) => isMaintenanceStatus(status));
  const ended = isMaintenance ? "completed" : "resolved";
  const told = newest?.status ?? "investigating";
  // Its end may be set without an update that says so.
  const status = hasEnded && !isClosed(told) ? ended : told;
  return [
    {
      id,
      kind: isMaintenance ? "maintenance" : "incident",
      title: htmlToText(asString(record["incident_title"]) ?? ""),
      status,
      impact,
      components: asRecords(record["incident_affected_components"]).flatMap((component) => {
        const name = htmlToText(asString(component["display_name"]) ?? "");
        return name ? [{ name, ...present({ id: asId(component["enc_component_id"]) }) }] : [];
      }),
      updates,
      url: incidentUrl(id, base),
      ...present({
        rawStatus: status === told ? newest?.rawStatus : undefined,
        startedAtMs: asTime(record["incident_began_at"]),
        updatedAtMs: status === told ? newest?.postedAtMs : asTime(record["incident_ended_at"]),
      }),
    },
  ];
}

function incidentUrl(id: string, page: URL): string {
  const url = new URL("/", page);
  url.hash = `/incidents/${id}`;
  return url.href;
}

function readUpdates(value: unknown): IncidentUpdate[] {
  const updates = asRecords(value).map((record): IncidentUpdate => {
    const word = asString(record["incident_status"]);
    const status = /^observing$/i.test(word ?? "") ? { status: "monitoring" as const } : incidentStatus(word);
    return {
      id: asId(record["enc_inc_state_progress_id"]) ?? "",
      idFrom: "page",
      ...status,
      message: htmlToText(asString(record["incident_status_desc"]) ?? ""),
      ...present({ postedAtMs: asTime(record["status_updated_at"]) }),
    };
  });
  const ordered = inOrder(updates.reverse());
  if (ordered.every(({ id }) => id !== "")) return ordered;
  return withDerivedIds(ordered.map(({ id: _, idFrom: __, ...update }) => update));
}
