import type { Document } from "../../http/document.ts";
import { readByClock } from "../reading/ahead.ts";
import { accepts } from "../reading/document.ts";
import type { FeedFormat } from "../types.ts";
import { isOnHost, pageOf } from "../wire/address.ts";
import { parseBetterstack } from "./parse.ts";

const INDEX = "index.json";
const PAGE_HOSTS = ["betteruptime.com", "betterstack.com"] as const;
/** The product's own sites. */
const OWN_HOST =
  /^(?:www|uptime|logs|docs|telemetry|errors|warehouse|login|community)?\.?(?:betteruptime|betterstack)\.com$/;

/** Better Stack (Better Uptime before) by its JSON. */
export const betterstack: FeedFormat = {
  label: "a Better Stack page",
  proof: "documented",
  matches: (url) => isOnHost(url, ...PAGE_HOSTS) && !OWN_HOST.test(url.hostname),
  probes: (page) => [new URL(INDEX, page)],
  watchesPage: true,
  recognises: (document) => accepts((one) => parseBetterstack(one), document),
  marks: isBetterstackPage,
  async read(documents) {
    const { url, nowMs } = documents;
    const isDocument = url.pathname.endsWith(".json");
    const page = pageOf(url, INDEX);
    const index = isDocument ? url : new URL(INDEX, page);
    const parse = (document: Document) => parseBetterstack(document, nowMs);
    const reading = await readByClock(documents, index, parse);
    if (reading.outcome !== "read" || isDocument || !reading.movedTo) return reading;
    return { ...reading, movedTo: pageOf(reading.movedTo, INDEX) };
  },
};

/** Its pages load the style of status pages from the product's host; pages that link to it do not. */
function isBetterstackPage(page: Document): boolean {
  const html = page.text();
  return /["']https:\/\/uptime\.better(?:stack|uptime)\.com\/(?:packs|assets)\/[\w/]*status_page/.test(html);
}
