import { Parser } from "htmlparser2";
import type { Document } from "../../http/document.ts";
import { ownCopy } from "../../text.ts";
import { MOST_TAGS } from "../wire/html.ts";

const FEED_TYPES = /^application\/(atom|rss)\+xml$/i;
const MOST_LINKS = 5;

/** The feeds that a web page names in `<link rel="alternate">`, Atom first. */
export function alternateLinks(document: Document): URL[] {
  const links: { url: URL; type: string }[] = [];
  let base = document.url.href;
  let tags = 0;
  const parser = new Parser({
    onopentag(name, { rel, type, href }) {
      if (++tags >= MOST_TAGS) parser.pause();
      if (name === "base" && href && URL.canParse(href, base)) base = new URL(href, base).href;
      if (name !== "link" || !href || !type || !FEED_TYPES.test(type)) return;
      if (!/\balternate\b/i.test(rel ?? "") || !URL.canParse(href, base)) return;
      // Newer engines give of an address that is written as it should be the very text it was made of, a piece of the body.
      const url = new URL(ownCopy(href), base);
      if (url.protocol === "https:" || url.protocol === "http:")
        links.push({ url, type: type.toLowerCase() });
    },
  });
  parser.end(document.text());
  return links
    .sort((a, b) => a.type.localeCompare(b.type))
    .map(({ url }) => url)
    .slice(0, MOST_LINKS);
}
