import type { Document } from "../http/document.ts";
import { describeUrl } from "../http/url.ts";
import { present } from "../present.ts";
import type {
  ComponentRef,
  Impact,
  Incident,
  IncidentKind,
  IncidentStatus,
  IncidentUpdate,
  Snapshot,
} from "../types.ts";
import { accepts, readDocument } from "./reading/document.ts";
import { type FeedFormat, FormatError } from "./types.ts";
import { asSegment, isOnHost } from "./wire/address.ts";
import { htmlToText, xmlText } from "./wire/html.ts";
import { refuseContent } from "./wire/json.ts";
import { inOrder } from "./wire/order.ts";
import { asId, asRecords, asString, asTime, type WireRecord } from "./wire/values.ts";
import { incidentStatus, wordIn } from "./wire/words.ts";

const PAGE = "https://status.okta.com/";
const WANTED = "the status page of Okta";

/**
 * Okta: a Salesforce site, without any API, whose HTML holds its records in hidden elements. Taken from projects that
 * read it, and from a page that one of them keeps as an example; their fields agree.
 *
 * Its feed still answers, but has had nothing new for more than a year: what it does not tell means nothing.
 */
export const okta: FeedFormat = {
  label: WANTED,
  proof: "unproven",
  matches: (url) => isOnHost(url, "status.okta.com"),
  probes: () => [],
  watchesPage: true,
  recognises: (document) => accepts(parseOkta, document),
  onlyDocument: (url) => url,
  read: (documents) => readDocument(documents, documents.url, parseOkta),
};

/** @throws {FormatError} */
function parseOkta(document: Document): Snapshot {
  const incidents = hiddenList(document, "incidents");
  const planned = hiddenList(document, "planned-outages");
  // A list of incidents may be hidden in other pages too.
  const isOurs =
    incidents && (planned || incidents.some(isIncidentRecord)) && incidents.every(isIncidentRecord);
  if (!isOurs) return refuseContent(document, WANTED);
  const posts = new Map<string, WireRecord[]>();
  for (const post of hiddenList(document, "updates") ?? []) {
    const id = asId(post["IncidentId__c"]);
    const others = posts.get(id ?? "");
    if (others) others.push(post);
    else if (id) posts.set(id, [post]);
  }
  const read = (records: readonly WireRecord[], kind: IncidentKind) =>
    records.flatMap((record) => readIncident(record, kind, posts));
  return {
    page: { name: "Okta", url: PAGE },
    incidents: [...read(incidents, "incident"), ...read(planned ?? [], "maintenance")],
    listsAllOpen: { incident: true, maintenance: planned !== undefined },
    listsClosed: incidents.length + (planned?.length ?? 0) > 0,
  };
}

function isIncidentRecord(record: WireRecord): boolean {
  return asId(record["Id"]) !== undefined && "Status__c" in record;
}

/**
 * The records in `<span data-id="…">`; undefined where there is no such element.
 * @throws {FormatError} what stands there is broken
 */
function hiddenList(document: Document, id: string): WireRecord[] | undefined {
  const html = document.text();
  const attributeAt = html.indexOf(`data-id="${id}"`);
  const startsAt = attributeAt < 0 ? -1 : html.indexOf(">", attributeAt);
  const endsAt = startsAt < 0 ? -1 : html.indexOf("</span>", startsAt);
  if (endsAt < 0) return undefined;
  const text = html.slice(startsAt + 1, endsAt).trim();
  if (text === "") return [];
  // It is written as it is, quotes and all; older pages had the entities that HTML asks for.
  const value = jsonOf(text) ?? jsonOf(xmlText(text));
  if (Array.isArray(value)) return asRecords(value);
  throw new FormatError("malformed", `${describeUrl(document.url)} holds broken JSON in its "${id}"`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const STATUS_WORDS: Readonly<Record<string, IncidentStatus>> = {
  open: "investigating",
  closed: "resolved",
  started: "in_progress",
  ongoing: "in_progress",
};
const IMPACT_WORDS: Readonly<Record<string, Impact>> = {
  major_service_disruption: "critical",
  service_disruption: "major",
  minor_service_disruption: "minor",
  feature_disruption: "minor",
  service_degradation: "minor",
  performance_issue: "minor",
  planned_maintenance: "maintenance",
};

function readIncident(
  record: WireRecord,
  kind: IncidentKind,
  posts: ReadonlyMap<string, readonly WireRecord[]>,
): Incident[] {
  const id = asId(record["Id"]);
  if (!id) return [];
  const isMaintenance = kind === "maintenance";
  const startMs = asTime(record["Start_Time__c"]);
  return [
    {
      id,
      kind,
      title: htmlToText(asString(record["Incident_Title__c"]) ?? asString(record["Name"]) ?? ""),
      ...statusOf(asString(record["Status__c"])),
      impact: isMaintenance ? "maintenance" : wordIn(IMPACT_WORDS, asString(record["Category__c"])).status,
      url: `${PAGE}#incident/${asSegment(id)}`,
      components: placesOf(record),
      ...present({
        startedAtMs: isMaintenance
          ? asTime(record["CreatedDate"])
          : (startMs ?? asTime(record["CreatedDate"])),
        updatedAtMs: asTime(record["Last_Updated__c"]) ?? asTime(record["LastModifiedDate"]),
        scheduledForMs: isMaintenance ? startMs : undefined,
        // Its day alone, `End_Date__c`, is no time.
        scheduledUntilMs: isMaintenance ? asTime(record["End_Time__c"]) : undefined,
      }),
      updates: readUpdates(record, id, kind, posts.get(id) ?? []),
    },
  ];
}

function statusOf(word: string | undefined): Pick<Incident, "status" | "rawStatus"> {
  // Called off: over, though never done.
  if (/^cancell?ed$/i.test(word ?? "")) return { status: "completed", ...present({ rawStatus: word }) };
  const own = wordIn(STATUS_WORDS, word);
  return own.status === "unknown" ? incidentStatus(word) : own;
}

/** The cells concerned, as "okta.com:1;okta.com:2", and the part of the service where one is named. */
function placesOf(record: WireRecord): ComponentRef[] {
  const cells = asString(record["Impacted_Cells__c"])?.slice(0, 10_000).split(/[;,]/) ?? [];
  const names = [...cells, asString(record["Okta_Sub_Service__c"]) ?? ""].map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== "").map((name) => ({ name }));
}

/** Posts have no status of their own: the newest is given the incident's. What it began with is in its own record. */
function readUpdates(
  record: WireRecord,
  id: string,
  kind: IncidentKind,
  posts: readonly WireRecord[],
): IncidentUpdate[] {
  const status = kind === "maintenance" ? "scheduled" : "investigating";
  const common = { idFrom: "page", status, rawStatus: "Update" } as const;
  const updates = posts.flatMap((post): IncidentUpdate[] => {
    const postId = asId(post["Id"]);
    const message = htmlToText(asString(post["UpdateLog__c"]) ?? "");
    const times = present({ postedAtMs: asTime(post["CreatedDate"]) });
    return postId ? [{ ...common, id: postId, message, ...times }] : [];
  });
  const log = htmlToText(asString(record["Log__c"]) ?? "");
  if (log !== "" && !updates.some(({ message }) => message === log)) {
    const times = present({ postedAtMs: asTime(record["CreatedDate"]) ?? asTime(record["Start_Time__c"]) });
    updates.unshift({ ...common, id: `${id}/log`, message: log, ...times });
  }
  const sorted = inOrder(updates);
  const newest = sorted.at(-1);
  const now = statusOf(asString(record["Status__c"]));
  return newest ? [...sorted.slice(0, -1), { ...newest, ...now }] : sorted;
}
