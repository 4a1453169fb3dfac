import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import type { Component, ComponentStatus, Impact, Incident, IncidentStatus, Snapshot } from "../types.ts";
import { readTogether } from "./reading/together.ts";
import { MOST_COMPONENTS, MOST_INCIDENTS } from "./tidy.ts";
import { type FeedFormat, FormatError } from "./types.ts";
import { isOnHost, pageOf } from "./wire/address.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJson, refuseContent } from "./wire/json.ts";
import { asId, asRecord, asRecords, asString, asWebAddress, type WireRecord } from "./wire/values.ts";
import { wordIn } from "./wire/words.ts";

/**
 * Pages made with StatusCast, Fastly's for one. What they say of an incident is its title and whether it goes on; its
 * updates stand only in the page. `status.json` sums up the components, and is read for what the page is alone.
 */
export const statuscast: FeedFormat = {
  label: "a StatusCast page",
  proof: "unproven",
  matches: (url) => isOnHost(url, "statuscast.com") && !NOT_PAGES.has(url.hostname),
  probes: (page) => [new URL("status.json", page)],
  watchesPage: true,
  recognises(document) {
    try {
      const root = parseJson(document, WANTED);
      const summary = asRecord(root);
      if (summary) return isSummary(summary);
      const rows = asRecords(root);
      return rows.length > 0 && (rows.every(isComponent) || rows.every(isIncident));
    } catch (error) {
      if (error instanceof FormatError) return false;
      throw error;
    }
  },
  read(documents) {
    const page = pageOf(documents.url, "status.json", "components.json", "incidents.json");
    const [components, incidents] = [new URL("components.json", page), new URL("incidents.json", page)];
    return readTogether(documents, [components, incidents], (first, second) =>
      parsePage(first, second, page),
    );
  },
};

const WANTED = "JSON of a StatusCast page";
/** The product's own site. */
const NOT_PAGES: ReadonlySet<string> = new Set([
  "statuscast.com",
  "www.statuscast.com",
  "app.statuscast.com",
]);

export const COMPONENT_WORDS: Readonly<Record<string, ComponentStatus>> = {
  available: "operational",
  monitoring: "degraded_performance",
  degraded: "degraded_performance",
  degradedperformance: "degraded_performance",
  partialoutage: "partial_outage",
  unavailable: "major_outage",
  maintenance: "under_maintenance",
};
export const INCIDENT_WORDS: Readonly<Record<string, IncidentStatus>> = {
  inprogress: "investigating",
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  closed: "resolved",
};
export const MAINTENANCE_WORDS: Readonly<Record<string, IncidentStatus>> = {
  scheduled: "scheduled",
  inprogress: "in_progress",
  monitoring: "verifying",
  resolved: "completed",
  closed: "completed",
  completed: "completed",
};
export const TYPE_IMPACTS: Readonly<Record<string, Impact>> = {
  informational: "none",
  performance: "minor",
  degraded: "minor",
  outage: "major",
  serviceunavailable: "major",
};

function isSummary(root: WireRecord): boolean {
  return typeof root["Status"] === "string" && typeof root["StatusText"] === "string";
}

function isComponent(row: WireRecord): boolean {
  return "CurrentStatus" in row && "text" in row && "Level" in row;
}

function isIncident(row: WireRecord): boolean {
  return "Id" in row && "Title" in row && "IncidentType" in row;
}

function parsePage(components: Document, incidents: Document | undefined, page: URL): Snapshot {
  return {
    page: { url: page.href },
    incidents: incidents ? listIn(incidents).slice(0, MOST_INCIDENTS).flatMap(readIncident(page)) : [],
    components: readComponents(listIn(components).slice(0, MOST_COMPONENTS)),
    // How far back the list goes is not known: an incident is over when it says so.
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: true,
  };
}

function listIn(document: Document): WireRecord[] {
  const list = parseJson(document, WANTED);
  return Array.isArray(list) ? asRecords(list) : refuseContent(document, WANTED);
}

/** The tree is given as rows in its order, each with its depth: a row that deeper ones follow is their group. */
function readComponents(rows: readonly WireRecord[]): Component[] {
  const groups: (string | undefined)[] = [];
  return rows.flatMap((row, index) => {
    const id = asId(row["id"]);
    const name = htmlToText(asString(row["text"]) ?? "");
    const level = levelOf(row);
    groups.length = Math.min(groups.length, level);
    const group = groups.at(-1);
    const next = rows[index + 1];
    if (next && levelOf(next) > level) {
      groups[level] = name;
      return [];
    }
    if (!id || name === "") return [];
    const status = wordIn(COMPONENT_WORDS, asString(row["CurrentStatus"]));
    return { id, name: group ? `${group} – ${name}` : name, ...status };
  });
}

function levelOf(row: WireRecord): number {
  const level = row["Level"];
  return typeof level === "number" && level >= 1 && level <= MOST_LEVELS ? Math.floor(level) : 1;
}

const MOST_LEVELS = 10;

function readIncident(page: URL): (record: WireRecord) => Incident[] {
  return (record) => {
    const id = asId(record["Id"]);
    if (!id) return [];
    const type = asString(record["IncidentType"]);
    const isMaintenance = /maintenance/i.test(type ?? "");
    const word = asString(record["Status"]);
    const status = wordIn(isMaintenance ? MAINTENANCE_WORDS : INCIDENT_WORDS, word);
    return [
      {
        id,
        kind: isMaintenance ? "maintenance" : "incident",
        title: htmlToText(asString(record["Title"]) ?? ""),
        ...status,
        impact: isMaintenance ? "maintenance" : wordIn(TYPE_IMPACTS, type).status,
        components: [],
        ...present({ url: asWebAddress(record["ShortUrl"], page.href) }),
        updates: [],
      },
    ];
  };
}
