import { Parser } from "htmlparser2";
import { isOnHost } from "../../feeds/wire/address.ts";
import { MOST_TAGS, parseHtml, textOf } from "../../feeds/wire/html.ts";
import { asWebAddress } from "../../feeds/wire/values.ts";
import { cleanText } from "../../text.ts";
import type { Lines, Link } from "./types.ts";

/** More than any notice has; what is cut off are footers and histories. */
const LONGEST_BODY = 300_000;
const MOST_LINES = 5_000;
const MOST_LINKS = 300;
const LONGEST_LINK = 2_000;
const LONGEST_LINK_TEXT = 200;
/** Tags and entities that are meant as such: `<hostname>` is text. */
const MARKUP =
  /<(?:br|\/(?:a|b|code|em|i|li|ol|p|span|strong|u|ul))\s{0,5}\/?>|&(?:amp|lt|gt|quot|nbsp|#\d{1,6});/i;
const PUNCTUATION: ReadonlySet<string> = new Set(".,;:!?*");
const ADDRESS = /\bhttps?:\/\/[^\s<>"'()[\]{}|\\^`]+/gi;

/** Some pages' updates are HTML, and are put into plain text as they are. */
export function linesOfText(text: string): Lines {
  const start = text.slice(0, LONGEST_BODY);
  return linesOf(MARKUP.test(start) ? textOf(parseHtml(start)) : start);
}

/** What a reader of it sees, a line for each block. */
export function linesOfHtml(html: string): Lines {
  // Line ends in the source of HTML are blanks.
  return linesOf(textOf(parseHtml(html.slice(0, LONGEST_BODY).replace(/\s+/g, " "))));
}

function linesOf(text: string): Lines {
  return cleanText(text)
    .split("\n", MOST_LINES)
    .map((line) => line.trim());
}

export function linksOfText(text: string): Link[] {
  const addresses = text.slice(0, LONGEST_BODY).match(ADDRESS) ?? [];
  return addresses.slice(0, MOST_LINKS).flatMap((written) => {
    // Half of one would lead elsewhere.
    const address = written.length > LONGEST_LINK ? undefined : withoutPunctuation(written);
    const url = webUrl(address);
    return url && address ? [{ url, text: address }] : [];
  });
}

/** What ends a sentence ends no address. */
function withoutPunctuation(address: string): string {
  let end = address.length;
  while (PUNCTUATION.has(address.charAt(end - 1))) end--;
  return address.slice(0, end);
}

export function linksOfHtml(html: string): Link[] {
  const links: Link[] = [];
  let tags = 0;
  let open: { readonly url: URL; text: string } | undefined;
  const parser = new Parser({
    onopentag(name, { href }) {
      if (++tags >= MOST_TAGS || links.length >= MOST_LINKS) parser.pause();
      const url = name === "a" ? webUrl(href) : undefined;
      if (url) open = { url, text: "" };
    },
    ontext(text) {
      if (open && open.text.length < LONGEST_LINK_TEXT) open.text += text;
    },
    onclosetag(name) {
      if (name !== "a" || !open) return;
      links.push({ url: open.url, text: cleanText(open.text.replace(/\s+/g, " ")) });
      open = undefined;
    },
  });
  parser.end(html.slice(0, LONGEST_BODY));
  return links;
}

function webUrl(address: string | undefined): URL | undefined {
  const web = asWebAddress(address);
  if (web === undefined) return undefined;
  const url = new URL(web);
  // Outlook puts itself before every link.
  const wrapped = isOnHost(url, "safelinks.protection.outlook.com") ? url.searchParams.get("url") : null;
  const inner = wrapped === null ? web : asWebAddress(wrapped);
  return inner === undefined ? undefined : new URL(inner);
}
