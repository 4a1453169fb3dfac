import { present } from "../../present.ts";
import { wellFormed } from "../../text.ts";
import type { ComponentRef, Impact, Incident, IncidentUpdate, Snapshot } from "../../types.ts";
import { worseImpact } from "../../types.ts";
import { MOST_INCIDENTS } from "../tidy.ts";
import { DerivedIds } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
import { asEpochMs, asId, asRecord, asRecords, asString, type WireRecord } from "../wire/values.ts";
import { componentAt, regionOf } from "./places.ts";
import { impactAt, statusAt, titleOf } from "./words.ts";

const PAGE = "https://health.aws.amazon.com/health/status";
const DAY_MS = 86_400_000;
/**
 * Some events never get a closing word and stay listed for months. One that is so much older than the newest news in
 * the list is not counted as going on: its status is unknown, with AWS's word beside it. It is not called over either,
 * as nobody said so; a new post about it opens it again. Measured against the list and not the clock, so that the same
 * list always reads the same.
 */
const STALE_AFTER_MS = 14 * DAY_MS;

const ARN = /^arn:aws[\w-]*:health:([\w-]*):\w*:event\/([^/]+)\/([^/]+)\/([^/]+)$/;

/** Whether this is an entry of the list of current events. */
export function isEvent(value: unknown): boolean {
  const record = asRecord(value);
  return (
    record !== undefined &&
    asString(record["summary"]) !== undefined &&
    Array.isArray(record["event_log"]) &&
    (asString(record["arn"])?.startsWith("arn:aws") || asString(record["service"]) !== undefined)
  );
}

export function readEvents(list: readonly unknown[]): Snapshot {
  const events = asRecords(list).slice(0, MOST_INCIDENTS).map(readEvent);
  const newestMs = Math.max(...events.map(newsMs));
  return {
    page: { name: "AWS", url: PAGE },
    incidents: events
      .map((event) => (newestMs - newsMs(event) > STALE_AFTER_MS ? stale(event) : event))
      .toSorted((a, b) => newsMs(b) - newsMs(a)),
    listsAllOpen: { incident: true, maintenance: true },
    // What has just ended is listed for a while; that nothing is listed is how AWS says that all is well.
    listsClosed: events.length > 0,
  };
}

function newsMs({ updatedAtMs }: Incident): number {
  return updatedAtMs ?? 0;
}

function stale(event: Incident): Incident {
  return event.status === "investigating" ? { ...event, status: "unknown" } : event;
}

function readEvent(record: WireRecord): Incident {
  const summary = asString(record["summary"]) ?? "";
  const arn = asString(record["arn"]);
  const level = asId(record["status"]);
  const logs = asRecords(record["event_log"]);
  const endMs = asEpochMs(record["end_time"], "s");
  const updates = readLogs(logs);
  const startedAtMs = asEpochMs(record["date"], "s") ?? updates[0]?.postedAtMs;
  const times = [startedAtMs, endMs, ...updates.map(({ postedAtMs }) => postedAtMs)];
  const known = times.filter((ms) => ms !== undefined);
  return {
    id: arn ? shortId(arn) : `${asString(record["service"])}_${asId(record["date"])}`,
    kind: "incident",
    title: htmlToText(titleOf(summary)),
    ...(endMs === undefined ? statusAt(level, summary) : { status: "resolved" }),
    impact: impactOf(record, logs),
    url: arn ? `${PAGE}?eventID=${encodeURI(wellFormed(arn))}` : PAGE,
    components: readComponents(record, arn),
    ...present({ startedAtMs, updatedAtMs: known.length > 0 ? Math.max(...known) : undefined }),
    updates,
  };
}

/** `us-east-1/MULTIPLE_SERVICES/5E6B8_EF2498889B5`: the resource name less what it says twice and what all have. */
function shortId(arn: string): string {
  const [, region, service, code, last] = ARN.exec(arn) ?? [];
  if (!region || !service || !code || !last) return arn;
  return [region, service, last.startsWith(`${code}_`) ? last.slice(code.length + 1) : last].join("/");
}

/**
 * The posts have no ids. Once an event is over, the summaries of all of them may be marked so: it is the newest that
 * ends it. The mark is no part of an id, which is made of the level, so that it makes no post another one.
 */
function readLogs(logs: readonly WireRecord[]): IncidentUpdate[] {
  const posts = logs.map((log) => ({
    level: asId(log["status"]),
    summary: asString(log["summary"]) ?? "",
    message: htmlToText(asString(log["message"]) ?? ""),
    ...present({ postedAtMs: asEpochMs(log["timestamp"], "s") }),
  }));
  const ordered = posts.toSorted((a, b) => (a.postedAtMs ?? 0) - (b.postedAtMs ?? 0));
  const ids = new DerivedIds();
  return ordered.map(({ level, summary, ...post }, index) => {
    const { status, rawStatus } = statusAt(level, "");
    const id = ids.next(post.postedAtMs, rawStatus ?? status);
    const isNewest = index === ordered.length - 1;
    return { id, idFrom: "derived", ...statusAt(level, isNewest ? summary : ""), ...post };
  });
}

/** How grave it was at its worst: once it is over, its own level is 0. */
function impactOf(record: WireRecord, logs: readonly WireRecord[]): Impact {
  const services = Object.values(asRecord(record["impacted_services"]) ?? {}).map(asRecord);
  const levels = [
    record["status"],
    ...services.map((service) => service?.["max"]),
    ...logs.map((log) => log["status"]),
  ];
  return levels.map((level) => impactAt(asId(level))).reduce(worseImpact, "unknown");
}

function readComponents(record: WireRecord, arn: string | undefined): ComponentRef[] {
  const own = asString(record["service"]);
  const impacted = Object.entries(asRecord(record["impacted_services"]) ?? {});
  const region = present({
    code: (arn && ARN.exec(arn)?.[1]) || (own && regionOf(own)),
    name: asString(record["region_name"]),
  });
  const refs = impacted.map(([service, value]) =>
    componentAt({ service, serviceName: asString(asRecord(value)?.["service_name"]) ?? service, region }),
  );
  // "Multiple services" says nothing where they are listed.
  const isNamed =
    refs.some(({ id }) => id === own) || (refs.length > 0 && own?.startsWith("multipleservices"));
  if (!own || isNamed) return refs;
  return [
    componentAt({ service: own, serviceName: asString(record["service_name"]) ?? own, region }),
    ...refs,
  ];
}
