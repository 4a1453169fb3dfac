import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Incident, IncidentStatus, IncidentUpdate, Snapshot } from "../../types.ts";
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
import { readServices, type Services } from "./services.ts";
import { updateStatus, Words } from "./words.ts";

/** What messages call it. */
const WANTED = "a StatusPal page's summary";

/** A list of the summary, with what it says of all that is in it. */
const LISTS = ["incidents", "maintenances", "upcoming_maintenances"] as const;
type List = (typeof LISTS)[number];

interface Context extends Pick<Services, "refs"> {
  readonly words: Words;
  readonly nowMs: number;
}

/**
 * StatusPal's `summary`, `status` or list of all `incidents`. Times are written without a zone, and are in UTC whatever
 * the page's `time_zone` (so the API's documentation; payloads agree). Its `info_notices` are left out: they are news,
 * about no service and without a status.
 * @throws {FormatError} anything else
 */
export function parseStatuspal(document: Document, nowMs = 0): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  const page = asRecord(root["status_page"]);
  const isPage = page !== undefined && "current_incident_type" in page;
  if (!isPage && !isHistory(root)) refuseContent(document, WANTED);
  const words = new Words(asString(page?.["current_incident_type"]), asString(root["current_status_type"]));
  const { components, refs } = readServices(root["services"], words.componentStatus);
  const context = { words, refs, nowMs };
  const isSummary = isPage && "incidents" in root;
  return {
    page: present({ name: asString(page?.["name"]) }),
    ...(isPage && { indicator: words.indicator }),
    incidents: LISTS.flatMap((list) =>
      asRecords(root[list]).flatMap((record) => readIncident(record, list, context) ?? []),
    ),
    ...("services" in root && { components }),
    listsAllOpen: { incident: isSummary, maintenance: isSummary },
    listsClosed: !isSummary,
  };
}

/** The list of all incidents names no page. */
function isHistory(root: WireRecord): boolean {
  const incidents = asRecords(root["incidents"]);
  return incidents.length > 0 && incidents.every((one) => "service_ids" in one && "starts_at" in one);
}

function readIncident(record: WireRecord, list: List, { words, refs, nowMs }: Context): Incident | undefined {
  const id = asId(record["id"]);
  if (!id) return undefined;
  const impact = words.impact(asString(record["type"]));
  const isMaintenance = list !== "incidents" || impact === "maintenance";
  const startsAtMs = asTime(record["starts_at"]);
  const endsAtMs = asTime(record["ends_at"]);
  const phase = isMaintenance
    ? maintenancePhase(list, startsAtMs, endsAtMs, nowMs)
    : // An incident has an end once it is over; a maintenance has one from the beginning.
      endsAtMs === undefined
      ? undefined
      : ("resolved" as const);
  const updates = readUpdates(record["updates"], isMaintenance ? phase : undefined);
  const last = updates.at(-1);
  const services = record["service_ids"];
  return {
    id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: htmlToText(asString(record["title"]) ?? ""),
    status: phase ?? last?.status ?? "investigating",
    ...(phase === undefined && present({ rawStatus: last?.rawStatus })),
    impact,
    components: refs((Array.isArray(services) ? services : []).flatMap((one) => asId(one) ?? [])),
    ...present({
      url: asWebAddress(record["url"]),
      startedAtMs: startsAtMs,
      updatedAtMs: asTime(record["updated_at"]),
      ...(isMaintenance && { scheduledForMs: startsAtMs, scheduledUntilMs: endsAtMs }),
    }),
    updates,
  };
}

/** The summary's lists say which phase a maintenance is in; the list of all incidents leaves it to its times. */
function maintenancePhase(
  list: List,
  startsAtMs: number | undefined,
  endsAtMs: number | undefined,
  nowMs: number,
): IncidentStatus {
  if (list === "maintenances") return "in_progress";
  if (list === "upcoming_maintenances") return "scheduled";
  if (endsAtMs !== undefined && endsAtMs <= nowMs) return "completed";
  return startsAtMs !== undefined && startsAtMs <= nowMs ? "in_progress" : "scheduled";
}

/** Newest first on the page. `phase` is that of a maintenance. */
function readUpdates(value: unknown, phase: IncidentStatus | undefined): IncidentUpdate[] {
  let before = phase ?? "investigating";
  const records = asRecords(value).flatMap((record) => {
    const id = asId(record["id"]);
    return id ? { id, record, postedAtMs: asTime(record["posted_at"]) ?? asTime(record["inserted_at"]) } : [];
  });
  const oldestFirst = records.toReversed().sort((a, b) => (a.postedAtMs ?? 0) - (b.postedAtMs ?? 0));
  return inOrder(
    oldestFirst.map(({ id, record, postedAtMs }) => {
      const said = updateStatus(asString(record["type"]), before, phase !== undefined);
      before = said.status;
      const html = asString(record["description_html"]);
      return {
        id,
        idFrom: "page" as const,
        ...said,
        // In HTML the line ends that follow its own breaks are blanks.
        message: html
          ? htmlToText(html.replaceAll("\n", " "))
          : (asString(record["description"])?.trim() ?? ""),
        ...present({ postedAtMs, updatedAtMs: asTime(record["updated_at"]) }),
      };
    }),
  );
}
