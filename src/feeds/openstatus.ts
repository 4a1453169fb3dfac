import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import {
  type Component,
  type ComponentRef,
  type ComponentStatus,
  type Impact,
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  isClosed,
  type Snapshot,
} from "../types.ts";
import { accepts, readDocument } from "./reading/document.ts";
import type { DocumentReader, FeedFormat, Reading } from "./types.ts";
import { asSegment, isOnHost, pageOf } from "./wire/address.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import { inOrder } from "./wire/order.ts";
import { asId, asRecords, asString, asTime, type WireRecord } from "./wire/values.ts";
import { incidentStatus, wordIn } from "./wire/words.ts";

const FEED = "feed/json";

/**
 * OpenStatus, by the JSON feed of its pages. Taken from the product itself, which is open source. The feed has every
 * report and maintenance there ever was; when a maintenance goes on is for the reader's clock to say. It tells when it
 * was made, so that it is another document at each reading.
 */
export const openstatus: FeedFormat = {
  label: "an OpenStatus page",
  proof: "unproven",
  matches: (url) =>
    isOnHost(url, "openstatus.dev") && !/^(?:(?:www|api|app|docs)\.)?openstatus\./.test(url.hostname),
  probes: (page) => [new URL(FEED, page)],
  watchesPage: true,
  recognises: (document) => accepts((feed) => parseOpenstatus(feed, 0), document),
  read: readOpenstatus,
};

async function readOpenstatus(documents: DocumentReader): Promise<Reading> {
  const { url, nowMs } = documents;
  const page = pageOf(url, FEED, "feed/rss", "feed/atom");
  const reading = await readDocument(documents, new URL(FEED, page), (feed) => parseOpenstatus(feed, nowMs));
  // Where the feed has moved to is nothing to watch in the page's place.
  return reading.outcome === "read" ? { outcome: "read", snapshot: reading.snapshot } : reading;
}

/** @throws {FormatError} */
function parseOpenstatus(document: Document, nowMs: number): Snapshot {
  const wanted = "the feed of an OpenStatus page";
  const root = parseJsonRecord(document, wanted);
  const isOurs = ["statusReports", "maintenances", "monitors"].every((key) => Array.isArray(root[key]));
  if (!isOurs) return refuseContent(document, wanted);
  const page = pageOf(document.url, FEED).href;
  const names = namesIn(root);
  const word = asString(root["status"]);
  return {
    page: present({ name: asString(root["title"]), url: page }),
    ...(word && { indicator: wordIn(PAGE_WORDS, word).status }),
    incidents: [
      ...asRecords(root["statusReports"]).flatMap((record) => readReport(record, names, page)),
      ...asRecords(root["maintenances"]).flatMap((record) => readMaintenance(record, names, page, nowMs)),
      // What is open first: all there ever was may be more than is kept.
    ].toSorted((a, b) => Number(isClosed(a.status)) - Number(isClosed(b.status))),
    components: readComponents(root, names),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: true,
  };
}

const PAGE_WORDS: Readonly<Record<string, Impact>> = {
  success: "none",
  info: "maintenance",
  degraded: "minor",
  error: "major",
};
const COMPONENT_WORDS: Readonly<Record<string, ComponentStatus>> = {
  success: "operational",
  info: "under_maintenance",
  degraded: "degraded_performance",
  error: "major_outage",
};

type Names = ReadonlyMap<string, string>;

/** Of the components; in older versions they are the monitors. */
function namesIn(root: WireRecord): Names {
  const groups = new Map(
    asRecords(root["pageComponentGroups"]).map((group) => [asId(group["id"]), asString(group["name"])]),
  );
  return new Map(
    listOf(root).flatMap((record) => {
      const id = asId(record["id"]);
      const name = asString(record["name"]);
      const group = groups.get(asId(record["groupId"]));
      return id && name ? [[id, group ? `${group} – ${name}` : name]] : [];
    }),
  );
}

function listOf(root: WireRecord): WireRecord[] {
  return asRecords(root[hasComponents(root) ? "pageComponents" : "monitors"]);
}

function hasComponents(record: WireRecord): boolean {
  return Array.isArray(record["pageComponents"]);
}

/** A component's status is that of its monitor; of one without a monitor the feed does not say it. */
function readComponents(root: WireRecord, names: Names): Component[] {
  const monitors = new Map(
    asRecords(root["monitors"]).map((monitor) => [asId(monitor["id"]), asString(monitor["status"])]),
  );
  const monitorKey = hasComponents(root) ? "monitorId" : "id";
  return listOf(root).flatMap((record) => {
    const id = asId(record["id"]);
    const name = names.get(id ?? "");
    const word = monitors.get(asId(record[monitorKey]));
    return id && name && word ? [{ id, name, ...wordIn(COMPONENT_WORDS, word) }] : [];
  });
}

function refsOf(record: WireRecord, names: Names): ComponentRef[] {
  const ids = record[hasComponents(record) ? "pageComponents" : "monitors"];
  return (Array.isArray(ids) ? ids : []).flatMap((value) => {
    const id = asId(value);
    const name = names.get(id ?? "");
    return id && name ? [{ id, name }] : [];
  });
}

/** Reports and maintenances are counted apart: a number alone may be either's. */
function readReport(record: WireRecord, names: Names, page: string): Incident[] {
  const id = asId(record["id"]);
  if (!id) return [];
  const updates = asRecords(record["statusReportUpdates"]).flatMap((update) =>
    readUpdate(update, incidentStatus(asString(update["status"]))),
  );
  const sorted = inOrder(updates);
  return [
    {
      id: `report/${id}`,
      kind: "incident",
      title: asString(record["title"]) ?? "",
      ...incidentStatus(asString(record["status"])),
      impact: "unknown",
      url: new URL(`events/report/${asSegment(id)}`, page).href,
      components: refsOf(record, names),
      ...present({ startedAtMs: sorted[0]?.postedAtMs, updatedAtMs: asTime(record["updatedAt"]) }),
      updates: sorted,
    },
  ];
}

function readMaintenance(record: WireRecord, names: Names, page: string, nowMs: number): Incident[] {
  const id = asId(record["id"]);
  if (!id) return [];
  const fromMs = asTime(record["from"]);
  const toMs = asTime(record["to"]);
  const posts = asRecords(record["maintenanceUpdates"]);
  // Written before there were updates.
  const only = { id: "message", message: record["message"], date: record["updatedAt"] };
  const updates = (posts.length > 0 ? posts : [only]).flatMap((post) => {
    const hasBegun = (asTime(post["date"]) ?? 0) >= (fromMs ?? Number.POSITIVE_INFINITY);
    return readUpdate(post, { status: hasBegun ? "in_progress" : "scheduled", rawStatus: "Update" });
  });
  return [
    {
      id: `maintenance/${id}`,
      kind: "maintenance",
      title: asString(record["name"]) ?? "",
      status: statusAt(nowMs, fromMs, toMs),
      impact: "maintenance",
      url: new URL(`events/maintenance/${asSegment(id)}`, page).href,
      components: refsOf(record, names),
      ...present({
        updatedAtMs: asTime(record["updatedAt"]),
        scheduledForMs: fromMs,
        scheduledUntilMs: toMs,
      }),
      updates: inOrder(updates),
    },
  ];
}

function statusAt(nowMs: number, fromMs: number | undefined, toMs: number | undefined): IncidentStatus {
  if (toMs !== undefined && toMs <= nowMs) return "completed";
  return fromMs === undefined || fromMs > nowMs ? "scheduled" : "in_progress";
}

function readUpdate(
  record: WireRecord,
  word: Pick<IncidentUpdate, "status" | "rawStatus">,
): IncidentUpdate[] {
  const id = asId(record["id"]);
  if (!id) return [];
  const times = { postedAtMs: asTime(record["date"]), updatedAtMs: asTime(record["updatedAt"]) };
  return [{ id, idFrom: "page", ...word, message: asString(record["message"]) ?? "", ...present(times) }];
}
