import { decodeEntities } from "../wire/entities.ts";
import { type Block, messageOf, SCHEDULED_EVENT } from "./block.ts";

/** What is longer may have more tags than are looked at of any HTML. */
const LONGEST = 50_000;
const BR = "<br ?/?>";
const TIME = "[^<]*(?:<var data-var='(?:date|time)'>[^<]*</var>[^<]*)*";
const INLINE = `[^<]*(?:<(?:br ?/?|a(?: [\\w-]+="[^"<>]*")*|/a)>[^<]*)*`;
const BLOCK = new RegExp(
  `<p>\\s*<small>(${TIME})</small>\\s*${BR}\\s*<strong>([^<]*)</strong>(${INLINE})</p>\\s*`,
  "y",
);
const BREAKS = new RegExp(BR, "g");
const TAGS = /<[^>]*>/g;

/**
 * The updates of a list in which nothing is out of the ordinary: each a paragraph with a time, a word, and text with
 * breaks and links at most. Nearly all are, and to make nodes of one takes several times as long. Undefined wherever
 * there is anything else.
 */
export function readPlainBlocks(html: string): Block[] | undefined {
  if (html.length > LONGEST) return undefined;
  const blocks: Block[] = [];
  BLOCK.lastIndex = 0;
  for (let at = 0; at < html.length; at = BLOCK.lastIndex) {
    const match = BLOCK.exec(html);
    if (!match) return undefined;
    const [, time = "", strong = "", inline = ""] = match;
    const shownAt = textOf(time)?.replace(/\s+/g, " ");
    const word = textOf(strong);
    const text = textOf(inline);
    if (!shownAt || word === undefined || text === undefined || SCHEDULED_EVENT.test(word)) return undefined;
    blocks.push({ shownAt, word, message: messageOf(text) });
  }
  return blocks;
}

/** Of a piece of such a list; undefined where an entity is out of the ordinary. */
function textOf(html: string): string | undefined {
  const text = html.includes("<") ? html.replace(BREAKS, "\n").replace(TAGS, "") : html;
  return decodeEntities(text)?.trim();
}
