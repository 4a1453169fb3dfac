import { present } from "../../present.ts";
import {
  type ComponentStatus,
  type Impact,
  type Incident,
  type IncidentKind,
  type IncidentStatus,
  type IncidentUpdate,
  impactOfComponent,
  worseImpact,
} from "../../types.ts";
import { asSegment } from "../wire/address.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
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
import { wordIn } from "../wire/words.ts";

/** As the page colours its systems. */
export const COLOURS: Readonly<Record<string, ComponentStatus>> = {
  green: "operational",
  blue: "under_maintenance",
  yellow: "degraded_performance",
  red: "major_outage",
};
const STATES: Readonly<Record<string, IncidentStatus>> = {
  open: "investigating",
  active: "investigating",
  ongoing: "investigating",
  issue: "investigating",
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  closed: "resolved",
};
const MAINTENANCE_STATES: Readonly<Record<string, IncidentStatus>> = {
  upcoming: "scheduled",
  scheduled: "scheduled",
  open: "in_progress",
  active: "in_progress",
  ongoing: "in_progress",
  in_progress: "in_progress",
  resolved: "completed",
  completed: "completed",
  closed: "completed",
};

type StatusWord = { readonly status: IncidentStatus; readonly rawStatus?: string };

/** One of `incidents`, `scheduled` or, in version 3, `issues`. */
export function readIncident(issue: WireRecord, listedAs: IncidentKind): Incident | undefined {
  const id = asId(issue["id"]);
  if (!id) return undefined;
  const updates = readUpdates(issue["updates"]);
  const state = stateOf(issue, updates);
  const isUpcoming = issue["upcoming"] === true || state === "upcoming" || state === "scheduled";
  const kind = isUpcoming || updates[0]?.status === "scheduled" ? "maintenance" : listedAs;
  const status = statusOf(state, kind, updates);
  return {
    id,
    kind,
    title: htmlToText(asString(issue["title"]) ?? ""),
    ...status,
    impact: kind === "maintenance" ? "maintenance" : impactOf(issue),
    components: readSystemNames(issue),
    ...present({
      url: asWebAddress(issue["full_url"]) ?? `https://status.heroku.com/incidents/${asSegment(id)}`,
      startedAtMs: asTime(issue["created_at"]),
      updatedAtMs: asTime(issue["updated_at"]),
    }),
    updates: kind === "maintenance" ? withEnd(updates) : updates,
  };
}

/** `resolved` is false on incidents whose `state` is resolved; version 3 has nothing but it. */
function stateOf(issue: WireRecord, updates: readonly IncidentUpdate[]): string | undefined {
  const state = asString(issue["state"])?.toLowerCase();
  if (state) return state;
  if (issue["resolved"] === true) return "resolved";
  if (issue["upcoming"] === true) return "upcoming";
  return updates.at(-1)?.status === "resolved" ? "resolved" : "open";
}

function statusOf(
  state: string | undefined,
  kind: IncidentKind,
  updates: readonly IncidentUpdate[],
): StatusWord {
  const status = wordIn(kind === "maintenance" ? MAINTENANCE_STATES : STATES, state);
  const newest = updates.at(-1);
  if (status.status === "scheduled" && newest && saysComplete(newest))
    return { status: "completed", ...present({ rawStatus: state }) };
  // `open` says nothing of how far they are; the newest update may.
  if (status.status === "investigating" && newest && isTelling(newest.status))
    return { status: newest.status };
  return status;
}

/** How the last post of a maintenance begins whose state stays `upcoming` for months. */
const COMPLETE =
  /^(?:(?:the|this|our|scheduled|planned) )*maintenance(?: window| work)? (?:is|was|has been) (?:now |successfully )*(?:complete|completed|finished|over)\b/i;

function saysComplete({ message }: IncidentUpdate): boolean {
  return COMPLETE.test(message.slice(0, 300));
}

function isTelling(status: IncidentStatus): boolean {
  return status === "identified" || status === "monitoring";
}

const STALE_AFTER_MS = 14 * 86_400_000;

/** Announced, never closed, and not heard of for two weeks: the page leaves such entries lying about. */
export function isStale({ status, startedAtMs, updatedAtMs, updates }: Incident, nowMs: number): boolean {
  const times = [startedAtMs, updatedAtMs, ...updates.map(({ postedAtMs }) => postedAtMs)];
  const newestMs = times.reduce<number>((newest, ms) => Math.max(newest, ms ?? 0), 0);
  return status === "scheduled" && newestMs > 0 && nowMs - newestMs > STALE_AFTER_MS;
}

const UPDATE_TYPES: Readonly<Record<string, IncidentStatus>> = {
  issue: "investigating",
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  false_alarm: "resolved",
  scheduled: "scheduled",
  maintenance: "in_progress",
};

/** Newest first on the wire, with line ends as on Windows. `update` says only that there is one more. */
function readUpdates(value: unknown): IncidentUpdate[] {
  const records = asRecords(value).toReversed();
  const posts = records.map((record) => {
    const word = asString(record["update_type"]);
    const status: StatusWord =
      word?.toLowerCase() === "update"
        ? { status: "investigating", rawStatus: word }
        : wordIn(UPDATE_TYPES, word);
    return {
      id: asId(record["id"]) ?? "",
      ...status,
      message: htmlToText(asString(record["contents"]) ?? ""),
      ...present({ postedAtMs: asTime(record["created_at"]), updatedAtMs: asTime(record["updated_at"]) }),
    };
  });
  if (posts.every(({ id }) => id !== "")) return inOrder(posts.map((post) => ({ ...post, idFrom: "page" })));
  return withDerivedIds(
    inOrder(posts.map((post) => ({ ...post, idFrom: "derived" as const }))).map(
      ({ id: _, idFrom: __, ...post }) => post,
    ),
  );
}

/** All posts of a maintenance have the type `scheduled`, that which tells its end too. */
function withEnd(updates: readonly IncidentUpdate[]): IncidentUpdate[] {
  return updates.map((update) =>
    update.status === "scheduled" && saysComplete(update) ? { ...update, status: "completed" } : update,
  );
}

/** How its systems are coloured, now or in any update: at its end all of them are green. */
function impactOf(issue: WireRecord): Impact {
  const rows = [...asRecords(issue["systems"]), ...asRecords(issue["updates"]), issue];
  const colours = rows.flatMap((row) => [row["status"], row["status_dev"], row["status_prod"]]);
  return colours.reduce<Impact>((worst, colour) => {
    const { status } = wordIn(COLOURS, asString(colour));
    return status === "operational" ? worst : worseImpact(worst, impactOfComponent(status));
  }, "unknown");
}

const OLD_SYSTEMS = { status_prod: "Production", status_dev: "Development" };

function readSystemNames(issue: WireRecord): { id: string; name: string }[] {
  const systems = issue["systems"];
  const names = Array.isArray(systems)
    ? systems.map((system) => asString(system) ?? asString(asRecord(system)?.["name"]))
    : Object.entries(OLD_SYSTEMS).map(([key, name]) =>
        [undefined, "green"].includes(asString(issue[key])) ? undefined : name,
      );
  return names.flatMap((name) => (name ? [{ id: name, name }] : []));
}
