import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Component, ComponentStatus, Impact, Incident, IncidentStatus, Snapshot } from "../../types.ts";
import { FormatError } from "../types.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { asId, asRecord, asRecords, asString, asTime, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";

const WANTED = "an Uptime Kuma page";

/**
 * A page, and the heartbeats of its monitors where they were to be had.
 * @throws {FormatError}
 */
export function parseKuma(document: Document, heartbeats?: Document): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  const config = asRecord(root["config"]);
  const slug = asString(config?.["slug"]);
  if (!config || !slug || !Array.isArray(root["publicGroupList"])) return refuseContent(document, WANTED);
  const url = pageUrl(slug, document.url);
  const beats = heartbeats && beatsIn(heartbeats);
  // Version 1 has one incident, or null; version 2 a list of those that are pinned.
  const single = asRecord(root["incident"]);
  const pinned = [...(single ? [single] : []), ...asRecords(root["incidents"])];
  return {
    page: present({ name: asString(config["title"]), url }),
    incidents: [
      ...pinned.flatMap((record) => readIncident(record, url)),
      ...asRecords(root["maintenanceList"]).flatMap((record) => readMaintenance(record, url)),
    ],
    ...(beats && {
      components: asRecords(root["publicGroupList"]).flatMap((group) => readGroup(group, beats)),
    }),
    // Of maintenances only those under way are listed.
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: false,
  };
}

function pageUrl(slug: string, base: URL): string {
  const url = new URL("/", base);
  url.pathname = `/status/${slug}`;
  return url.href;
}

/** Without them it is not known how the monitors are, but the rest of the page is. */
function beatsIn(document: Document): WireRecord | undefined {
  try {
    return asRecord(parseJsonRecord(document, "the heartbeats of an Uptime Kuma page")["heartbeatList"]);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function readGroup(group: WireRecord, beats: WireRecord): Component[] {
  const groupName = htmlToText(asString(group["name"]) ?? "");
  return asRecords(group["monitorList"]).flatMap((monitor) => {
    const id = asId(monitor["id"]);
    const name = htmlToText(asString(monitor["name"]) ?? "");
    if (!id || !name) return [];
    return [{ id, name: groupName ? `${groupName} – ${name}` : name, ...statusOf(beats[id]) }];
  });
}

/** By number: 0 down, 1 up, 2 failing but tried again, 3 under maintenance. */
const BEATS: readonly ComponentStatus[] = [
  "major_outage",
  "operational",
  "degraded_performance",
  "under_maintenance",
];

/** The newest beat counts. A span without any is the number 0 in its place. */
function statusOf(beats: unknown): { status: ComponentStatus; rawStatus?: string } {
  const code = asRecords(beats).at(-1)?.["status"];
  const status = typeof code === "number" ? BEATS[code] : undefined;
  if (status) return { status, ...(code === 2 && { rawStatus: "pending" }) };
  return { status: "unknown", rawStatus: asId(code) ?? "no heartbeat" };
}

/** The colour that the owner chose. */
const STYLES: Readonly<Record<string, Exclude<Impact, "unknown">>> = {
  danger: "major",
  warning: "minor",
  info: "none",
};

/** It has one text, which is rewritten as things go on: when it was last is when it was posted. */
function readIncident(record: WireRecord, url: string): Incident[] {
  const id = asId(record["id"]);
  if (!id) return [];
  const status = record["active"] === false ? "resolved" : "investigating";
  const createdMs = asTime(record["createdDate"]);
  const postedAtMs = asTime(record["lastUpdatedDate"]) ?? createdMs;
  const message = htmlToText(asString(record["content"]) ?? "");
  return [
    {
      id,
      kind: "incident",
      title: htmlToText(asString(record["title"]) ?? ""),
      status,
      impact: wordIn(STYLES, asString(record["style"])).status,
      components: [],
      url,
      ...present({ startedAtMs: createdMs, updatedAtMs: postedAtMs }),
      updates: withDerivedIds([{ status, message, ...present({ postedAtMs }) }]),
    },
  ];
}

const MAINTENANCES: Readonly<Record<string, IncidentStatus>> = {
  scheduled: "scheduled",
  under_maintenance: "in_progress",
  ended: "completed",
  inactive: "completed",
};

function readMaintenance(record: WireRecord, url: string): Incident[] {
  const id = asId(record["id"]);
  if (!id) return [];
  const status = wordIn(MAINTENANCES, asString(record["status"]));
  const slot = asRecords(record["timeslotList"])[0];
  const offset = asString(record["timezoneOffset"]);
  const startMs = asLocalTime(slot?.["startDate"], offset);
  const message = htmlToText(asString(record["description"]) ?? "");
  const posted = status.status === "in_progress" ? present({ postedAtMs: startMs }) : {};
  return [
    {
      // Incidents and maintenances are numbered each for themselves; a recurring one is another each time.
      id: `maintenance-${id}${startMs === undefined ? "" : `/${new Date(startMs).toISOString().slice(0, 16)}Z`}`,
      kind: "maintenance",
      title: htmlToText(asString(record["title"]) ?? ""),
      ...status,
      impact: "maintenance",
      components: [],
      url,
      ...present({
        startedAtMs: startMs,
        scheduledForMs: startMs,
        scheduledUntilMs: asLocalTime(slot?.["endDate"], offset),
      }),
      updates: withDerivedIds([{ ...status, message, ...posted }]),
    },
  ];
}

/** A time without a zone is in the maintenance's, which stands beside it: `+01:00`. */
function asLocalTime(value: unknown, offset: string | undefined): number | undefined {
  const text = asString(value);
  const isLocal = text !== undefined && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?$/.test(text);
  return asTime(isLocal && offset ? `${text.replace(" ", "T")}${offset}` : text);
}
