import type { Document } from "../http/document.ts";
import { describeUrl } from "../http/url.ts";
import { present } from "../present.ts";
import type { Snapshot } from "../types.ts";
import { parseDate } from "./displayed-time.ts";
import { accepts, readDocument } from "./document.ts";
import type { FeedEntry } from "./entries/types.ts";
import { feedSnapshot } from "./feed.ts";
import { htmlToText } from "./html.ts";
import { type FeedFormat, FormatError } from "./types.ts";
import { asRecord, asRecords, asWebAddress, type WireRecord } from "./wire.ts";
import { asList, elementText, parseXml } from "./xml.ts";

/** RSS 2.0, and RSS 1.0 (RDF) where the items stand beside the channel. */
export const rss: FeedFormat = {
  label: "an RSS feed, of Statuspage, incident.io or anyone",
  proof: "captured",
  matches: (url) => /\.rss$/i.test(url.pathname),
  probes: (page) => ["history.rss", "feed.rss", "feed", "rss"].map((path) => new URL(path, page)),
  watchesPage: false,
  recognises: (document) => accepts(parseRss, document),
  read: (documents) => readDocument(documents, documents.url, parseRss),
};

/** @throws {FormatError} */
export function parseRss(document: Document): Snapshot {
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
  const links = items.map((item) => elementText(item["link"]));
  const sharedLinks = new Set(links.filter((link, index) => links.indexOf(link) !== index));
  return feedSnapshot({
    ...present({
      title: elementText(channel["title"]),
      link: asWebAddress(elementText(channel["link"]), document.url.href),
    }),
    entries: items.map((item) => readItem(item, document.url.href, sharedLinks)),
  });
}

/** `sharedLinks` are those of several items, as of all to the page itself: they tell no item from another. */
function readItem(item: WireRecord, base: string, sharedLinks: ReadonlySet<string | undefined>): FeedEntry {
  const title = htmlToText(elementText(item["title"]) ?? "");
  const link = asWebAddress(elementText(item["link"]), base);
  return {
    id: elementText(item["guid"]) ?? (sharedLinks.has(elementText(item["link"])) ? title : (link ?? title)),
    title,
    html: elementText(item["content:encoded"]) ?? elementText(item["description"]) ?? "",
    ...present({
      link,
      publishedMs: parseDate(elementText(item["pubDate"]) ?? elementText(item["dc:date"])),
      maintenanceEndMs: parseDate(elementText(item["maintenanceEndDate"])),
    }),
  };
}
