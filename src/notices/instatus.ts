import { maintenanceStatus } from "../feeds/entries/instatus.ts";
import { localText, readComponents, readHead } from "../feeds/instatus/parse.ts";
import { COMPONENT_WORDS, IMPACT_WORDS, INCIDENT_WORDS, PAGE_WORDS } from "../feeds/instatus/words.ts";
import { asSegment } from "../feeds/wire/address.ts";
import { htmlToText } from "../feeds/wire/html.ts";
import { inOrder } from "../feeds/wire/order.ts";
import {
  asId,
  asRecord,
  asRecords,
  asString,
  asTime,
  asWebAddress,
  type WireRecord,
} from "../feeds/wire/values.ts";
import { wordIn } from "../feeds/wire/words.ts";
import { present } from "../present.ts";
import type { Component, Incident, IncidentUpdate } from "../types.ts";
import { makerOf, type Subject, subjectOf } from "./maker.ts";
import { noticeOf, pageWord, readPage, refuseNotice } from "./notice.ts";
import type { NoticeFormat } from "./types.ts";

const LABEL = "an Instatus webhook";

/**
 * Instatus: an incident or a maintenance with all its updates, under the ids that the page itself has for them; or the
 * change of a component. Its documentation writes words as the API does (`PARTIALOUTAGE`); receivers of real ones know
 * `Partial outage`, and find an incident's status in `impact`.
 */
export const instatus: NoticeFormat = {
  label: LABEL,
  proof: "documented",
  recognises: (payload) => makerOf(payload) === "instatus",
  read(payload, about) {
    const page = readPage(payload, about);
    const word = pageWord(payload);
    const indicator = word === undefined ? undefined : spelled(PAGE_WORDS, word).status;
    const subject = subjectOf(payload);
    if (!subject) return noticeOf(page, { indicator, components: readChange(payload) });
    const incidents = [readIncident(subject, page.url)];
    const components = asRecords(subject.record["affected_components"]).flatMap((one) => readComponent(one));
    return noticeOf(page, { indicator, incidents, components });
  },
};

/** Blanks and hyphens aside, as the words of the API have none. */
function spelled<S extends string>(words: Readonly<Record<string, S>>, word: string | undefined) {
  const read = wordIn(words, word?.replace(/[\s_-]+/g, ""));
  return read.rawStatus === undefined ? read : { ...read, ...present({ rawStatus: word }) };
}

function readIncident({ kind, record, updates }: Subject, pageUrl: string | undefined): Incident {
  const id = asId(record["id"]) ?? refuseNotice(LABEL, `lacks the id of its ${kind}`);
  const started = record[kind === "incident" ? "created_at" : "maintenance_start_date"];
  const { rawStatus: _, ...head } = readHead({ ...record, started }, kind);
  const words = [asString(record["status"]), asString(record["impact"])];
  const known = words.map((word) => statusOf(kind, word)).find(({ status }) => status !== "unknown");
  const impacts = words.map((word) => spelled(IMPACT_WORDS, word).status);
  const posts = readUpdates(updates, kind, head.startedAtMs);
  return {
    id,
    ...head,
    ...(known ?? statusOf(kind, words[0])),
    impact: kind === "maintenance" ? kind : (impacts.find((impact) => impact !== "unknown") ?? "unknown"),
    components: asRecords(record["affected_components"]).flatMap((one) => {
      const name = localText(one["name"]);
      return name ? { name: htmlToText(name), ...present({ id: asId(one["id"]) }) } : [];
    }),
    ...present({
      url: asWebAddress(record["url"]) ?? (pageUrl && `${pageUrl}${kind}/${asSegment(id)}`),
      updatedAtMs: asTime(record["updated_at"]) ?? posts.at(-1)?.postedAtMs,
      scheduledUntilMs: asTime(record["maintenance_end_date"]) ?? head.scheduledUntilMs,
    }),
    updates: posts,
  };
}

function statusOf(
  kind: Subject["kind"],
  word: string | undefined,
  hasBegun = true,
): Pick<Incident, "status" | "rawStatus"> {
  return kind === "incident" ? spelled(INCIDENT_WORDS, word) : maintenanceStatus(word, hasBegun);
}

function readUpdates(
  records: readonly WireRecord[],
  kind: Subject["kind"],
  startMs: number | undefined,
): IncidentUpdate[] {
  const updates = records.flatMap((record) => {
    const id = asId(record["id"]);
    if (!id) return [];
    const postedAtMs = asTime(record["created_at"]);
    const hasBegun = startMs === undefined || (postedAtMs ?? startMs) >= startMs;
    return {
      id,
      idFrom: "page" as const,
      ...statusOf(kind, asString(record["status"]), hasBegun),
      message: htmlToText(localText(record["body"]) ?? localText(record["markdown"]) ?? ""),
      ...present({ postedAtMs }),
    };
  });
  return inOrder(updates);
}

function readChange(payload: WireRecord): Component[] {
  const change = asRecord(payload["component_update"]) ?? {};
  const record = asRecord(payload["component"]) ?? {};
  const status = asString(change["new_status"]) ?? asString(record["status"]);
  const id = asId(record["id"]) ?? asId(change["component_id"]);
  if (!id || !localText(record["name"])) refuseNotice(LABEL, "lacks the id or the name of its component");
  return readComponent({ ...record, id, status }, change);
}

function readComponent(record: WireRecord, change: WireRecord = {}): Component[] {
  const before = asString(change["old_status"]);
  return readComponents([record]).map(({ id, name }) => ({
    id,
    name,
    ...spelled(COMPONENT_WORDS, asString(record["status"])),
    ...present({
      updatedAtMs: asTime(change["created_at"]),
      before: before === undefined ? undefined : spelled(COMPONENT_WORDS, before).status,
    }),
  }));
}
