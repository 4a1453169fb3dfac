import { present } from "../../present.ts";
import type { IncidentStatus, IncidentUpdate } from "../../types.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { childrenOf, elementName, type HtmlNode, parseHtml, textOf } from "../wire/html.ts";
import { inOrder } from "../wire/order.ts";
import { asTime } from "../wire/values.ts";
import { incidentStatus } from "../wire/words.ts";

interface Block {
  readonly word: string;
  readonly body: HtmlNode[];
  shownAt?: string;
}

/**
 * The updates in an issue's text, which by custom is written newest first: `*Monitoring* - It is fixed.`, then when,
 * `<p class="faded">04 Mar 2026 10:40</p>`. A text that is not written so is one update. `created` is when the issue
 * was, for the zone that the times are in.
 */
export function readUpdates(
  html: string,
  status: IncidentStatus,
  created: string | undefined,
): IncidentUpdate[] {
  const nodes = parseHtml(html);
  const blocks: Block[] = [];
  for (const node of nodes) {
    const head = headOf(node);
    const newest = blocks.at(-1);
    if (head) blocks.push(head);
    else if (newest && isTime(node)) newest.shownAt ??= textOf([node]);
    else newest?.body.push(node);
  }
  if (blocks.length === 0) {
    const message = textOf(nodes);
    return message === "" ? [] : withDerivedIds([{ status, message }]);
  }
  const offset = /[+-]\d{4}(?=\s|$)/.exec(created ?? "")?.[0] ?? "+0000";
  let before: IncidentStatus = "investigating";
  const updates = blocks.reverse().map(({ word, body, shownAt }) => {
    const read = /^update$/i.test(word) ? { status: before, rawStatus: word } : statusOf(word);
    before = read.status;
    const postedAtMs = shownAt === undefined ? undefined : asTime(`${shownAt} ${offset}`);
    return { ...read, message: textOf(body).replace(/^[-–—:]\s*/, ""), ...present({ postedAtMs }) };
  });
  return inOrder(withDerivedIds(updates));
}

function statusOf(word: string): { status: IncidentStatus; rawStatus?: string } {
  return /^post-?mortem$/i.test(word) ? { status: "postmortem" } : incidentStatus(word);
}

/** A paragraph that begins with a word or two set off from the rest by a dash, or that stand alone. */
function headOf(node: HtmlNode): Block | undefined {
  if (elementName(node) !== "p" || isTime(node)) return undefined;
  const [first, ...rest] = childrenOf(node);
  if (!first || !["em", "strong"].includes(elementName(first))) return undefined;
  const word = textOf([first]);
  const isSetOff = /^\s*([-–—:]|$)/.test(textOf(rest));
  return isSetOff && word.length <= 30 ? { word, body: rest } : undefined;
}

function isTime(node: HtmlNode): boolean {
  return "attribs" in node && node.attribs["class"] === "faded";
}
