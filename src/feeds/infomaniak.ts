import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import type { Impact, Incident, IncidentStatus, IncidentUpdate, Snapshot } from "../types.ts";
import { accepts, readDocument } from "./reading/document.ts";
import type { FeedFormat } from "./types.ts";
import { isOnHost } from "./wire/address.ts";
import { withDerivedIds } from "./wire/derived-ids.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import {
  asEpochMs,
  asId,
  asRecord,
  asRecords,
  asString,
  asTime,
  asWebAddress,
  type WireRecord,
} from "./wire/values.ts";
import { wordIn } from "./wire/words.ts";

const WANTED = "Infomaniak's list of events";

/**
 * What infomaniakstatus.com shows, by Infomaniak's API: `https://api.infomaniak.com/2/events`, which asks for a token
 * (`headers: {Authorization: "Bearer …"}`). It lists the newest events, a page of them at a time.
 */
export const infomaniak: FeedFormat = {
  label: "Infomaniak's events, by its API",
  proof: "captured",
  matches: (url) => isOnHost(url, "api.infomaniak.com") && /^\/\d+\/events\/?$/.test(url.pathname),
  probes: () => [],
  watchesPage: false,
  recognises: (document) => accepts(parseInfomaniak, document),
  onlyDocument: (url) => url,
  read: (documents) => readDocument(documents, documents.url, parseInfomaniak),
};

/** @throws {FormatError} */
function parseInfomaniak(document: Document): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  const events = asRecords(root["data"]);
  const isOne = (event: WireRecord) => "started_at" in event && asRecord(event["description"]) !== undefined;
  if (root["result"] !== "success" || !Array.isArray(root["data"]) || !events.every(isOne))
    return refuseContent(document, WANTED);
  return {
    page: { name: "Infomaniak", url: "https://infomaniakstatus.com/" },
    incidents: events.flatMap(readEvent),
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: true,
  };
}

const IMPACTS: Readonly<Record<string, Exclude<Impact, "unknown">>> = {
  critical: "critical",
  impacting: "minor",
};

const INCIDENT_STATUSES: Readonly<Record<string, IncidentStatus>> = {
  inprogress: "investigating",
  in_progress: "investigating",
  terminated: "resolved",
};

const MAINTENANCE_STATUSES: Readonly<Record<string, IncidentStatus>> = {
  planned: "scheduled",
  scheduled: "scheduled",
  inprogress: "in_progress",
  in_progress: "in_progress",
  terminated: "completed",
};

function readEvent(event: WireRecord): Incident[] {
  const id = asId(event["id"]);
  const description = asRecord(event["description"]);
  if (!id || !description) return [];
  const type = asString(event["type"]);
  const isMaintenance = /^maintenance/i.test(type ?? "");
  const words = isMaintenance ? MAINTENANCE_STATUSES : INCIDENT_STATUSES;
  const status = wordIn(words, asString(event["status"]));
  const startMs = asEpochMs(event["started_at"], "s");
  const endMs = asEpochMs(event["ended_at"], "s");
  const updates = readUpdates(event, status, isMaintenance);
  const title = inEnglish(description["translations"], "title") ?? asString(description["title"]) ?? "";
  return [
    {
      id,
      kind: isMaintenance ? "maintenance" : "incident",
      title: htmlToText(title),
      ...status,
      impact: isMaintenance ? "maintenance" : wordIn(IMPACTS, type).status,
      components: asRecords(event["services"]).flatMap((service) => {
        const name = asString(service["name"]);
        return name ? [{ name, ...present({ id: asId(service["id"]) }) }] : [];
      }),
      ...present({
        url: asWebAddress(event["url"]),
        startedAtMs: startMs,
        updatedAtMs: updates.at(-1)?.postedAtMs,
        scheduledForMs: isMaintenance ? startMs : undefined,
        scheduledUntilMs: isMaintenance ? endMs : undefined,
      }),
      updates,
    },
  ];
}

/** The description, the comments, and where it is over its end, of which there is a time and no text. */
function readUpdates(
  event: WireRecord,
  now: { readonly status: IncidentStatus; readonly rawStatus?: string },
  isMaintenance: boolean,
): IncidentUpdate[] {
  const description = asRecord(event["description"]) ?? {};
  const isOver = now.status === "resolved" || now.status === "completed";
  const running = isOver ? ({ status: isMaintenance ? "in_progress" : "investigating" } as const) : now;
  const text = inEnglish(description["translations"], "body") ?? asString(description["description"]) ?? "";
  // What is planned was posted before it begins; when, is not told.
  const startMs = isMaintenance ? undefined : asEpochMs(event["started_at"], "s");
  // Ids hold no status: it is the event's, and changes for all of them.
  const comments = asRecords(event["comments"]).map((comment) => ({
    ...running,
    message: htmlToText(inEnglish(comment["translation"], "body") ?? asString(comment["body"]) ?? ""),
    ...present({ postedAtMs: asCommentTime(comment["started_at"]) }),
  }));
  comments.sort((a, b) => (a.postedAtMs ?? 0) - (b.postedAtMs ?? 0));
  const opening = { ...running, message: htmlToText(text), ...present({ postedAtMs: startMs }) };
  const posted = [
    { id: "description", idFrom: "derived" as const, ...opening },
    ...withDerivedIds(comments, "comment"),
  ];
  posted.sort((a, b) => (a.postedAtMs ?? 0) - (b.postedAtMs ?? 0));
  if (!isOver) return posted;
  const latestMs = posted.at(-1)?.postedAtMs ?? 0;
  const endMs = asEpochMs(event["ended_at"], "s");
  const { status } = now;
  const times = endMs && { postedAtMs: Math.max(endMs, latestMs) };
  return [...posted, { id: status, idFrom: "derived", status, message: "", ...times }];
}

/** Of the translations the one that everyone reads; the original is French, mostly. */
function inEnglish(translations: unknown, key: "title" | "body"): string | undefined {
  return asString(asRecords(translations).find(({ language }) => language === "en")?.[key]);
}

/** Seconds, as everywhere else, or a date without a zone, which is Geneva's: payloads have either. */
function asCommentTime(value: unknown): number | undefined {
  const ms = typeof value === "string" ? asTime(value) : undefined;
  return ms === undefined ? asEpochMs(value, "s") : ms - genevaOffsetMs(ms);
}

const GENEVA = new Intl.DateTimeFormat("en", { timeZone: "Europe/Zurich", timeZoneName: "longOffset" });

/** The zone's offset then; that it is asked an hour or two late matters in two nights a year. */
function genevaOffsetMs(ms: number): number {
  const hours = /GMT\+(\d\d)/.exec(GENEVA.format(ms))?.[1];
  return Number(hours ?? 1) * 3_600_000;
}
