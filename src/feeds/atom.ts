import type { Document } from "../http/document.ts";
import { describeUrl } from "../http/url.ts";
import { present } from "../present.ts";
import type { Snapshot } from "../types.ts";
import { parseFeedDate } from "./displayed-time.ts";
import { accepts, readDocument } from "./document.ts";
import type { FeedEntry } from "./entries/types.ts";
import { feedSnapshot } from "./feed.ts";
import { htmlToText } from "./html.ts";
import { type FeedFormat, FormatError } from "./types.ts";
import { asRecord, asRecords, asWebAddress, type WireRecord } from "./wire.ts";
import { asList, attribute, elementText, parseXml } from "./xml.ts";

/** Atom (RFC 4287). */
export const atom: FeedFormat = {
  label: "an Atom feed, of Statuspage, incident.io or anyone",
  matches: (url) => /\.atom$/i.test(url.pathname),
  probes: (page) => ["history.atom", "feed.atom"].map((path) => new URL(path, page)),
  watchesPage: false,
  recognises: (document) => accepts(parseAtom, document),
  read: (documents) => readDocument(documents, documents.url, parseAtom),
};

/** @throws {FormatError} */
export function parseAtom(document: Document): Snapshot {
  const root = parseXml(document, "an Atom feed");
  const feed = root["feed"] === "" ? {} : asRecord(root["feed"]);
  if (!feed) {
    throw new FormatError(
      "not_this_format",
      `${describeUrl(document.url)} answered with XML that is not an Atom feed`,
    );
  }
  return feedSnapshot({
    ...present({ title: textConstruct(feed["title"]), link: alternateLink(feed["link"], document.url.href) }),
    entries: asRecords(asList(feed["entry"])).map((entry) => readAtomEntry(entry, document.url.href)),
  });
}

function readAtomEntry(entry: WireRecord, base: string): FeedEntry {
  const title = textConstruct(entry["title"]) ?? "";
  const link = alternateLink(entry["link"], base);
  return {
    id: elementText(entry["id"]) ?? link ?? title,
    title,
    html: contentHtml(entry["content"]) ?? contentHtml(entry["summary"]) ?? "",
    ...present({
      link,
      publishedMs: parseFeedDate(elementText(entry["published"])),
      updatedMs: parseFeedDate(elementText(entry["updated"])),
    }),
  };
}

/** Plain text of a text construct: `type="html"` is decoded once more, all else is text already. */
function textConstruct(value: unknown): string | undefined {
  const text = elementText(value);
  return text !== undefined && /html/i.test(attribute(value, "type") ?? "") ? htmlToText(text) : text;
}

/** HTML of a content element. XHTML was read as elements; of it the text is kept. */
function contentHtml(value: unknown): string | undefined {
  const type = attribute(value, "type") ?? "text";
  const text = elementText(value);
  if (/xhtml/i.test(type)) return innerText(value);
  if (text === undefined) return undefined;
  return type === "text" ? escapeHtml(text) : text;
}

function innerText(value: unknown): string {
  if (typeof value === "string") return escapeHtml(value);
  if (Array.isArray(value)) return value.map(innerText).join("<br>");
  return Object.entries(asRecord(value) ?? {})
    .filter(([name]) => !name.startsWith("@"))
    .map(([, inner]) => innerText(inner))
    .join("<br>");
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function alternateLink(value: unknown, base: string): string | undefined {
  const links = asList(value);
  const link = links.find((one) => (attribute(one, "rel") ?? "alternate") === "alternate");
  return asWebAddress(attribute(link, "href"), base);
}
