import type { Document } from "../../http/document.ts";
import type { Snapshot } from "../../types.ts";
import { accepts, readDocument } from "../reading/document.ts";
import { readLocated } from "../reading/located.ts";
import { parseRss } from "../rss.ts";
import type { FeedFormat } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { parseSummary } from "./parse.ts";

const SUMMARY = "sp/api/public/summary_details/statuspages/";
const ANY_SUMMARY = /\/sp\/api\/(?:public|u)\/summary_details(?:\/|$)/;

/**
 * Site24x7's StatusIQ: what its pages show comes from a summary whose address holds a key of the page's. The feed that
 * its owner may switch on lists the components and how they are, as items, and no incident.
 */
export const statusiq: FeedFormat = {
  label: "a StatusIQ page (Site24x7)",
  proof: "documented",
  matches: (url) => isOnHost(url, "site24x7statusiq.com") || ANY_SUMMARY.test(url.pathname),
  probes: (page) => [new URL("sp/api/u/summary_details", page)],
  watchesPage: true,
  recognises: isSummary,
  marks: (page) => keyOf(page) !== undefined,
  read(documents) {
    const { url } = documents;
    if (isDocument(url)) return readDocument(documents, url, parseEither);
    const locate = (page: Document): URL => {
      if (isSummary(page)) return url;
      const key = keyOf(page);
      return new URL(key ? SUMMARY + key : "rss", `${page.url.origin}/`);
    };
    return readLocated(documents, url, locate, (found) => readDocument(documents, found, parseEither));
  },
};

function isDocument(url: URL): boolean {
  return ANY_SUMMARY.test(url.pathname) || /\/rss\/?$/.test(url.pathname);
}

function parseEither(document: Document): Snapshot {
  const isFeed = document.text().slice(0, 500).trimStart().startsWith("<");
  return isFeed ? parseRss(document) : parseSummary(document);
}

function isSummary(document: Document): boolean {
  return accepts(parseSummary, document);
}

/** The key stands among what the page's scripts begin with. */
function keyOf(page: Document): string | undefined {
  return /"enc_statuspage_id"\s*:\s*"([\w=-]{16,200})"/.exec(page.text())?.[1];
}
