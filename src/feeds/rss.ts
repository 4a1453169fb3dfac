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
import { htmlToText } from "./wire/html.ts";
import { asRecord, asRecords, asWebAddress, type WireRecord } from "./wire/values.ts";
import { asList, elementText, parseXml } from "./wire/xml.ts";

/** Of RSS 2.0: in RSS 1.0 the items lie elsewhere. */
const RSS: FeedKind = {
  entry: "item",
  depth: 2,
  tail: /^[ \t\r\n]*<\/channel>[ \t\r\n]*<\/rss>[ \t\r\n]*$/,
  stamps: ["lastBuildDate", "pubDate"],
  read: readRss,
};

/** RSS 2.0, and RSS 1.0 (RDF) where the items stand beside the channel. */
export const rss: FeedFormat = {
  label: "an RSS feed, of Statuspage, incident.io or anyone",
  proof: "captured",
  matches: (url) => /\.rss$/i.test(url.pathname),
  probes: (page) => ["history.rss", "feed.rss", "feed", "rss"].map((path) => new URL(path, page)),
  watchesPage: false,
  recognises: (document) => accepts(parseRss, document),
  onlyDocument: (url) => url,
  read: (documents) => readFeed(documents, documents.url, RSS),
};

/** @throws {FormatError} */
export function parseRss(document: Document): Snapshot {
  return feedSnapshot(readRss(document));
}

function readRss(document: Document): Feed {
  const root = parseXml(document, "an RSS feed");
  const rdf = asRecord(root["rdf:RDF"]);
  const channel = asRecord((asRecord(root["rss"]) ?? rdf)?.["channel"]);
  if (!channel) {
    throw new FormatError(
      "not_this_format",
      `${describeUrl(document.url)} answered with XML that is not an RSS feed`,
    );
  }
  const items = asRecords(asList((rdf ?? channel)["item"]));
  const seen = new Set<string | undefined>();
  const links = items.map((item) => elementText(item["link"]));
  const sharedLinks = new Set(links.filter((link) => seen.size === seen.add(link).size));
  const address = document.url.href;
  return {
    address,
    ...present({
      generator: lineIn(channel["generator"]),
      title: lineIn(channel["title"]),
      description: lineIn(channel["description"]),
      link: asWebAddress(elementText(channel["link"]), address),
      updatedMs: parseDate(elementText(channel["lastBuildDate"]) ?? elementText(channel["pubDate"])),
    }),
    entries: items.map((item) => readItem(item, address, sharedLinks)),
    ...(items.some((item) => !elementText(item["guid"])) && { areIdsShared: true }),
  };
}

/** `sharedLinks` are those of several items, as of all to the page itself: they tell no item from another. */
function readItem(item: WireRecord, base: string, sharedLinks: ReadonlySet<string | undefined>): FeedEntry {
  const title = feedLine(htmlToText(elementText(item["title"]) ?? ""));
  const link = asWebAddress(elementText(item["link"]), base);
  const content = elementText(item["content:encoded"]);
  const description = elementText(item["description"]);
  const categories = asList(item["category"]).map(lineIn);
  return {
    id: lineIn(item["guid"]) ?? (sharedLinks.has(elementText(item["link"])) ? title : (link ?? title)),
    title,
    html: content ?? description ?? "",
    categories: categories.filter((category) => category !== undefined),
    ...present({
      link,
      summary: content === undefined ? undefined : description,
      publishedMs: parseDate(elementText(item["pubDate"]) ?? elementText(item["dc:date"])),
      maintenanceEndMs: parseDate(elementText(item["maintenanceEndDate"])),
    }),
  };
}
