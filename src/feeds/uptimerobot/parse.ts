import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Component, Impact, Incident, IncidentStatus, Snapshot } from "../../types.ts";
import { FormatError } from "../types.ts";
import { htmlToText } from "../wire/html.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { asEpochMs, asId, asRecord, asRecords, asString, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";

const WANTED = "UptimeRobot's list of monitors";

/** Classes of the page's style sheet, which are all it says; `black` is a paused monitor, of which nothing is known. */
const CLASSES = {
  success: "operational",
  warning: "degraded_performance",
  danger: "major_outage",
} as const;

/**
 * The monitors of a page, or the one monitor of its own page, and the feed of events where it was to be had.
 * @throws {FormatError}
 */
export function parseMonitors(
  first: Document,
  events?: Document,
  others: readonly (Document | undefined)[] = [],
): Snapshot {
  const root = parseJsonRecord(first, WANTED);
  const monitors = monitorsIn(root);
  const isOne = monitors.length > 0 && monitors.every((monitor) => asString(monitor["statusClass"]));
  const isEmpty = monitors.length === 0 && typeof asRecord(root["psp"])?.["totalMonitors"] === "number";
  if (root["status"] !== "ok" || !(isOne || isEmpty)) return refuseContent(first, WANTED);
  const more = others.flatMap((other) => (other ? monitorsIn(parseJsonRecord(other, WANTED)) : []));
  const posted = events && eventsIn(events);
  return {
    page: {},
    incidents: (posted ?? []).flatMap(readEvent),
    components: [...monitors, ...more].flatMap(readMonitor),
    // Monitors that are down have no incident here, and the feed of events is a window on the newest.
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: posted !== undefined,
  };
}

/** How many pages the monitors of a list fill. */
export function pageCount(document: Document): number {
  const list = asRecord(parseJsonRecord(document, WANTED)["psp"]);
  const { totalMonitors: total, perPage } = list ?? {};
  return typeof total === "number" && typeof perPage === "number" && perPage > 0 && total > 0
    ? Math.ceil(total / perPage)
    : 1;
}

/** Older pages have them in `psp.monitors`, newer ones in `data`; the page of one monitor has it alone. */
function monitorsIn(root: WireRecord): WireRecord[] {
  const single = asRecord(root["monitor"]);
  if (single) return [single];
  return asRecords(Array.isArray(root["data"]) ? root["data"] : asRecord(root["psp"])?.["monitors"]);
}

function readMonitor(monitor: WireRecord): Component[] {
  const id = asId(monitor["monitorId"]);
  const name = htmlToText(asString(monitor["name"]) ?? "");
  if (!id || !name) return [];
  // Monitors in no group of the owner's are in one of the number 0: "Monitors (default)".
  const group = monitor["groupId"] ? htmlToText(asString(monitor["groupName"]) ?? "") : "";
  const word = asString(monitor["statusClass"]);
  return [
    {
      id,
      name: group ? `${group} – ${name}` : name,
      ...wordIn(CLASSES, word),
      ...(word === "black" && { rawStatus: "paused" }),
    },
  ];
}

const EVENT_STATUSES: Readonly<Record<string, readonly IncidentStatus[]>> = {
  incident: ["investigating", "investigating", "resolved"],
  maintenance: ["scheduled", "in_progress", "completed"],
};

const IMPACTS: Readonly<Record<string, Impact>> = { maintenance: "maintenance", announcement: "none" };

/** The feed is an extra: the monitors are told also where something else lies in its place. */
function eventsIn(feed: Document): WireRecord[] | undefined {
  try {
    return asRecords(parseJsonRecord(feed, "UptimeRobot's feed of events")["results"]);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function readEvent(event: WireRecord): Incident[] {
  const id = asId(event["id"]);
  if (!id) return [];
  const type = asString(event["type"]) ?? "";
  const isMaintenance = type === "maintenance";
  const status = statusOf(type, event["status"]);
  const postedAtMs = asEpochMs(event["timestamp"], "s");
  const message = htmlToText(asString(event["content"]) ?? asString(event["description"]) ?? "");
  const word = status.rawStatus ?? status.status;
  return [
    {
      id,
      kind: isMaintenance ? "maintenance" : "incident",
      title: htmlToText(asString(event["title"]) ?? ""),
      ...status,
      impact: (Object.hasOwn(IMPACTS, type) ? IMPACTS[type] : undefined) ?? "unknown",
      components: [],
      ...present({ startedAtMs: postedAtMs, updatedAtMs: postedAtMs }),
      updates: [{ id: word, idFrom: "derived", ...status, message, ...present({ postedAtMs }) }],
    },
  ];
}

/** 0 is open or to come, 1 under way, 2 over; an announcement is neither of these. */
function statusOf(type: string, code: unknown): { status: IncidentStatus; rawStatus?: string } {
  const words = Object.hasOwn(EVENT_STATUSES, type) ? EVENT_STATUSES[type] : undefined;
  const status = typeof code === "number" ? words?.[code] : undefined;
  if (status) return { status };
  return { status: "unknown", rawStatus: words ? String(code) : type || "no type" };
}
