import { isOnHost } from "../feeds/wire/address.ts";
import { asRecord, asRecords, asString, type WireRecord } from "../feeds/wire/values.ts";
import { impactOf } from "../feeds/wire/words.ts";

/** What such a notice is about, by its key. */
const SUBJECTS = { incident: "incident_updates", maintenance: "maintenance_updates" } as const;

/**
 * Three products push what Statuspage began with: `{ meta, page, incident }`, `{ meta, page, component_update,
 * component }`. Which of them made a notice shows in what is added to that; undefined where it is something else.
 */
export function makerOf(payload: WireRecord): "betterstack" | "instatus" | "statuspage" | undefined {
  if (isBetterstack(payload)) return "betterstack";
  const page = asRecord(payload["page"]);
  const isOfThese = subjectOf(payload) !== undefined || asRecord(payload["component_update"]) !== undefined;
  if (!isOfThese || !(page || asRecord(payload["meta"]))) return undefined;
  return isInstatus(payload, page) ? "instatus" : "statuspage";
}

/** The incident or the maintenance that a notice is about. */
export function subjectOf(payload: WireRecord): Subject | undefined {
  for (const [key, list] of Object.entries(SUBJECTS) as [Subject["kind"], string][]) {
    const record = asRecord(payload[key]);
    if (record && (list in record || "incident_updates" in record))
      return { kind: key, record, updates: asRecords(record[list] ?? record["incident_updates"]) };
  }
  return undefined;
}

export interface Subject {
  readonly kind: keyof typeof SUBJECTS;
  readonly record: WireRecord;
  /** As listed. */
  readonly updates: readonly WireRecord[];
}

function isBetterstack(payload: WireRecord): boolean {
  const subject = subjectOf(payload);
  const isTyped = subject
    ? payload["event_type"] === subject.kind
    : payload["event_type"] === "component_update" && asRecord(payload["component"]) !== undefined;
  return isTyped || (subject?.updates.some((update) => "status_report_id" in update) ?? false);
}

/** Its notices are Statuspage's, with the addresses of the page and of the incident added, and less of all else. */
function isInstatus(payload: WireRecord, page: WireRecord | undefined): boolean {
  const subject = subjectOf(payload);
  const unsubscribe = asString(asRecord(payload["meta"])?.["unsubscribe"]);
  if (unsubscribe && URL.canParse(unsubscribe) && isOnHost(new URL(unsubscribe), "instatus.com")) return true;
  const hasAddress = [page, subject?.record].some((record) => record !== undefined && "url" in record);
  return subject?.kind === "maintenance" || (hasAddress && !hasMoreThanInstatus(payload, subject));
}

function hasMoreThanInstatus(payload: WireRecord, subject: Subject | undefined): boolean {
  if (!subject) return "id" in (asRecord(payload["component_update"]) ?? {});
  const { record, updates } = subject;
  return (
    "shortlink" in record ||
    impactOf(asString(record["impact"])) !== "unknown" ||
    updates.some((update) => "display_at" in update)
  );
}
