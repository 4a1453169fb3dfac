import type { Document } from "../http/document.ts";
import { describeUrl } from "../http/url.ts";
import { present } from "../present.ts";
import type { Snapshot } from "../types.ts";
import { feedLine, lineIn } from "./entries/feed-line.ts";
import type { Feed, FeedEntry } from "./entries/types.ts";
import { feedSnapshot } from "./feed.ts";
import type { FeedKind } from "./reading/cut-feed.ts";
import { accepts } from "./reading/document.ts";
import { readFeed } from "./reading/feed.ts";
import { type FeedFormat, FormatError } from "./types.ts";
import { parseDate } from "./wire/displayed-time.ts";
import { htmlToText, xmlText } from "./wire/html.ts";
import { asRecord, asRecords, asWebAddress, type WireRecord } from "./wire/values.ts";
import { asList, attribute, elementText, parseXml } from "./wire/xml.ts";

const ATOM: FeedKind = {
  entry: "entry",
  depth: 1,
  tail: /^[ \t\r\n]*<\/feed>[ \t\r\n]*$/,
  stamps: ["updated"],
  read: readAtom,
};

/** Atom (RFC 4287). */
export const atom: FeedFormat = {
  label: "an Atom feed, of Statuspage, incident.io or anyone",
  proof: "captured",
  matches: (url) => /\.atom$/i.test(url.pathname),
  probes: (page) => ["history.atom", "feed.atom"].map((path) => new URL(path, page)),
  watchesPage: false,
  recognises: (document) => accepts(parseAtom, document),
  onlyDocument: (url) => url,
  read: (documents) => readFeed(documents, documents.url, ATOM),
};

/** @throws {FormatError} */
export function parseAtom(document: Document): Snapshot {
  return feedSnapshot(readAtom(document));
}

function readAtom(document: Document): Feed {
  const root = parseXml(document, "an Atom feed", true);
  const feed = root["feed"] === "" ? {} : asRecord(root["feed"]);
  if (!feed) {
    throw new FormatError(
      "not_this_format",
      `${describeUrl(document.url)} answered with XML that is not an Atom feed`,
    );
  }
  const address = document.url.href;
  return {
    address,
    ...present({
      generator: generatorOf(feed["generator"]),
      title: plainText(feed["title"]),
      description: lineIn(feed["subtitle"]),
      link: alternateLink(feed["link"], address),
      updatedMs: parseDate(elementText(feed["updated"])),
    }),
    entries: asRecords(asList(feed["entry"])).map((entry) => readAtomEntry(entry, address)),
  };
}

function readAtomEntry(entry: WireRecord, base: string): FeedEntry {
  const title = plainText(entry["title"]) ?? "";
  const link = alternateLink(entry["link"], base);
  const terms = asList(entry["category"]).map((one) => attribute(one, "term"));
  return {
    id: feedLine(elementText(entry["id"]) ?? link ?? title),
    title,
    html: asHtml(entry["content"]) ?? asHtml(entry["summary"]) ?? "",
    categories: terms.filter((term) => term !== undefined).map(feedLine),
    ...present({
      link,
      publishedMs: parseDate(elementText(entry["published"])),
      updatedMs: parseDate(elementText(entry["updated"])),
    }),
  };
}

/** A program by its name; where it has none, by its address. */
function generatorOf(value: unknown): string | undefined {
  return feedLine(elementText(value) ?? attribute(value, "uri") ?? "") || undefined;
}

/** Plain text of a text construct, which was kept as written. */
function plainText(value: unknown): string | undefined {
  const html = asHtml(value);
  return html === undefined ? undefined : feedLine(htmlToText(html));
}

/** HTML of a text construct (RFC 4287, 3.1): escaped as `html`, as elements of `xhtml`, or plain text. */
function asHtml(value: unknown): string | undefined {
  const raw = elementText(value);
  if (raw === undefined) return undefined;
  const type = attribute(value, "type") ?? "text";
  // Elements as such, where they should be escaped, are read as they were meant.
  const isMarkup = /xhtml/i.test(type) || (/html/i.test(type) && /^\s*<[a-z]/i.test(raw));
  if (isMarkup) return raw.replace(/\s+/g, " ");
  const text = xmlText(raw);
  return /html/i.test(type) ? text : text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function alternateLink(value: unknown, base: string): string | undefined {
  const links = asList(value);
  const link = links.find((one) => (attribute(one, "rel") ?? "alternate") === "alternate");
  return asWebAddress(attribute(link, "href"), base);
}
