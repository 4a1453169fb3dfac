import { createHash } from "node:crypto";
import { formatDuration } from "../config/duration.ts";
import { eventLabel, timestamp } from "../render/event.ts";
import { cleanLine, count, listNames, truncate } from "../text.ts";
import { type EventKind, type Impact, isClosed, type StatusEvent, worseImpact } from "../types.ts";

/** The rest is counted. */
const MOST_LINES = 40;
const TITLE_LENGTH = 120;
/** A longer address is left out: half of one leads nowhere. */
const URL_LENGTH = 200;

const NOUNS: Readonly<Record<EventKind, string>> = {
  incident: "incident",
  maintenance: "maintenance",
  component: "component",
  provider: "page",
};

/** What the events held say together, oldest first. One alone stands for itself; of none there is nothing to tell. */
export function digestOf(events: readonly StatusEvent[], nowMs: number): StatusEvent | undefined {
  if (events.length < 2) return events[0];
  const newest = newestOfEach(events);
  const providers = listNames([...newest.keys()]);
  const subjects = [...newest.values()].flat();
  const nowIso = new Date(nowMs).toISOString();
  return {
    id: `digest/${hashOf(events.map(({ id }) => id))}`,
    kind: "provider",
    change: "digest",
    provider: providers,
    product: providers,
    title: `${count(events.length, "update")} of ${subjectsInWords(subjects)}`,
    status: "unknown",
    impact: impactLeft(subjects),
    message: messageOf(subjects),
    components: [],
    updatedAt: nowIso,
    detectedAt: nowIso,
    source: "poll",
  };
}

/** When the next digest is due: digests of an hour on the hour, those of a day at midnight UTC. */
export function nextDigestMs(digestMs: number, nowMs: number): number {
  return (Math.floor(nowMs / digestMs) + 1) * digestMs;
}

/** `sent with the digest of each 1h, next at 2025-11-03 15:00 UTC` */
export function describeDigest(digestMs: number, dueMs: number): string {
  const at = timestamp(new Date(dueMs).toISOString(), "utc").slice(0, 16);
  return `sent with the digest of each ${formatDuration(digestMs)}, next at ${at} UTC`;
}

/** The last event of each incident, component and page, by provider; each in the order of its first. */
function newestOfEach(events: readonly StatusEvent[]): Map<string, StatusEvent[]> {
  const byProvider = new Map<string, Map<string, StatusEvent>>();
  for (const event of events) {
    const subjects = byProvider.get(event.provider) ?? new Map<string, StatusEvent>();
    subjects.set(JSON.stringify([event.kind, event.incidentId ?? event.components]), event);
    byProvider.set(event.provider, subjects);
  }
  return new Map([...byProvider].map(([provider, subjects]) => [provider, [...subjects.values()]]));
}

/** `2 incidents, 1 maintenance` */
function subjectsInWords(subjects: readonly StatusEvent[]): string {
  const amounts = new Map<EventKind, number>();
  for (const { kind } of subjects) amounts.set(kind, (amounts.get(kind) ?? 0) + 1);
  return [...amounts].map(([kind, amount]) => count(amount, NOUNS[kind])).join(", ");
}

function messageOf(subjects: readonly StatusEvent[]): string {
  const lines = subjects.slice(0, MOST_LINES).map(lineOf);
  const left = subjects.length - lines.length;
  return [...lines, ...(left > 0 ? [`and ${left} more`] : [])].join("\n");
}

/** `GitHub: Trouble with Actions – Resolved – https://…` */
function lineOf(event: StatusEvent): string {
  const { provider, title, url } = event;
  const about = truncate(cleanLine(`${provider}: ${title}`), TITLE_LENGTH);
  const link = url !== undefined && url.length <= URL_LENGTH ? [cleanLine(url)] : [];
  return [about, truncate(cleanLine(eventLabel(event)), TITLE_LENGTH), ...link].join(" – ");
}

/** The worst of what is still going on. */
function impactLeft(subjects: readonly StatusEvent[]): Impact {
  const open = subjects.filter(({ change, status }) => change !== "recovered" && !isClosed(status));
  return open.map(({ impact }) => impact).reduce(worseImpact, open.length > 0 ? "unknown" : "none");
}

function hashOf(ids: readonly string[]): string {
  return createHash("sha256")
    .update([...ids].sort().join("\n"))
    .digest("hex")
    .slice(0, 16);
}
