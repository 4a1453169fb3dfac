import { present } from "../../present.ts";
import {
  type Component,
  type ComponentRef,
  type Impact,
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  impactOfComponent,
  worseImpact,
} from "../../types.ts";
import { asSegment } from "../wire/address.ts";
import { htmlToText } from "../wire/html.ts";
import { inOrder } from "../wire/order.ts";
import { asId, asRecord, asRecords, asString, asTime } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { append, COMPONENT_WORDS, IMPACT_WORDS, type Resource } from "./resource.ts";

export interface ReportContext {
  readonly components: readonly Component[];
  /** The page's address. */
  readonly url: string | undefined;
  readonly nowMs: number;
  /** Where the components are not known: whether something on the page is under maintenance. */
  readonly isUnderMaintenance?: boolean;
}

/** What a report, or an update of it, says of a resource. */
interface Affected extends ComponentRef {
  /** `resolved` where it no longer is. */
  readonly word: string | undefined;
}

/** What a monitor writes by itself: that something is down, and that it is back. */
const UPDATES_OF_A_MONITOR = 2;

/** The incidents and maintenances of a page, each with its updates. */
export function readReports(
  reports: readonly Resource[],
  updates: readonly Resource[],
  context: ReportContext,
): Incident[] {
  const reportOf = new Map<string, string>();
  for (const report of reports) {
    for (const reference of asRecords(asRecord(report.relationships["status_updates"])?.["data"])) {
      const id = asId(reference["id"]);
      if (id) reportOf.set(id, report.id);
    }
  }
  const byReport = new Map<string, Resource[]>();
  for (const update of updates) {
    const id = reportOf.get(update.id) ?? asId(update.attributes["status_report_id"]);
    if (id) append(byReport, id, update);
  }
  const byId = new Map(context.components.map((component) => [component.id, component]));
  const affectedOf = (value: unknown) => readAffected(value, byId);
  return reports.flatMap((report) => {
    const posts = byReport.get(report.id) ?? [];
    if (isMonitors(report, posts)) return [];
    return report.attributes["report_type"] === "maintenance"
      ? readMaintenance(report, posts, context, affectedOf)
      : readIncident(report, posts, context, affectedOf);
  });
}

type AffectedOf = (value: unknown) => Affected[];

/**
 * Reports that a monitor opens and closes by itself come and go with every failed check, and say nothing that the
 * component does not: they are left to it, unless somebody writes in them.
 */
function isMonitors({ attributes }: Resource, posts: readonly Resource[]): boolean {
  const most = isOver(attributes["aggregate_state"]) ? UPDATES_OF_A_MONITOR : 1;
  return attributes["report_type"] === "automatic" && posts.length <= most;
}

/** `ends_at` may be null on what is long over; the state tells. */
function isOver(state: unknown): boolean {
  return state === "resolved" || state === "operational";
}

/** Better Stack has no word for how far an incident has come: it is open, in a state, or over. */
function readIncident(
  { id, attributes }: Resource,
  posts: readonly Resource[],
  { url }: ReportContext,
  affectedOf: AffectedOf,
): Incident {
  const state = asString(attributes["aggregate_state"]);
  const startedAtMs = asTime(attributes["starts_at"]);
  const closed = isOver(state) || asTime(attributes["ends_at"]) !== undefined;
  const updates = readUpdates(posts, affectedOf, "investigating").map(
    (update, index, { length }): IncidentUpdate =>
      closed && index === length - 1 ? { ...update, status: "resolved" } : update,
  );
  const affected = affectedOf(attributes["affected_resources"]);
  return {
    id,
    kind: "incident",
    title: htmlToText(asString(attributes["title"]) ?? ""),
    status: closed ? "resolved" : "investigating",
    ...(!closed && present({ rawStatus: state })),
    impact: closed ? worst(posts, affectedOf) : wordIn(IMPACT_WORDS, state).status,
    components: affected.map(withoutWord),
    ...present({
      url: url && `${url}incident/${asSegment(id)}`,
      startedAtMs,
      updatedAtMs: updates.at(-1)?.postedAtMs ?? startedAtMs,
    }),
    updates,
  };
}

function readMaintenance(
  { id, attributes }: Resource,
  posts: readonly Resource[],
  { components, url, nowMs, isUnderMaintenance }: ReportContext,
  affectedOf: AffectedOf,
): Incident {
  const affected = affectedOf(attributes["affected_resources"]);
  const ids = new Set(affected.map((one) => one.id));
  const startsAtMs = asTime(attributes["starts_at"]);
  const endsAtMs = asTime(attributes["ends_at"]);
  // Whether it has begun is told by the resources themselves.
  const isNow = components.some((one) => ids.has(one.id) && one.status === "under_maintenance");
  const hasBegun = isNow || (isUnderMaintenance === true && startsAtMs !== undefined && startsAtMs <= nowMs);
  const isDone =
    attributes["aggregate_state"] === "resolved" || (endsAtMs !== undefined && endsAtMs <= nowMs);
  const status = isDone ? "completed" : hasBegun ? "in_progress" : "scheduled";
  const updates = readUpdates(posts, affectedOf, status).map((update) => beforeStart(update, startsAtMs));
  return {
    id,
    kind: "maintenance",
    title: htmlToText(asString(attributes["title"]) ?? ""),
    status,
    impact: "maintenance",
    components: affected.map(withoutWord),
    ...present({
      url,
      startedAtMs: startsAtMs,
      updatedAtMs: updates.at(-1)?.postedAtMs,
      scheduledForMs: startsAtMs,
      scheduledUntilMs: endsAtMs,
    }),
    updates,
  };
}

/** What was posted before the beginning was posted of something planned. */
function beforeStart(update: IncidentUpdate, startsAtMs: number | undefined): IncidentUpdate {
  const isBefore = (update.postedAtMs ?? 0) < (startsAtMs ?? 0);
  return isBefore && update.status !== "completed" ? { ...update, status: "scheduled" } : update;
}

function readUpdates(
  posts: readonly Resource[],
  affectedOf: AffectedOf,
  status: IncidentStatus,
): IncidentUpdate[] {
  return inOrder(
    posts.map(({ id, attributes }) => {
      const affected = affectedOf(attributes["affected_resources"]);
      const isResolved = affected.length > 0 && affected.every(({ word }) => word === "resolved");
      const over = status === "investigating" ? "resolved" : "completed";
      return {
        id,
        idFrom: "page" as const,
        status: isResolved ? over : status,
        message: htmlToText(asString(attributes["message"]) ?? ""),
        ...(affected.length > 0 && { components: affected.map(withoutWord) }),
        ...present({ postedAtMs: asTime(attributes["published_at"]) }),
      };
    }),
  );
}

/** Resources that are not on the page, or without a name there, are not named. */
function readAffected(value: unknown, components: ReadonlyMap<string, Component>): Affected[] {
  return asRecords(value).flatMap((record) => {
    const component = components.get(asId(record["status_page_resource_id"]) ?? "");
    return component ? { id: component.id, name: component.name, word: asString(record["status"]) } : [];
  });
}

function withoutWord({ word: _, ...ref }: Affected): ComponentRef {
  return ref;
}

/** How bad it was at its worst: what is over has no state but that. */
function worst(posts: readonly Resource[], affectedOf: AffectedOf): Impact {
  const impacts = posts
    .flatMap(({ attributes }) => affectedOf(attributes["affected_resources"]))
    .map(({ word }) => impactOfComponent(wordIn(COMPONENT_WORDS, word).status))
    .filter((impact) => impact !== "none");
  return impacts.reduce(worseImpact, "unknown");
}
