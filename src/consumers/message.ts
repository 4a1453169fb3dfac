import { present } from "../present.ts";
import { eventLabel, isGood, timestamp } from "../render/event.ts";
import { statusLabel } from "../render/words.ts";
import { cleanLine, cleanText, listNames, truncate } from "../text.ts";
import { isClosed, type StatusEvent } from "../types.ts";

/** How grave it is, for consumers that have colours, priorities or severities of their own. */
export type Severity = "ok" | "maintenance" | "minor" | "major" | "critical" | "unknown";

/** An event as people are told it. Plain text: whoever shows it escapes it, and sees to it that it pings nobody. */
export interface Message {
  /** `OpenAI – Chat Completions: Investigating`: the product first, then the status word. */
  readonly headline: string;
  /** The incident's own title, on one line. */
  readonly title: string;
  /** Headline and what is said, on one line of at most 300 characters. */
  readonly summary: string;
  /** What the page says, lines kept; empty where it only changed the status. */
  readonly text: string;
  readonly fields: readonly Field[];
  readonly severity: Severity;
  /** `#rrggbb` */
  readonly color: string;
  /** One emoji in the colour of the severity. */
  readonly symbol: string;
  /** Absent where it is not a web address. */
  readonly url?: string;
}

export interface Field {
  readonly name: string;
  readonly value: string;
}

const SUMMARY_LENGTH = 300;

/** What there is to say of an event. */
export function composeMessage(event: StatusEvent): Message {
  const severity = severityOf(event);
  const headline = `${cleanLine(event.product)}: ${cleanLine(eventLabel(event))}`;
  const title = cleanLine(event.title);
  const text = cleanText(event.message);
  return {
    headline,
    title,
    summary: truncate(`${headline} – ${cleanLine(text) || title}`, SUMMARY_LENGTH),
    text,
    fields: fieldsOf(event),
    severity,
    ...LOOKS[severity],
    ...present({ url: webAddress(event.url) }),
  };
}

/** The message's text for a place with room for `limit` characters; the title where the page said nothing more. */
export function bodyOf({ text, title }: Message, limit: number): string {
  return truncate(text || title, limit);
}

/** Good news is `ok` whatever the impact was. */
export function severityOf(event: StatusEvent): Severity {
  return isOver(event) || event.impact === "none" ? "ok" : event.impact;
}

/** Whether the thing told of is over, so that alerts about it can be closed. */
export function isOver(event: StatusEvent): boolean {
  return isGood(event) || isClosed(event.status);
}

const LOOKS: Readonly<Record<Severity, { readonly color: string; readonly symbol: string }>> = {
  ok: { color: "#2e7d32", symbol: "🟢" },
  maintenance: { color: "#1565c0", symbol: "🔵" },
  minor: { color: "#f9a825", symbol: "🟡" },
  major: { color: "#ef6c00", symbol: "🟠" },
  critical: { color: "#c62828", symbol: "🔴" },
  unknown: { color: "#757575", symbol: "⚪" },
};

function fieldsOf(event: StatusEvent): Field[] {
  const { kind, components, from, impact } = event;
  const isIncident = kind === "incident" || kind === "maintenance";
  const fields: Record<string, string | undefined> = {
    Provider: cleanLine(event.provider),
    Components: components.length > 0 ? cleanLine(listNames(components)) : undefined,
    Status: cleanLine(eventLabel(event)),
    Before: from && statusLabel(from),
    Impact: isIncident && impact !== "unknown" ? capitalized(impact) : undefined,
    Started: event.startedAt && time(event.startedAt),
    Scheduled: scheduleOf(event),
  };
  return Object.entries(fields).flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

function scheduleOf({ scheduledFor, scheduledUntil }: StatusEvent): string | undefined {
  if (!scheduledFor) return scheduledUntil && `until ${time(scheduledUntil)}`;
  if (!scheduledUntil) return time(scheduledFor);
  // The day is not told twice.
  const sameDay = scheduledFor.slice(0, 10) === scheduledUntil.slice(0, 10);
  return sameDay
    ? `${time(scheduledFor).replace(" UTC", "")}–${time(scheduledUntil).slice(11)}`
    : `${time(scheduledFor)} – ${time(scheduledUntil)}`;
}

/** `2025-11-03 14:32 UTC` */
function time(iso: string): string {
  return `${timestamp(iso, "utc").slice(0, 16)} UTC`;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** As URL writes it: no blanks, quotes or angle brackets. */
function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}
