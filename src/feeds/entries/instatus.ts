import { present } from "../../present.ts";
import type { Incident, IncidentKind, IncidentStatus } from "../../types.ts";
import { nearestTime, parseDisplayedTime } from "../wire/displayed-time.ts";
import { htmlToText } from "../wire/html.ts";
import { inOrder } from "../wire/order.ts";
import { incidentStatus, wordIn } from "../wire/words.ts";
import type { Block } from "./block.ts";
import { readBlocks, readUpdates } from "./blocks.ts";
import { incidentCode } from "./incident-code.ts";
import type { Dialect, FeedEntry } from "./types.ts";

/**
 * Instatus: the entry is an incident or a maintenance; its content a head of `Type`, `Duration` and `Affected
 * Components`, then the updates as Statuspage lists them, in either order. Seen so in feeds of both kinds. Traps: in
 * RSS the head is HTML and the list after it escaped HTML, within one CDATA, and the components are named in the plain
 * `description` only; every text has a full stop added to the one it ends in.
 */
export const instatus: Dialect = {
  name: "Instatus",
  signs: { generator: /\binstatus\b/i, hosts: ["instatus.com"] },
  isKnownByContent: true,
  read: readEntry,
};

/** Maintenances go through the statuses of incidents; the first of them only announces. */
const MAINTENANCE_WORDS: Readonly<Record<string, IncidentStatus>> = {
  not_started_yet: "scheduled",
  notstartedyet: "scheduled",
  scheduled: "scheduled",
  planned: "scheduled",
  in_progress: "in_progress",
  inprogress: "in_progress",
  investigating: "in_progress",
  identified: "in_progress",
  monitoring: "verifying",
  verifying: "verifying",
  completed: "completed",
  resolved: "completed",
};
const HEAD = /<strong>\s*Type:/i;
const TYPE = /^[ \t]*type:[ \t]*(incident|maintenance)\b/im;
const COMPONENTS = /^[ \t]*affected components:[ \t]*(.+)$/im;
const ESCAPED_LIST = /&lt;p&gt;\s*&lt;small&gt;/;

function readEntry(entry: FeedEntry): Incident | undefined {
  if (!HEAD.test(entry.html)) return undefined;
  const html = ESCAPED_LIST.test(entry.html) ? unescaped(entry.html) : entry.html;
  const text = htmlToText(html);
  const type = TYPE.exec(text)?.[1]?.toLowerCase();
  if (!type) return undefined;
  const kind: IncidentKind = type === "maintenance" ? "maintenance" : "incident";
  const { publishedMs, updatedMs } = entry;
  const blocks = readBlocks(html).blocks.map(withoutAddedStop);
  const updates = inOrder(readInOrder(blocks, kind, publishedMs, publishedMs ?? updatedMs));
  const newest = updates.at(-1);
  return {
    id: incidentCode(entry.link) ?? entry.id,
    kind,
    title: entry.title,
    status: newest?.status ?? "unknown",
    impact: kind === "maintenance" ? "maintenance" : "unknown",
    components: componentsOf(text, entry.summary),
    updates,
    ...present({
      rawStatus: newest ? newest.rawStatus : type,
      url: entry.link,
      startedAtMs: kind === "incident" ? publishedMs : updates[0]?.postedAtMs,
      updatedAtMs: updatedMs ?? newest?.postedAtMs ?? publishedMs,
      scheduledForMs: kind === "maintenance" ? publishedMs : undefined,
    }),
  };
}

/** A list shows no year; the entry's time does. Whichever way the list runs, ids are counted from its oldest. */
function readInOrder(
  blocks: readonly Block[],
  kind: IncidentKind,
  startMs: number | undefined,
  nearMs: number | undefined,
) {
  const timeOf = ({ shownAt }: Block) => {
    const shown = parseDisplayedTime(shownAt);
    return shown && nearMs !== undefined ? nearestTime(shown, nearMs) : undefined;
  };
  const dated = blocks.map((block) => ({ block, ms: timeOf(block) }));
  const isNewestFirst = (dated[0]?.ms ?? 0) > (dated.at(-1)?.ms ?? 0);
  const oldestFirst = isNewestFirst ? dated.toReversed() : dated;
  return readUpdates(
    oldestFirst.map(({ block }) => block),
    oldestFirst.map(({ ms }) => ms),
    (word, postedAtMs) => {
      if (kind === "incident") return incidentStatus(word);
      return maintenanceStatus(word, startMs === undefined || (postedAtMs ?? startMs) >= startMs);
    },
  );
}

/** Of a maintenance by its word, which may be one of an incident's. */
export function maintenanceStatus(
  word: string | undefined,
  hasBegun: boolean,
): Pick<Incident, "status" | "rawStatus"> {
  const read = wordIn(MAINTENANCE_WORDS, word);
  return read.status === "in_progress" && !hasBegun ? { status: "scheduled" } : read;
}

function withoutAddedStop(block: Block): Block {
  return { ...block, message: block.message.replace(/(?<=[.!?])[ \n]?\.$/, "") };
}

function componentsOf(text: string, summary: string | undefined): { name: string }[] {
  const named = [text, summary === undefined ? "" : htmlToText(summary)]
    .map((one) => COMPONENTS.exec(one)?.[1] ?? "")
    .map((list) => list.split(",").map((name) => name.trim()))
    .map((names) => names.filter(Boolean));
  const [names = []] = named.filter(({ length }) => length > 0);
  return names.map((name) => ({ name }));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#039;": "'",
  "&#39;": "'",
  "&amp;": "&",
};

/** HTML that was escaped once too often. */
function unescaped(html: string): string {
  return html.replace(/&(?:lt|gt|quot|amp|#0?39);/g, (entity) => ENTITIES[entity] ?? entity);
}
