import { present } from "../../present.ts";
import type { IncidentStatus, IncidentUpdate } from "../../types.ts";
import { DerivedIds } from "../wire/derived-ids.ts";
import { childrenOf, elementName, type HtmlNode, parseHtml, textOf } from "../wire/html.ts";
import { incidentStatus } from "../wire/words.ts";
import { type Block, messageOf, SCHEDULED_EVENT } from "./block.ts";
import { readPlainBlocks } from "./plain-blocks.ts";

/** A list of updates. */
export interface BlockList {
  /** In the order of the page. */
  readonly blocks: readonly Block[];
  /** Whether it says of itself that it is of a maintenance. */
  readonly isScheduledEvent: boolean;
}

/** A list in which each update is `<p><small>time</small><br><strong>Word</strong> - text</p>`. */
export function readBlocks(html: string): BlockList {
  const plain = readPlainBlocks(html);
  if (plain) return { blocks: plain, isScheduledEvent: false };
  const nodes = parseHtml(html);
  return {
    blocks: blocksOf(nodes),
    isScheduledEvent: nodes.some((node) => SCHEDULED_EVENT.test(textOf([node]))),
  };
}

function blocksOf(nodes: readonly HtmlNode[]): Block[] {
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
    message: messageOf(textOf(body)),
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

type StatusOf = (
  word: string,
  postedAtMs: number | undefined,
) => {
  readonly status: IncidentStatus;
  readonly rawStatus?: string;
};

/** Updates of blocks oldest first. An id is the displayed minute and the word, counted where two share both. */
export function readUpdates(
  blocks: readonly Block[],
  times: readonly (number | undefined)[],
  statusOf: StatusOf = incidentStatus,
): IncidentUpdate[] {
  const ids = new DerivedIds();
  let status: IncidentStatus = "unknown";
  return blocks.map((block, index) => {
    const postedAtMs = times[index];
    const isUpdate = isUpdateWord(block.word);
    const read = isUpdate && status !== "unknown" ? { status } : statusOf(block.word, postedAtMs);
    status = read.status;
    return {
      id: ids.next(block.shownAt ? postedAtMs : undefined, block.word, block.shownAt || undefined),
      idFrom: "derived",
      message: block.message,
      ...read,
      ...(isUpdate && { rawStatus: block.word }),
      ...present({ postedAtMs }),
    };
  });
}

/** "Update" is no status: what held before still does. */
function isUpdateWord(word: string): boolean {
  return /^update$/i.test(word);
}
