import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import {
  type Impact,
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  isClosed,
  type Snapshot,
  worseImpact,
} from "../types.ts";
import { plainlySaidStatus } from "./entries/prose.ts";
import { readWithHistory } from "./reading/closing-words.ts";
import { accepts, readDocument } from "./reading/document.ts";
import { MOST_INCIDENTS } from "./tidy.ts";
import type { FeedFormat } from "./types.ts";
import { isOnHost } from "./wire/address.ts";
import { DerivedIds } from "./wire/derived-ids.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJson, refuseContent } from "./wire/json.ts";
import { inOrder } from "./wire/order.ts";
import { asId, asRecord, asRecords, asString, asTime, asWebAddress, type WireRecord } from "./wire/values.ts";

const WANTED = "Slack's status API";
const PAGE = "https://slack-status.com/";
/** `status.slack.com` is the address of before 2020; it still answers. */
const HOSTS = ["slack-status.com", "status.slack.com"];
const DOCUMENT = /^\/api\/v2\.0\.0\/(current|history)\/?$/;
const CURRENT = new URL("api/v2.0.0/current", PAGE);
const HISTORY = new URL("api/v2.0.0/history", PAGE);

/** Slack's own page: https://docs.slack.dev/reference/slack-status-api */
export const slack: FeedFormat = {
  label: "Slack's status page, by its JSON API",
  proof: "captured",
  matches: (url) => isOnHost(url, ...HOSTS) && (url.pathname === "/" || DOCUMENT.test(url.pathname)),
  probes: (page) => (isOnHost(page, ...HOSTS) ? [CURRENT] : []),
  watchesPage: true,
  recognises: (document) => accepts(parseSlack, document),
  read(documents) {
    const { url } = documents;
    if (!isOnHost(url, ...HOSTS) || DOCUMENT.exec(url.pathname)?.[1] === "history")
      return readDocument(documents, url, parseSlack);
    return readWithHistory(documents, CURRENT, HISTORY, parseSlack);
  },
};

/**
 * `current`, with what is active, or `history`, a list of what there was.
 * @throws {FormatError} anything else
 */
function parseSlack(document: Document): Snapshot {
  const root = parseJson(document, WANTED);
  const page = { name: "Slack", url: PAGE };
  if (Array.isArray(root)) {
    const isHistory = root.length === 0 ? isHistoryAddress(document.url) : root.every(isIssue);
    if (!isHistory) refuseContent(document, WANTED);
    return { page, incidents: readIssues(root), listsAllOpen: listsAll(false), listsClosed: true };
  }
  const current = asRecord(root);
  const active = current?.["active_incidents"];
  const status = asString(current?.["status"]);
  if (!status || !Array.isArray(active) || !active.every(isIssue)) return refuseContent(document, WANTED);
  const incidents = readIssues(active);
  return {
    page,
    indicator: status === "ok" ? "none" : worstOf(incidents),
    incidents,
    listsAllOpen: listsAll(true),
    listsClosed: false,
  };
}

function isHistoryAddress(url: URL): boolean {
  return isOnHost(url, ...HOSTS) && DOCUMENT.test(url.pathname);
}

function isIssue(value: unknown): boolean {
  const issue = asRecord(value);
  return !!issue && Array.isArray(issue["notes"]) && Array.isArray(issue["services"]) && "type" in issue;
}

function listsAll(all: boolean): Snapshot["listsAllOpen"] {
  return { incident: all, maintenance: all };
}

/** Slack says only that something is active; how grave it is, its types say. */
function worstOf(incidents: readonly Incident[]): Impact {
  return incidents.reduce<Impact>((worst, { impact }) => worseImpact(worst, impact), "unknown");
}

function readIssues(values: readonly unknown[]): Incident[] {
  return asRecords(values.slice(0, MOST_INCIDENTS))
    .map(readIssue)
    .filter((incident) => incident !== undefined);
}

const IMPACTS: Readonly<Record<string, Impact>> = {
  notice: "none",
  incident: "minor",
  outage: "critical",
  maintenance: "maintenance",
};

function readIssue(issue: WireRecord): Incident | undefined {
  const url = asWebAddress(issue["url"]);
  const id = codeIn(url) ?? asId(issue["id"]);
  if (!id) return undefined;
  const word = asString(issue["status"])?.toLowerCase();
  const type = asString(issue["type"])?.toLowerCase() ?? "";
  const isMaintenance = type === "maintenance" || word === "scheduled" || word === "completed";
  const status = statusOf(word, isMaintenance);
  const startedAtMs = asTime(issue["date_created"]);
  return {
    id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: htmlToText(asString(issue["title"]) ?? ""),
    ...status,
    impact: Object.hasOwn(IMPACTS, type) ? (IMPACTS[type] ?? "unknown") : "unknown",
    components: readServices(issue["services"]),
    ...present({ url, startedAtMs, updatedAtMs: asTime(issue["date_updated"]) }),
    updates: readNotes(asRecords(issue["notes"]), status, isMaintenance),
  };
}

/** The id by which the page's feeds know an incident too: `…/2023-09/badc5543a21e1fa7`. */
function codeIn(url: string | undefined): string | undefined {
  return /\/\d{4}-\d{2}\/([\w-]+)\/?$/.exec(url ?? "")?.[1];
}

type StatusWord = { readonly status: IncidentStatus; readonly rawStatus?: string };

function statusOf(word: string | undefined, isMaintenance: boolean): StatusWord {
  switch (word) {
    case "active":
      return isMaintenance ? { status: "in_progress" } : { status: "investigating", rawStatus: word };
    case "resolved":
    case "completed":
      return { status: isMaintenance ? "completed" : "resolved" };
    case "cancelled":
      return { status: isMaintenance ? "completed" : "resolved", rawStatus: word };
    case "scheduled":
      return { status: "scheduled" };
    default:
      return { status: "unknown", ...present({ rawStatus: word }) };
  }
}

/** Names, though the oldest entries have records. */
function readServices(value: unknown): { name: string }[] {
  const services = Array.isArray(value) ? value : [];
  return services.flatMap((service) => {
    const name = asString(service) ?? asString(asRecord(service)?.["name"]);
    return name ? { name: htmlToText(name) } : [];
  });
}

/** Of what is over, a summary may follow the note that said so. */
function saysOver(message: string): boolean {
  return isClosed(plainlySaidStatus(message, "incident"));
}

/**
 * Notes have neither id nor status, and stand in either order. The incident's status is that of the newest; the others
 * were posted while it was open. Ids hold no word of it, so that a newer note changes no older one's id.
 */
function readNotes(notes: readonly WireRecord[], now: StatusWord, isMaintenance: boolean): IncidentUpdate[] {
  const hadBegun = now.status !== "scheduled" && now.rawStatus !== "cancelled";
  const before = statusOf(hadBegun || !isMaintenance ? "active" : "scheduled", isMaintenance);
  const given = notes.map((note) => ({
    id: "",
    idFrom: "derived" as const,
    ...before,
    message: htmlToText(asString(note["body"]) ?? ""),
    ...present({ postedAtMs: asTime(note["date_created"]) }),
  }));
  const isNewestFirst = (given[0]?.postedAtMs ?? 0) > (given.at(-1)?.postedAtMs ?? 0);
  const posts = inOrder(isNewestFirst ? given.reverse() : given);
  const ids = new DerivedIds();
  return posts.map(({ rawStatus, ...post }, index) => {
    const isLast = index === posts.length - 1 || (isClosed(now.status) && saysOver(post.message));
    const status = isLast ? now : { status: post.status, ...present({ rawStatus }) };
    return { ...post, id: ids.next(post.postedAtMs, "note"), ...status };
  });
}
