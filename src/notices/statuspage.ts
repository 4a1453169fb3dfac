import { readComponents, readIncident } from "../feeds/statuspage/parse.ts";
import { asId, asRecord, asRecords, asString, asTime, type WireRecord } from "../feeds/wire/values.ts";
import { componentStatus, impactOf } from "../feeds/wire/words.ts";
import { present } from "../present.ts";
import type { Component, Incident } from "../types.ts";
import { makerOf } from "./maker.ts";
import { noticeOf, pageWord, readPage, refuseNotice } from "./notice.ts";
import type { NoticeFormat } from "./types.ts";

const LABEL = "a Statuspage webhook";

/**
 * Atlassian Statuspage: an incident or a scheduled maintenance with all its updates, a postmortem among them, as its
 * API tells of it; or the change of a component.
 */
export const statuspage: NoticeFormat = {
  label: LABEL,
  proof: "captured",
  recognises: (payload) => makerOf(payload) === "statuspage",
  read(payload, about) {
    const page = readPage(payload, about);
    const word = pageWord(payload);
    const indicator = word === undefined ? undefined : impactOf(word);
    const record = asRecord(payload["incident"]);
    if (!record) return noticeOf(page, { indicator, components: readChange(payload) });
    const incident = readSubject(record, page.url) ?? refuseNotice(LABEL, "lacks the id of its incident");
    return noticeOf(page, { indicator, incidents: [incident], components: readAffected(record, incident) });
  },
};

/** An incident as the API has it, only that nothing but itself tells whether it is a maintenance. */
export function readSubject(record: WireRecord, pageUrl: string | undefined): Incident | undefined {
  const isPlanned = asString(record["scheduled_for"]) !== undefined;
  return readIncident(record, isPlanned ? "maintenance" : "incident", pageUrl, namesIn(record));
}

/** Components by their ids as the page has them: their groups are named where updates name them, `Group - Child`. */
function namesIn(record: WireRecord): ReadonlyMap<string, string> {
  const inUpdates = new Map(
    asRecords(record["incident_updates"])
      .flatMap(({ affected_components: affected }) => asRecords(affected))
      .map((one) => [asId(one["code"]), asString(one["name"])]),
  );
  return new Map(
    readComponents(asRecords(record["components"])).map(({ id, name }) => {
      const group = groupOf(name, inUpdates.get(id));
      return [id, group === undefined ? name : `${group} – ${name}`];
    }),
  );
}

function groupOf(name: string, fullName: string | undefined): string | undefined {
  const end = ` - ${name}`;
  return fullName?.endsWith(end) ? fullName.slice(0, -end.length) : undefined;
}

/** The components of an incident are told as they are now; how they were before stands in its newest update. */
function readAffected(record: WireRecord, { components, updates }: Incident): Component[] {
  const newestId = updates.at(-1)?.id;
  const newest = asRecords(record["incident_updates"]).find((update) => asId(update["id"]) === newestId);
  const changes = new Map(asRecords(newest?.["affected_components"]).map((one) => [asId(one["code"]), one]));
  const names = new Map(components.map(({ id, name }) => [id, name]));
  return readComponents(asRecords(record["components"])).map((component) => ({
    ...component,
    name: names.get(component.id) ?? component.name,
    ...readBefore(changes.get(component.id) ?? {}),
  }));
}

function readChange(payload: WireRecord): Component[] {
  const change = asRecord(payload["component_update"]) ?? {};
  const record = asRecord(payload["component"]) ?? {};
  const id = asId(record["id"]) ?? asId(change["component_id"]);
  if (!id || !asString(record["name"])) refuseNotice(LABEL, "lacks the id or the name of its component");
  const status = asString(change["new_status"]) ?? asString(record["status"]);
  const changedAtMs = asTime(change["created_at"]);
  return readComponents([{ ...record, id, status }]).map((component) => ({
    ...present({ updatedAtMs: changedAtMs }),
    ...component,
    ...readBefore(change),
  }));
}

function readBefore(change: WireRecord): Pick<Component, "before"> {
  const word = asString(change["old_status"]);
  return word === undefined ? {} : { before: componentStatus(word).status };
}
