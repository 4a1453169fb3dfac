import type { Document } from "../../http/document.ts";

/** How a kind of feed is written. */
export interface FeedSyntax {
  /** The element that is an entry. */
  readonly entry: string;
  /** How many elements the entries lie in. */
  readonly depth: number;
  /** The end tags of those, with what may stand around them. */
  readonly tail: RegExp;
  /** The elements beside the entries that say when the feed was written. */
  readonly stamps: readonly string[];
}

/** A feed cut into its entries, without having been parsed. Each of them, between head and tail, is a feed of one entry. */
export interface FeedPieces {
  /** All that stands before the first entry. */
  readonly head: Buffer;
  readonly entries: readonly Buffer[];
  /** The end tags. */
  readonly tail: Buffer;
}

const LONGEST_TAIL = 1_000;
/** Anything else might make the feed another one, or break it. */
const DATE = /^[\w :+.,-]{0,60}$/;
const [BANG, QUESTION] = [0x21, 0x3f];
/** The blanks of XML. */
const BLANKS: ReadonlySet<string | undefined> = new Set([" ", "\t", "\r", "\n"]);

/**
 * Cuts a feed at the tags of its entries. Undefined wherever anything is out of the ordinary: another encoding, a
 * document type, anything but blanks between the entries or anything but end tags after them. It looks for tags only;
 * whether what lies between them is well formed shows when it is parsed.
 */
export function cutFeed(document: Document, { entry, tail }: FeedSyntax): FeedPieces | undefined {
  if (!document.isUtf8()) return undefined;
  const { body } = document;
  // A character a byte, whatever it is in UTF-8: tags are ASCII, and a body is read so in no time.
  const xml = body.toString("latin1");
  const [open, close] = [`<${entry}`, `</${entry}>`];
  const entries: Buffer[] = [];
  let start = -1;
  let end = -1;
  for (let at = xml.indexOf("<"); at >= 0; at = xml.indexOf("<", at + 1)) {
    const isBetween = start < 0 && end >= 0;
    if (isBetween && !isBlank(xml, end, at)) return undefined;
    const next = xml.charCodeAt(at + 1);
    if (next === BANG || next === QUESTION) {
      const after = endOfSection(xml, at);
      // An instruction would hold for the entries after it too.
      if (after < 0 || isBetween || (next === QUESTION && start >= 0)) return undefined;
      at = after - 1;
    } else if (isStartOf(xml, open, at)) {
      if (start >= 0) return undefined;
      start = at;
    } else if (start >= 0 && xml.startsWith(close, at)) {
      end = at + close.length;
      entries.push(body.subarray(start, end));
      start = -1;
    } else if (isBetween) {
      break;
    }
  }
  const [first] = entries;
  if (!first || start >= 0 || xml.length - end > LONGEST_TAIL || !tail.test(xml.slice(end))) return undefined;
  return { head: body.subarray(0, first.byteOffset - body.byteOffset), entries, tail: body.subarray(end) };
}

/**
 * What stands before the entries, as text of one character a byte, without the times at which the feed was written; all
 * of it where there is any doubt which those are.
 */
export function headWithoutStamps(head: Buffer, { depth: ofEntries, stamps }: FeedSyntax): string {
  const xml = head.toString("latin1");
  const kept: string[] = [];
  let keptTo = 0;
  let depth = 0;
  for (let at = xml.indexOf("<"); at >= 0; at = xml.indexOf("<", at + 1)) {
    const next = xml.charCodeAt(at + 1);
    const isSection = next === BANG || next === QUESTION;
    const after = isSection ? endOfSection(xml, at) : endOfTag(xml, at);
    if (after < 0) return xml;
    const tag = xml.slice(at + 1, after - 1);
    if (isSection) {
      at = after - 1;
    } else if (depth === ofEntries && stamps.includes(tag)) {
      const close = `</${tag}>`;
      const closeAt = xml.indexOf("<", after);
      if (!xml.startsWith(close, closeAt) || !DATE.test(xml.slice(after, closeAt))) return xml;
      kept.push(xml.slice(keptTo, at));
      keptTo = closeAt + close.length;
      at = keptTo - 1;
    } else {
      at = after - 1;
      if (tag.startsWith("/")) depth--;
      else if (!tag.endsWith("/")) depth++;
    }
  }
  return kept.join("") + xml.slice(keptTo);
}

/** Whether a tag of this name, which is no empty element's, starts there. */
function isStartOf(xml: string, open: string, at: number): boolean {
  const after = xml[at + open.length];
  return xml.startsWith(open, at) && (after === ">" || BLANKS.has(after));
}

/** Past the end of a CDATA section, a comment or an instruction; -1 where it is something else, or does not end. */
function endOfSection(xml: string, at: number): number {
  if (xml.startsWith("<![CDATA[", at)) return endOf(xml, "]]>", at + 9);
  if (xml.startsWith("<!--", at)) return endOf(xml, "-->", at + 4);
  return xml.startsWith("<?", at) ? endOf(xml, "?>", at + 2) : -1;
}

function endOf(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}

/** Past the end of a tag, whatever stands in its quotes; -1 where it does not end. */
function endOfTag(xml: string, from: number): number {
  let quote: string | undefined;
  for (let at = from; at < xml.length; at++) {
    const char = xml[at];
    if (quote !== undefined) quote = char === quote ? undefined : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === ">") return at + 1;
  }
  return -1;
}

function isBlank(xml: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!BLANKS.has(xml[at])) return false;
  return true;
}
