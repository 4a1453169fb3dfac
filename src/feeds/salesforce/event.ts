import { present } from "../../present.ts";
import {
  type ComponentRef,
  type Impact,
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  isClosed,
  worseImpact,
} from "../../types.ts";
import { asSegment } from "../wire/address.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
import { inOrder } from "../wire/order.ts";
import { asId, asRecord, asRecords, asString, asTime, type WireRecord } from "../wire/values.ts";
import { impactOf, wordIn } from "../wire/words.ts";

type Words = Readonly<Record<string, IncidentStatus>>;
type StatusWord = { readonly status: IncidentStatus; readonly rawStatus?: string };

const INCIDENT_WORDS: Words = {
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  closed: "resolved",
};
const MAINTENANCE_WORDS: Words = {
  scheduled: "scheduled",
  confirmed: "scheduled",
  planned: "scheduled",
  in_progress: "in_progress",
  inprogress: "in_progress",
  started: "in_progress",
  completed: "completed",
};

/** An incident, with all it did to whom, and what was posted of it. */
export function readIncident(record: WireRecord): Incident | undefined {
  const id = asId(record["id"]);
  if (!id) return undefined;
  const impacts = asRecords(record["IncidentImpacts"]);
  const message = asRecord(record["message"]);
  const word = asString(record["status"]) ?? asString(message?.["eventStatus"]);
  const status = word
    ? incidentWord(word)
    : ({ status: hasEnded(impacts) ? "resolved" : "investigating" } as const);
  const starts = impacts.map((impact) => asTime(impact["startTime"])).filter((ms) => ms !== undefined);
  const [startMs] = starts.toSorted((a, b) => a - b);
  return {
    id,
    kind: "incident",
    title: titleOf(record, impacts),
    ...status,
    impact: impacts.reduce<Impact>(
      (worst, impact) => worseImpact(worst, impactOf(asString(impact["severity"]))),
      "unknown",
    ),
    components: readComponents(record),
    ...present({
      url: `https://status.salesforce.com/incidents/${asSegment(id)}`,
      startedAtMs: startMs ?? asTime(record["createdAt"]),
      updatedAtMs: asTime(record["updatedAt"]),
    }),
    updates: readUpdates(asRecords(record["IncidentEvents"]), status, "investigating", incidentWord),
  };
}

/** Maintenances are counted apart from incidents: one of each may have the same number. */
export function readMaintenance(record: WireRecord): Incident | undefined {
  const id = asId(record["id"]);
  if (!id) return undefined;
  const message = asRecord(record["message"]);
  const status = maintenanceWord(asString(record["status"]) ?? asString(message?.["eventStatus"]));
  const scheduledForMs = asTime(record["plannedStartTime"]);
  return {
    id: `maintenance-${id}`,
    kind: "maintenance",
    title: titleOf(record, []),
    ...status,
    impact: "maintenance",
    components: readComponents(record),
    ...present({
      url: `https://status.salesforce.com/maintenances/${asSegment(id)}`,
      startedAtMs: asTime(record["createdAt"]) ?? scheduledForMs,
      updatedAtMs: asTime(record["updatedAt"]),
      scheduledForMs,
      scheduledUntilMs: asTime(record["plannedEndTime"]),
    }),
    updates: readUpdates(asRecords(record["MaintenanceEvents"]), status, "in_progress", maintenanceWord),
  };
}

/** `active` is all that most open ones say. */
function incidentWord(word: string | undefined): StatusWord {
  return /^(active|open|new|ongoing)$/i.test(word ?? "")
    ? { status: "investigating", ...present({ rawStatus: word }) }
    : wordIn(INCIDENT_WORDS, word);
}

function maintenanceWord(word: string | undefined): StatusWord {
  return /^cancell?ed$/i.test(word ?? "")
    ? { status: "completed", ...present({ rawStatus: word }) }
    : wordIn(MAINTENANCE_WORDS, word);
}

function hasEnded(impacts: readonly WireRecord[]): boolean {
  return impacts.length > 0 && impacts.every(({ endTime }) => asTime(endTime) !== undefined);
}

/** Most have no title: then what it did, and to which services. */
function titleOf(record: WireRecord, impacts: readonly WireRecord[]): string {
  const message = asRecord(record["message"]);
  const [first] = impacts;
  const written = asString(message?.["subject"]) ?? asString(record["name"]) ?? asString(first?.["label"]);
  if (written) return htmlToText(written);
  const type = asString(first?.["type"]) ?? asString(message?.["maintenanceType"]) ?? "incident";
  const services = namesIn(record["serviceKeys"]).map(spaced);
  return services.length > 0 ? `${spaced(type)}: ${services.slice(0, 5).join(", ")}` : spaced(type);
}

/** `serviceDisruption` as "Service Disruption". */
function spaced(key: string): string {
  const words = key.replace(/([a-z])([A-Z])/g, "$1 $2");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Services first: instances may be hundreds. */
function readComponents(record: WireRecord): ComponentRef[] {
  return [
    ...namesIn(record["serviceKeys"]).map((key) => ({ id: key, name: spaced(key) })),
    ...(record["affectsAll"] === true ? [{ name: "All instances" }] : []),
    ...namesIn(record["instanceKeys"]).map((key) => ({ id: key, name: key })),
  ];
}

/** Whether it is about an instance: one that names none, or affects all, is. */
export function concerns(record: WireRecord, instance: string): boolean {
  const keys = namesIn(record["instanceKeys"]);
  return (
    record["affectsAll"] === true || keys.length === 0 || keys.some((key) => key.toUpperCase() === instance)
  );
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((name) => asString(name) ?? []) : [];
}

/** Posts that name no status of their own have the incident's, the newest of them; those before it found it open. */
function readUpdates(
  events: readonly WireRecord[],
  now: StatusWord,
  open: IncidentStatus,
  read: (word: string | undefined) => StatusWord,
): IncidentUpdate[] {
  const posts = inOrder(
    events.map((event) => ({
      id: asId(event["id"]) ?? "",
      idFrom: "page" as const,
      ...ownStatus(event, read),
      message: htmlToText(asString(event["message"]) ?? ""),
      ...present({ postedAtMs: asTime(event["createdAt"]), updatedAtMs: asTime(event["updatedAt"]) }),
    })),
  );
  const before: StatusWord = isClosed(now.status) ? { status: open } : now;
  const updates = posts.map((post, index) => {
    if (post.status !== "unknown" || post.rawStatus) return post;
    return { ...post, ...(index < posts.length - 1 ? before : now) };
  });
  if (updates.every(({ id }) => id !== "")) return updates;
  return withDerivedIds(updates.map(({ id: _, idFrom: __, ...update }) => update));
}

/** `updated` and the like tell of the post, not of the incident. */
function ownStatus(event: WireRecord, read: (word: string | undefined) => StatusWord): StatusWord {
  const word = asString(event["status"]) ?? asString(event["type"]);
  const status = read(word);
  return status.status === "unknown" && /^(created?|updated?|new)$/i.test(word ?? "")
    ? { status: "unknown" }
    : status;
}
