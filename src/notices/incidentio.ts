import { readIncident } from "../feeds/incidentio/page-state.ts";
import { htmlToText } from "../feeds/wire/html.ts";
import {
  asId,
  asRecord,
  asRecords,
  asString,
  asTime,
  asWebAddress,
  type WireRecord,
} from "../feeds/wire/values.ts";
import { impactOf, incidentStatus, wordIn } from "../feeds/wire/words.ts";
import { present } from "../present.ts";
import type { Incident, IncidentStatus } from "../types.ts";
import { incidentIdOf, withIdOfItsOwn } from "./ids.ts";
import { noticeOf, readPage, refuseNotice } from "./notice.ts";
import type { AboutNotice, NoticeFormat } from "./types.ts";

const LABEL = "an incident.io webhook";
const EVENT =
  /^(?:(?:public|private)_(?:incident|alert|escalation)|status_page_incident|schedule)\.\w{1,80}$/;
const OF_STATUS_PAGE = /^status_page_incident\.update_shared_v\d+$/;
const OF_INCIDENT = /^public_incident\.incident_(?:created|updated|status_updated)_v\d+$/;

/**
 * incident.io, `{ event_type, [event_type]: … }`. Only an organisation can have them sent, of its own incidents: a page's
 * subscribers cannot. What was shared on its status page has the page's ids. Its incidents as it works on them have ids
 * of their own, that the page has not, and are known by their titles. Other events say nothing of a status page.
 */
export const incidentio: NoticeFormat = {
  label: LABEL,
  proof: "documented",
  recognises: (payload) => EVENT.test(asString(enveloped(payload)["event_type"]) ?? ""),
  read(payload, about) {
    const body = enveloped(payload);
    const type = asString(body["event_type"]) ?? "";
    const event = asRecord(body[type]) ?? refuseNotice(LABEL, "lacks the event that it names");
    const page = readPage({}, about);
    if (OF_STATUS_PAGE.test(type)) return noticeOf(page, { incidents: [readShared(event, page.url)] });
    return noticeOf(page, { incidents: OF_INCIDENT.test(type) ? [readOwn(event, about)] : [] });
  },
};

/** What delivers them may put an envelope round them. */
function enveloped(payload: WireRecord): WireRecord {
  return (asString(payload["event_type"]) === undefined && asRecord(payload["data"])) || payload;
}

/** In the shape of the page's own state, for its reader. */
function readShared(event: WireRecord, pageUrl: string | undefined): Incident {
  const record = asRecord(event["status_page_incident"]) ?? {};
  const listed = asRecords(record["updates"]);
  const shared = asRecord(event["update"]);
  const isListed = listed.some((update) => update["id"] === shared?.["id"]);
  const updates = shared && !isListed ? [...listed, shared] : listed;
  const incident = readIncident(
    {
      id: record["id"],
      name: record["name"],
      status: record["incident_status"],
      published_at: record["published_at"],
      component_impacts: asRecords(record["component_impacts"]).map((one) => ({
        status: one["component_status"],
      })),
      updates: updates.map((update) => ({
        id: update["id"],
        to_status: update["incident_status"],
        message_string: htmlToText(asString(update["message"]) ?? ""),
        published_at: update["published_at"],
      })),
    },
    new Map(),
    pageUrl,
  );
  return incident ?? refuseNotice(LABEL, "lacks the id of its incident");
}

/** How far an incident has come, where its status is called something of the organisation's own. */
const CATEGORIES: Readonly<Record<string, IncidentStatus>> = {
  triage: "investigating",
  active: "investigating",
  live: "investigating",
  post_incident: "resolved",
  learning: "resolved",
  closed: "resolved",
  declined: "resolved",
  canceled: "resolved",
  merged: "resolved",
};

/** What is written of it is one summary, rewritten as things go on, without a time. */
function readOwn(event: WireRecord, { receivedAtMs }: AboutNotice): Incident {
  const record = asRecord(event["incident"]) ?? event;
  const title = htmlToText(asString(record["name"]) ?? "");
  if (!asId(record["id"]) || title === "") refuseNotice(LABEL, "lacks the id or the name of its incident");
  const status = readStatus(asRecord(event["new_status"]) ?? asRecord(record["incident_status"]));
  const message = htmlToText(asString(record["summary"]) ?? "");
  return {
    ...incidentIdOf(undefined, title),
    kind: "incident",
    title,
    ...status,
    impact: impactOf(asString(asRecord(record["severity"])?.["name"])),
    components: [],
    ...present({
      url: asWebAddress(record["permalink"]),
      startedAtMs: asTime(record["created_at"]),
      updatedAtMs: asTime(record["updated_at"]),
    }),
    updates: [withIdOfItsOwn({ ...status, message }, receivedAtMs)],
  };
}

function readStatus(record: WireRecord | undefined): Pick<Incident, "status" | "rawStatus"> {
  const word = asString(record?.["name"]);
  const named = incidentStatus(word);
  if (named.status !== "unknown") return named;
  const { status } = wordIn(CATEGORIES, asString(record?.["category"]));
  return { status, ...present({ rawStatus: word }) };
}
