import type { Document } from "../http/document.ts";
import { describeUrl } from "../http/url.ts";
import { present } from "../present.ts";
import type { Component, ComponentStatus, Impact, Incident, IncidentKind, Snapshot } from "../types.ts";
import { readByClock } from "./reading/ahead.ts";
import { accepts } from "./reading/document.ts";
import type { FeedFormat } from "./types.ts";
import { asSegment, isOnHost } from "./wire/address.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import { asId, asRecord, asRecords, asString, asTime, type WireRecord } from "./wire/values.ts";
import { incidentStatus, wordIn } from "./wire/words.ts";

const API = "api.onlineornot.com";

/**
 * OnlineOrNot, by the summary that its API has of every public page, under the page's host or its name there. Taken
 * from projects that read it, which agree on the fields. It lists what is open, without its updates and without what
 * stage it is in; `active_incidents` and `scheduled_maintenance` may be null.
 *
 * That a page of a domain of its own is one of these cannot be seen from its address: it has to be named.
 */
export const onlineornot: FeedFormat = {
  label: "an OnlineOrNot page",
  proof: "unproven",
  matches: (url) => isOnHost(url, "onlineornot.com") && !/^(?:www\.)?onlineornot\./.test(url.hostname),
  probes: () => [],
  watchesPage: true,
  recognises: (document) => accepts((one) => parseSummary(one), document),
  async read(documents) {
    const summary = summaryOf(documents.url);
    const parse = (document: Document) => parseSummary(document, documents.nowMs);
    const reading = await readByClock(documents, summary, parse);
    // Where the summary has moved to is nothing to watch in the page's place.
    return reading.outcome === "read" ? { outcome: "read", snapshot: reading.snapshot } : reading;
  },
};

function summaryOf(url: URL): URL {
  if (url.pathname.endsWith("/summary")) return url;
  const hosted = /^([\w-]+)\.onlineornot\.com$/.exec(url.hostname)?.[1];
  return new URL(`https://${API}/v1/status_pages/${hosted ?? url.hostname}/summary`);
}

/** @throws {FormatError} */
function parseSummary(document: Document, nowMs = 0): Snapshot {
  const wanted = `the summary of an OnlineOrNot page (${describeUrl(document.url)})`;
  const result = asRecord(parseJsonRecord(document, wanted)["result"]);
  const page = asRecord(result?.["status_page"]);
  const components = result?.["components"];
  if (!result || !asId(page?.["id"]) || !Array.isArray(components)) return refuseContent(document, wanted);
  const domain = asString(page?.["custom_domain"]);
  const subdomain = asString(page?.["subdomain"]);
  const host = domain ?? (subdomain && `${subdomain}.onlineornot.com`);
  const url = host && URL.canParse(`https://${host}/`) ? `https://${host}/` : undefined;
  const read = (key: string, kind: IncidentKind) =>
    asRecords(result[key]).flatMap((record) => readIncident(record, kind, url, nowMs));
  return {
    page: present({ name: asString(page?.["name"]), url }),
    incidents: [...read("active_incidents", "incident"), ...read("scheduled_maintenance", "maintenance")],
    components: asRecords(components).flatMap(readComponent),
    listsAllOpen: {
      incident: "active_incidents" in result,
      maintenance: "scheduled_maintenance" in result,
    },
    listsClosed: false,
  };
}

const COMPONENT_WORDS: Readonly<Record<string, ComponentStatus>> = {
  operational: "operational",
  no_impact: "operational",
  degraded_performance: "degraded_performance",
  partial_outage: "partial_outage",
  major_outage: "major_outage",
  maintenance: "under_maintenance",
  under_maintenance: "under_maintenance",
};
const IMPACT_WORDS: Readonly<Record<string, Impact>> = {
  no_impact: "none",
  operational: "none",
  minor: "minor",
  degraded_performance: "minor",
  major: "major",
  partial_outage: "major",
  critical: "critical",
  major_outage: "critical",
};

/** Its groups are told by id alone, so that no name says to which a component belongs. */
function readComponent(record: WireRecord): Component[] {
  const id = asId(record["id"]);
  const name = asString(record["name"]);
  if (!id || !name) return [];
  const times = present({ updatedAtMs: asTime(record["updated_at"]) });
  return [{ id, name, ...wordIn(COMPONENT_WORDS, asString(record["status"])), ...times }];
}

function readIncident(
  record: WireRecord,
  kind: IncidentKind,
  page: string | undefined,
  nowMs: number,
): Incident[] {
  const id = asId(record["id"]);
  if (!id) return [];
  const isMaintenance = kind === "maintenance";
  const word = asString(record["status"]);
  const told = word ? incidentStatus(word) : undefined;
  const startMs = asTime(record["started"]) ?? asTime(record["created_at"]);
  const plannedMs = asTime(record["scheduled_for"]) ?? startMs;
  // Of a maintenance without a word the time tells whether it has begun: it is listed until it is over.
  const hasBegun = isMaintenance && plannedMs !== undefined && plannedMs <= nowMs;
  const unsaid = isMaintenance ? (hasBegun ? "in_progress" : "scheduled") : "investigating";
  return [
    {
      id,
      kind,
      title: htmlToText(asString(record["title"]) ?? ""),
      ...(told ?? { status: unsaid }),
      impact: isMaintenance ? "maintenance" : wordIn(IMPACT_WORDS, asString(record["impact"])).status,
      components: [],
      ...present({
        url: page && `${page}incidents/${asSegment(id)}`,
        startedAtMs: isMaintenance ? undefined : startMs,
        updatedAtMs: asTime(record["updated_at"]),
        scheduledForMs: isMaintenance ? plannedMs : undefined,
        scheduledUntilMs: isMaintenance ? asTime(record["scheduled_until"]) : undefined,
      }),
      updates: [],
    },
  ];
}
