import { present } from "../../present.ts";
import type { ComponentRef, Incident, IncidentStatus, IncidentUpdate } from "../../types.ts";
import { MOST_INCIDENTS } from "../tidy.ts";
import { asSegment } from "../wire/address.ts";
import { htmlToText } from "../wire/html.ts";
import { inOrder } from "../wire/order.ts";
import { asEpochMs, asId, asRecords, asString, asTime, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { componentName, impactOf } from "./health.ts";

export function readEvents(list: unknown, page: string): Incident[] {
  return asRecords(list)
    .slice(0, MOST_INCIDENTS)
    .flatMap((record) => readEvent(record, page) ?? []);
}

/** The page writes these words of its API as numbers. */
const STATES: Readonly<Record<string, IncidentStatus>> = {
  1: "investigating",
  active: "investigating",
  2: "resolved",
  resolved: "resolved",
};

function readEvent(record: WireRecord, page: string): Incident | undefined {
  const id = asId(record["id"]);
  if (!id) return undefined;
  const standing = wordIn(STATES, asId(record["state"]));
  const updates = readLogs(record["logs"], standing);
  const times = [
    timeOf(record["endTime"]),
    ...updates.map(({ postedAtMs, updatedAtMs }) => updatedAtMs ?? postedAtMs),
  ].filter((ms) => ms !== undefined);
  return {
    id,
    kind: "incident",
    title: htmlToText(asString(record["title"]) ?? ""),
    ...standing,
    impact: impactOf(record["severity"]),
    url: new URL(`_event/${asSegment(id)}`, page).href,
    components: readImpact(record["impact"]),
    ...present({
      startedAtMs: timeOf(record["startTime"]),
      updatedAtMs: times.length > 0 ? Math.max(...times) : undefined,
    }),
    updates,
  };
}

type Standing = Pick<IncidentUpdate, "status" | "rawStatus">;

const POSTMORTEMS: ReadonlySet<unknown> = new Set([2, "postmortem"]);

/**
 * Newest first. They have no status of their own; that the event is over is not taken for one of the newest, which may
 * have been told of while it was not.
 */
function readLogs(value: unknown, event: Standing): IncidentUpdate[] {
  const standing: Standing = event.status === "resolved" ? { status: "investigating" } : event;
  const logs = asRecords(value).filter((log) => log["isDeleted"] !== true && asId(log["id"]) !== undefined);
  const updates = logs.map((log): IncidentUpdate => {
    const html = asString(log["description"]);
    const message = html === undefined ? asString(log["descriptionMd"]) : htmlToText(html);
    return {
      id: asId(log["id"]) ?? "",
      idFrom: "page",
      ...(POSTMORTEMS.has(log["type"]) ? { status: "postmortem" } : standing),
      message: message ?? "",
      ...present({
        postedAtMs: timeOf(log["creationDateTime"]),
        updatedAtMs: timeOf(log["lastUpdatedDateTime"]),
      }),
    };
  });
  return inOrder(updates.reverse());
}

function readImpact(value: unknown): ComponentRef[] {
  return asRecords(value).flatMap((record) => {
    const service = asId(record["serviceId"]);
    const scope = asString(record["scopeName"]);
    if (!service) return [];
    return [{ name: scope ? componentName(service, scope) : service }];
  });
}

/** `/Date(1647448269933)/`, or ISO 8601 */
function timeOf(value: unknown): number | undefined {
  const ms = typeof value === "string" ? /^\/Date\((\d{1,16})/.exec(value)?.[1] : undefined;
  return ms === undefined ? asTime(value) : asEpochMs(ms, "ms");
}
