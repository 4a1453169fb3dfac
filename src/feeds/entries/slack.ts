import { present } from "../../present.ts";
import type { Impact, Incident, IncidentKind, IncidentStatus, IncidentUpdate } from "../../types.ts";
import { DerivedIds } from "../wire/derived-ids.ts";
import { zoneOffset } from "../wire/displayed-time.ts";
import { childrenOf, elementName, type HtmlNode, htmlToText, parseHtml, textOf } from "../wire/html.ts";
import { wordIn } from "../wire/words.ts";
import { plainlySaidStatus } from "./prose.ts";
import { singleUpdateIncident } from "./single-update.ts";
import type { Dialect, FeedEntry } from "./types.ts";

/**
 * Slack (slack-status.com): the entry is an incident with its kind before the title. Atom holds its notes, oldest
 * first, each `<p><small>3:23pm PST</small> text</p>`, a time of day only; RSS one text. No note has a status word, so
 * one is taken only where the text plainly says it. Seen so in feeds of both kinds.
 */
export const slack: Dialect = {
  name: "Slack",
  signs: { hosts: ["slack-status.com", "status.slack.com"], title: /^Slack System Status$/i },
  isKnownByContent: false,
  read: readEntry,
};

const TITLE = /^(Incident|Outage|Notice|Maintenance):\s+(.+)$/i;
const IMPACTS: Readonly<Record<string, Impact>> = {
  notice: "none",
  incident: "minor",
  outage: "critical",
  maintenance: "maintenance",
};
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

function readEntry(entry: FeedEntry): Incident | undefined {
  const [, label = "", bare = entry.title] = TITLE.exec(entry.title) ?? [];
  const kind: IncidentKind = /^maintenance$/i.test(label) ? "maintenance" : "incident";
  const id = /\/(\d{4}-\d{2}\/[\w-]+)\/?$/
    .exec(entry.link ?? "")?.[1]
    ?.split("/")
    .at(-1);
  const text = htmlToText(entry.html);
  const status = plainlySaidStatus(text, kind);
  const whole = singleUpdateIncident(entry, {
    ...present({ id, startedAtMs: entry.publishedMs }),
    title: bare,
    kind,
    word: status,
    status,
    ...rawOf(status, label),
    message: text,
    impact: wordIn<Impact>(IMPACTS, label).status,
  });
  const updates = readNotes(parseHtml(entry.html), entry.publishedMs, kind);
  if (updates.length === 0) return whole;
  const last = updates.at(-1)?.status ?? "unknown";
  const { rawStatus: _, ...rest } = whole;
  return { ...rest, status: last, ...rawOf(last, label), updates };
}

function rawOf(status: IncidentStatus, label: string): { readonly rawStatus?: string } {
  return status === "unknown" ? { rawStatus: label || "note" } : {};
}

interface Note {
  readonly shownAt: string;
  readonly message: string;
}

function readNotes(
  nodes: readonly HtmlNode[],
  publishedMs: number | undefined,
  kind: IncidentKind,
): IncidentUpdate[] {
  const notes = nodes.map(noteOf).filter((note) => note !== undefined);
  const ids = new DerivedIds();
  let beforeMs: number | undefined;
  let held: IncidentStatus = "unknown";
  return notes.map(({ shownAt, message }) => {
    const postedAtMs = timeOfNote(shownAt, beforeMs, publishedMs);
    beforeMs = postedAtMs ?? beforeMs;
    const said = plainlySaidStatus(message, kind);
    held = said === "unknown" ? held : said;
    return {
      id: ids.next(postedAtMs, "note", shownAt),
      idFrom: "derived",
      status: held,
      ...rawOf(held, "note"),
      message,
      ...present({ postedAtMs }),
    };
  });
}

function noteOf(node: HtmlNode): Note | undefined {
  if (elementName(node) !== "p") return undefined;
  const children = childrenOf(node);
  const smallAt = children.findIndex((child) => elementName(child) === "small");
  const small = children[smallAt];
  if (!small || textOf(children.slice(0, smallAt)) !== "") return undefined;
  return { shownAt: textOf([small]), message: textOf(children.slice(smallAt + 1)) };
}

/** The first note is posted when the entry is published; each other at the next such time of day after the one before. */
function timeOfNote(
  shownAt: string,
  beforeMs: number | undefined,
  publishedMs: number | undefined,
): number | undefined {
  const match = /^(\d{1,2}):(\d{2})\s*([ap]m)\s+([A-Z]{2,5})$/i.exec(shownAt);
  const offset = zoneOffset(match?.[4]?.toUpperCase() ?? "");
  if (!match || offset === undefined || publishedMs === undefined) return undefined;
  const hour = (Number(match[1]) % 12) + (/pm/i.test(match[3] ?? "") ? 12 : 0);
  const ofDayMs = (hour * 60 + Number(match[2]) - offset) * MINUTE_MS;
  // The note of the same minute as the one before is no day later; the first may be shown a little before or after.
  const fromMs = beforeMs ?? publishedMs - DAY_MS / 2;
  const days = Math.ceil((fromMs - ofDayMs) / DAY_MS);
  return days * DAY_MS + ofDayMs;
}
