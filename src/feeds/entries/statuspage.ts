import { present } from "../../present.ts";
import type { Incident, IncidentStatus, IncidentUpdate } from "../../types.ts";
import { DerivedIds } from "../derived-ids.ts";
import { parseDisplayedTime, resolveDisplayedTimes } from "../displayed-time.ts";
import { childrenOf, elementName, type HtmlNode, parseHtml, textOf } from "../html.ts";
import { incidentStatus, isMaintenanceStatus } from "../words.ts";
import { incidentCode } from "./incident-code.ts";
import type { FeedEntry } from "./types.ts";

interface Block {
  /** `Aug 21, 00:37 UTC`, or empty where the page writes no time. */
  readonly shownAt: string;
  /** `Resolved`, `Update`, … */
  readonly word: string;
  readonly message: string;
}

const MINUTE_MS = 60_000;
const SCHEDULED_EVENT = /^THIS (?:IS|WAS) A SCHEDULED EVENT\b/i;

/**
 * Atlassian Statuspage: the entry is an incident, its content the list of its updates, newest first, each
 * `<p><small>time</small><br><strong>Word</strong> - text</p>`.
 */
export function statuspageEntry(entry: FeedEntry): Incident | undefined {
  const nodes = parseHtml(entry.html);
  const blocks = readBlocks(nodes);
  if (blocks.length === 0) return undefined;
  const updates = readUpdates(blocks, timesOf(blocks, entry));
  const newest = updates.at(-1);
  const isMaintenance =
    updates.some((update) => isMaintenanceStatus(update.status)) ||
    nodes.some((node) => SCHEDULED_EVENT.test(textOf([node])));
  return {
    id: incidentCode(entry.link) ?? entry.id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: entry.title,
    status: newest?.status ?? "unknown",
    impact: isMaintenance ? "maintenance" : "unknown",
    components: [],
    updates,
    ...present({
      rawStatus: newest?.status === "unknown" ? newest.rawStatus : undefined,
      url: entry.link,
      startedAtMs: updates[0]?.postedAtMs,
      updatedAtMs: entry.updatedMs,
      scheduledForMs: isMaintenance ? startOf(entry, newest) : undefined,
      scheduledUntilMs: entry.maintenanceEndMs,
    }),
  };
}

function timesOf(blocks: readonly Block[], { publishedMs, updatedMs }: FeedEntry): (number | undefined)[] {
  const shown = blocks.map(({ shownAt }) => parseDisplayedTime(shownAt));
  const newestMs = publishedMs ?? updatedMs;
  // Of a list without times the feed itself dates the newest update.
  return shown.some(Boolean) ? resolveDisplayedTimes(shown, newestMs, updatedMs) : [newestMs];
}

/** A maintenance to come is `published` when it starts; one that is over, like an incident, with its newest update. */
function startOf({ publishedMs }: FeedEntry, newest: IncidentUpdate | undefined): number | undefined {
  const minute = (ms: number | undefined) => ms !== undefined && Math.floor(ms / MINUTE_MS);
  return minute(publishedMs) === minute(newest?.postedAtMs) ? undefined : publishedMs;
}

function readBlocks(nodes: readonly HtmlNode[]): Block[] {
  // In a list with times, bold words at the start of other paragraphs belong to the text.
  const isDated = nodes.some((node) => headOf(node)?.shownAt);
  const blocks: Head[] = [];
  for (const node of nodes) {
    const head = headOf(node);
    if (head && (head.shownAt || !isDated)) blocks.push(head);
    else blocks.at(-1)?.body.push(node);
  }
  return blocks.map(({ shownAt, word, body }) => ({
    shownAt,
    word,
    message: textOf(body).replace(/^[-–—]\s*/, ""),
  }));
}

interface Head {
  readonly shownAt: string;
  readonly word: string;
  readonly body: HtmlNode[];
}

/** The head of an update: an optional `<small>` time, then the status word in `<strong>`; the rest is its body. */
function headOf(node: HtmlNode): Head | undefined {
  if (elementName(node) !== "p") return undefined;
  const children = childrenOf(node);
  const strongAt = children.findIndex((child) => elementName(child) === "strong");
  const strong = children[strongAt];
  if (!strong) return undefined;
  const before = children.slice(0, strongAt);
  const small = before.find((child) => elementName(child) === "small");
  const word = textOf([strong]);
  if (SCHEDULED_EVENT.test(word)) return undefined;
  // Without a time only a known word makes a head: bold text may open any paragraph.
  const isHead = small
    ? true
    : textOf(before) === "" && (isUpdateWord(word) || incidentStatus(word).status !== "unknown");
  if (!isHead) return undefined;
  return {
    shownAt: small ? textOf([small]).replace(/\s+/g, " ") : "",
    word,
    body: children.slice(strongAt + 1),
  };
}

/** Updates oldest first. An id is the displayed minute and the word, counted where two share both. */
function readUpdates(blocks: readonly Block[], times: readonly (number | undefined)[]): IncidentUpdate[] {
  const ids = new DerivedIds();
  let status: IncidentStatus = "unknown";
  return blocks
    .map((block, index) => ({ block, postedAtMs: times[index] }))
    .reverse()
    .map(({ block, postedAtMs }) => {
      const read = isUpdateWord(block.word) && status !== "unknown" ? { status } : incidentStatus(block.word);
      status = read.status;
      return {
        id: ids.next(block.shownAt ? postedAtMs : undefined, block.word, block.shownAt || undefined),
        idFrom: "derived",
        message: block.message,
        ...read,
        ...(isUpdateWord(block.word) && { rawStatus: block.word }),
        ...present({ postedAtMs }),
      };
    });
}

/** "Update" is no status: what held before still does. */
function isUpdateWord(word: string): boolean {
  return /^update$/i.test(word);
}
