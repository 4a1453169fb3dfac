import { present } from "../../present.ts";
import {
  type ComponentRef,
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  isClosed,
} from "../../types.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
import { inOrder } from "../wire/order.ts";
import { asString, asWebAddress } from "../wire/values.ts";
import { isMaintenanceStatus, wordIn } from "../wire/words.ts";
import { codeOf, type Item, timeOf } from "./items.ts";

const INCIDENT_CODES: Readonly<Record<string, IncidentStatus>> = {
  // Of maintenances, before they had a list of their own.
  "0": "scheduled",
  "1": "investigating",
  "2": "identified",
  "3": "monitoring",
  "4": "resolved",
};
const SCHEDULE_CODES: Readonly<Record<string, IncidentStatus>> = {
  "0": "scheduled",
  "1": "in_progress",
  "2": "completed",
};

/** The id of what was first said: the record's own message has none. */
export const OPENING = "opening";

interface Word {
  readonly status: IncidentStatus;
  readonly rawStatus?: string;
}

export function readIncident(
  item: Item,
  components: readonly ComponentRef[],
  page: URL | undefined,
): Incident {
  const { id, attributes } = item;
  const status = statusOf(item, INCIDENT_CODES, "latest_status", "status");
  const startedAtMs = timeOf(attributes, "occurred") ?? timeOf(attributes, "created");
  // Version 3 has its pages by another id than its records.
  const code = asString(attributes["guid"]) ?? id;
  const scheduledForMs = timeOf(attributes, "scheduled");
  const isPlanned = isMaintenanceStatus(status.status) || scheduledForMs !== undefined;
  const kind = isPlanned ? "maintenance" : "incident";
  return {
    id: code,
    kind,
    title: htmlToText(asString(attributes["name"]) ?? ""),
    ...status,
    impact: kind === "maintenance" ? "maintenance" : "unknown",
    components,
    ...present({
      url: asWebAddress(attributes["permalink"]) ?? (page && new URL(`incidents/${code}`, page).href),
      startedAtMs,
      updatedAtMs: timeOf(attributes, "updated"),
      scheduledForMs,
    }),
    updates: updatesOf(item, status, startedAtMs),
  };
}

/** Ids of schedules are counted by themselves. */
export function readSchedule(
  item: Item,
  components: readonly ComponentRef[],
  page: URL | undefined,
): Incident {
  const { id, attributes } = item;
  const status = statusOf(item, SCHEDULE_CODES, "status");
  const scheduledForMs = timeOf(attributes, "scheduled");
  return {
    id: `schedule-${id}`,
    kind: "maintenance",
    title: htmlToText(asString(attributes["name"]) ?? ""),
    ...status,
    impact: "maintenance",
    components,
    ...present({
      url: page && new URL(`schedules/${id}`, page).href,
      startedAtMs: scheduledForMs,
      updatedAtMs: timeOf(attributes, "updated"),
      scheduledForMs,
      scheduledUntilMs: timeOf(attributes, "completed"),
    }),
    updates: updatesOf(item, status, timeOf(attributes, "created")),
  };
}

function statusOf(
  { attributes }: Item,
  codes: Readonly<Record<string, IncidentStatus>>,
  ...keys: string[]
): Word {
  const { code, word } = codeOf(attributes, ...keys);
  const { status } = wordIn(codes, code);
  return { status, ...(status === "unknown" && present({ rawStatus: word ?? code })) };
}

/**
 * What was first said is the record's own message, and has no id; with what status is not told once there are updates.
 * A record without any is itself the one there is, edited as things go on: its message belongs to the status that it
 * has now. It stands for what was first said too, so that that is not told when the first update comes.
 */
function updatesOf(item: Item, status: Word, openedAtMs: number | undefined): IncidentUpdate[] {
  const { attributes } = item;
  const posts = inOrder(item.related("updates").map((post) => readUpdate(post, status)));
  const message = htmlToText(asString(attributes["message"]) ?? "");
  const first: Word = { status: isMaintenanceStatus(status.status) ? "scheduled" : "investigating" };
  const opening = { id: OPENING, idFrom: "derived" } as const;
  if (posts.length > 0)
    return [{ ...opening, ...first, message, ...present({ postedAtMs: openedAtMs }) }, ...posts];
  const postedAtMs = isClosed(status.status) ? (timeOf(attributes, "updated") ?? openedAtMs) : openedAtMs;
  const now = { ...status, ...present({ postedAtMs }) };
  if (status.status === first.status) return [{ ...opening, ...now, message }];
  return [{ ...opening, ...now, message: "" }, ...withDerivedIds([{ ...now, message }])];
}

/** A schedule's updates have no status of their own. */
function readUpdate(post: Item, of: Word): IncidentUpdate {
  const { attributes } = post;
  const isOfSchedule = codeOf(attributes, "status").code === undefined;
  return {
    id: post.id,
    idFrom: "page",
    ...(isOfSchedule ? of : statusOf(post, INCIDENT_CODES, "status")),
    message: htmlToText(asString(attributes["message"]) ?? ""),
    ...present({ postedAtMs: timeOf(attributes, "created"), updatedAtMs: timeOf(attributes, "updated") }),
  };
}
