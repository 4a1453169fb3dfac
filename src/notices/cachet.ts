import { OPENING, readIncident } from "../feeds/cachet/incidents.ts";
import type { Item } from "../feeds/cachet/items.ts";
import { COMPONENT_CODES, readComponent } from "../feeds/cachet/parse.ts";
import { asId, asRecord, asString, type WireRecord } from "../feeds/wire/values.ts";
import { wordIn } from "../feeds/wire/words.ts";
import { present } from "../present.ts";
import { type Component, type Incident, isClosed } from "../types.ts";
import { noticeOf, readPage, refuseNotice } from "./notice.ts";
import type { NoticeFormat } from "./types.ts";

const LABEL = "a Cachet webhook";
const EVENT = /^(?:component|incident|schedule|metric|subscriber|subsciber|subscribed|beacon)_[a-z_]{1,40}$/;

/**
 * Cachet 3: `{ event, body }`, or `{ id, event, created_at, data: { resource, id, attributes } }` of its newest
 * versions; a record as its API has it either way, without the updates that were posted to it. Events of metrics and
 * subscribers, and of what was deleted, say nothing of how things stand.
 */
export const cachet: NoticeFormat = {
  label: LABEL,
  proof: "documented",
  recognises: (payload) => EVENT.test(asString(payload["event"]) ?? "") && recordIn(payload) !== undefined,
  read(payload, about) {
    const page = readPage({}, about);
    const event = asString(payload["event"]) ?? "";
    const record = recordIn(payload) ?? {};
    if (event.endsWith("_deleted")) return noticeOf(page, {});
    if (event.startsWith("component_")) return noticeOf(page, { components: readChange(record) });
    if (!event.startsWith("incident_")) return noticeOf(page, {});
    const pageUrl = page.url === undefined ? undefined : new URL(page.url);
    const incident = readIncident(itemOf(record), [], pageUrl);
    return noticeOf(page, { incidents: event === "incident_created" ? [incident] : asOpened(incident) });
  },
};

function recordIn(payload: WireRecord): WireRecord | undefined {
  return asRecord(payload["body"]) ?? asRecord(payload["data"]);
}

/** Nothing that belongs to it is sent with it. */
function itemOf(record: WireRecord): Item {
  const id = asId(record["id"]) ?? refuseNotice(LABEL, "lacks the id of its record");
  return { id, attributes: asRecord(record["attributes"]) ?? record, related: () => [] };
}

/**
 * An update that is posted changes the incident's status, and is not in the notice of it: told by the status alone it
 * would be told again, with its words, when the page is read. So only what was first said is taken from it, as the page
 * has it where there are updates; and nothing of what is over.
 */
function asOpened(incident: Incident): Incident[] {
  if (isClosed(incident.status)) return [];
  const { rawStatus: _, updatedAtMs: __, ...rest } = incident;
  const status = incident.kind === "maintenance" ? "scheduled" : "investigating";
  const message = incident.updates.at(-1)?.message ?? "";
  const postedAtMs = incident.startedAtMs;
  const opening = { id: OPENING, idFrom: "derived", status, message, ...present({ postedAtMs }) } as const;
  return [{ ...rest, status, updates: [opening] }];
}

/** Older versions tell of a change by the component's id alone; that it was updated is told beside it, with its name. */
function readChange(record: WireRecord): Component[] {
  if ("component_id" in record && !("id" in record)) return [];
  const changes = asRecord(record["changes"]);
  const [component] = readComponent(itemOf(record), new Map());
  if (!component) return [];
  const before = asId(changes?.["old_status"]);
  return [
    before === undefined ? component : { ...component, before: wordIn(COMPONENT_CODES, before).status },
  ];
}
