import type { Document } from "../../http/document.ts";
import type { Snapshot } from "../../types.ts";
import { accepts, readDocument } from "../reading/document.ts";
import type { FeedFormat } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { parseJson, refuseContent } from "../wire/json.ts";
import { asRecord } from "../wire/values.ts";
import { isArchive, readArchive } from "./archive.ts";
import { isEvent, readEvents } from "./events.ts";

const EVENTS = "https://health.aws.amazon.com/public/currentevents";

/**
 * The public AWS Health Dashboard: one list of events for all services and regions, in UTF-16. Also what the dashboard
 * before it kept in `data.json`. Its RSS feeds are read as feeds.
 */
export const aws: FeedFormat = {
  label: "the AWS Health Dashboard",
  proof: "captured",
  matches: isAws,
  probes: () => [],
  watchesPage: false,
  recognises: (document) => accepts(parseAws, document),
  shared,
  onlyDocument: shared,
  read: (documents) => readDocument(documents, shared(documents.url), parseAws),
};

function isAws(url: URL): boolean {
  return isOnHost(url, "health.aws.amazon.com", "status.aws.amazon.com") && !/\.rss$/i.test(url.pathname);
}

function shared(url: URL): URL {
  return isAws(url) ? new URL(EVENTS) : url;
}

/** @throws {FormatError} */
function parseAws(document: Document): Snapshot {
  const wanted = "the list of AWS events";
  const value = parseJson(document, wanted);
  const root = asRecord(value);
  if (root && isArchive(root)) return readArchive(root);
  if (!Array.isArray(value)) return refuseContent(document, wanted);
  // When all is well the list is empty, which only the address tells from anyone else's empty list.
  const isOurs = value.length > 0 ? value.some(isEvent) : isAws(document.url);
  return isOurs ? readEvents(value.filter(isEvent)) : refuseContent(document, wanted);
}
