import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import {
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  isClosed,
  type Snapshot,
} from "../types.ts";
import { incidentCode } from "./entries/incident-code.ts";
import { accepts, readDocument } from "./reading/document.ts";
import { MOST_INCIDENTS } from "./tidy.ts";
import type { FeedFormat } from "./types.ts";
import { pageOf } from "./wire/address.ts";
import { withDerivedIds } from "./wire/derived-ids.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import { inOrder } from "./wire/order.ts";
import { asRecord, asRecords, asString, asTime, asWebAddress, type WireRecord } from "./wire/values.ts";
import { impactOf, isMaintenanceStatus, wordIn } from "./wire/words.ts";

/**
 * Pages of Rootly on domains of their own; others have no API. Its answers look like Statuspage's, but neither page nor
 * incidents nor updates have ids, and there are no components. Only what is going on is listed.
 */
export const rootly: FeedFormat = {
  label: "a Rootly status page",
  proof: "documented",
  matches: () => false,
  probes: (page) => [new URL(STATUS, page)],
  watchesPage: true,
  recognises: (document) => accepts(parseRootly, document),
  read(documents) {
    const isDocument = documents.url.pathname.endsWith(".json");
    const url = isDocument ? documents.url : new URL(STATUS, pageOf(documents.url));
    return readDocument(documents, url, parseRootly);
  },
};

const STATUS = "api/v1/status.json";
const WANTED = "the status of a Rootly page";
/** Of the list of incidents, where its address does not ask for fewer; of more it is not known how many it gives. */
const PER_PAGE = 25;

const INCIDENT_WORDS: Readonly<Record<string, IncidentStatus>> = {
  in_triage: "investigating",
  started: "investigating",
  detected: "investigating",
  acknowledged: "investigating",
  investigating: "investigating",
  identified: "identified",
  mitigated: "monitoring",
  monitoring: "monitoring",
  resolved: "resolved",
  closed: "resolved",
  cancelled: "resolved",
  scheduled: "scheduled",
  planning: "scheduled",
  in_progress: "in_progress",
  verifying: "verifying",
  completed: "completed",
};

function parseRootly(document: Document): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  const page = asRecord(root["page"]);
  const incidents = asRecords(root["incidents"]);
  const isOurs =
    page &&
    typeof page["time_zone"] === "string" &&
    !("id" in page) &&
    Array.isArray(root["incidents"]) &&
    !("components" in root || "scheduled_maintenances" in root) &&
    incidents.every((incident) => !("id" in incident));
  if (!isOurs) refuseContent(document, WANTED);
  const pageUrl = asWebAddress(page["url"]);
  const status = asRecord(root["status"]);
  const isWhole = status !== undefined || isWholeList(document.url, incidents.length);
  return {
    page: present({ name: asString(page["name"]), url: pageUrl }),
    ...(status && { indicator: impactOf(asString(status["indicator"])) }),
    incidents: incidents.slice(0, MOST_INCIDENTS).flatMap((record) => readIncident(record, pageUrl)),
    listsAllOpen: { incident: isWhole, maintenance: isWhole },
    listsClosed: false,
  };
}

/** Whether a page of the list is the first, and not full: then it is all there is. */
function isWholeList({ searchParams }: URL, count: number): boolean {
  const most = Math.min(PER_PAGE, Number(searchParams.get("per_page") ?? PER_PAGE));
  return count < most && (searchParams.get("page") ?? "1") === "1";
}

function readIncident(record: WireRecord, pageUrl: string | undefined): Incident[] {
  const title = htmlToText(asString(record["name"]) ?? "");
  const url = asWebAddress(record["url"], pageUrl);
  const startedAtMs = asTime(record["started_at"]);
  const id = incidentCode(url) ?? url ?? `${title}/${startedAtMs ?? ""}`;
  const updates = readUpdates(record["incident_updates"]);
  const latest = updates.at(-1);
  const status = statusOf(record["status"]);
  // The incident's own word is its stage inside the company; the updates' are those that the page shows.
  const { rawStatus, ...word } =
    latest && !isClosed(status.status) ? latest : { ...status, rawStatus: status.rawStatus };
  const isMaintenance = isMaintenanceStatus(status.status) || isMaintenanceStatus(word.status);
  return [
    {
      id,
      kind: isMaintenance ? "maintenance" : "incident",
      title,
      status: word.status,
      impact: isMaintenance ? "maintenance" : impactOf(asString(record["impact"])),
      components: [],
      ...present({
        rawStatus,
        url,
        startedAtMs,
        updatedAtMs: asTime(record["updated_at"]) ?? asTime(record["resolved_at"]) ?? latest?.postedAtMs,
        scheduledForMs: asTime(record["scheduled_for"]) ?? (isMaintenance ? startedAtMs : undefined),
        scheduledUntilMs: asTime(record["scheduled_until"]),
      }),
      updates,
    },
  ];
}

type StatusWord = { readonly status: IncidentStatus; readonly rawStatus?: string };

function statusOf(value: unknown): StatusWord {
  const word = asString(value);
  const read = wordIn(INCIDENT_WORDS, word);
  return word === "cancelled" ? { ...read, rawStatus: word } : read;
}

function readUpdates(value: unknown): IncidentUpdate[] {
  const updates = asRecords(value).map((record) => ({
    ...statusOf(record["status"]),
    message: htmlToText(asString(record["body"]) ?? ""),
    ...present({ postedAtMs: asTime(record["created_at"]), updatedAtMs: asTime(record["updated_at"]) }),
  }));
  return withDerivedIds(inOrder(updates.reverse()));
}
