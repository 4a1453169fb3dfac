import { present } from "../../present.ts";
import type { IncidentStatus } from "../../types.ts";
import { htmlToText } from "../wire/html.ts";
import { asEpochMs, asId, asString, asTime, type WireRecord } from "../wire/values.ts";
import { eventStatus } from "./words.ts";

/** What one service says of an event; of an event that concerns several, each says it for itself. */
export interface AppleEvent {
  readonly id: string;
  readonly service: string;
  /** `Outage`, `Maintenance`, … */
  readonly type: string;
  readonly isMaintenance: boolean;
  readonly status: IncidentStatus;
  readonly rawStatus?: string;
  readonly message: string;
  readonly concernsAll: boolean;
  readonly startMs?: number;
  readonly endMs?: number;
}

export function readEvent(record: WireRecord, service: string): AppleEvent {
  const type = asString(record["statusType"]) ?? "Issue";
  const isMaintenance = /^maintenance$/i.test(type);
  const startMs = timeOf(record, "epochStartDate", "startDate");
  const affected = htmlToText(asString(record["usersAffected"]) ?? "");
  const message = htmlToText(asString(record["message"]) ?? "");
  const shownStart = asString(record["startDate"]) ?? asId(record["epochStartDate"]) ?? "undated";
  return {
    id: asId(record["messageId"]) ?? `${service}/${shownStart}`,
    service,
    type,
    isMaintenance,
    ...eventStatus(asString(record["eventStatus"]), isMaintenance),
    message: affected && !message.includes(affected) ? `${message}\n${affected}`.trim() : message,
    concernsAll: /^all users/i.test(affected),
    ...present({ startMs, endMs: timeOf(record, "epochEndDate", "endDate") }),
  };
}

/** Before this, a count of milliseconds is none: copies of the data are about that hold seconds since 2001. */
const EARLIEST_MS = Date.UTC(2005, 0);

/** `datePosted` is when the whole document was made, and tells nothing of the event. */
function timeOf(record: WireRecord, epoch: string, shown: string): number | undefined {
  const ms = asEpochMs(record[epoch], "ms");
  return ms !== undefined && ms >= EARLIEST_MS ? ms : asTime(record[shown]);
}
