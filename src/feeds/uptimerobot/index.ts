import type { Document } from "../../http/document.ts";
import type { Snapshot } from "../../types.ts";
import { accepts } from "../reading/document.ts";
import { readLocated } from "../reading/located.ts";
import { readTogether } from "../reading/together.ts";
import type { DocumentReader, FeedFormat, Reading } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { asWebAddress } from "../wire/values.ts";
import { pageCount, parseMonitors } from "./parse.ts";

const MONITORS = "/api/getMonitorList/";
const EVENTS = "/api/getEventFeed/";
const HOST = "stats.uptimerobot.com";
/** Of its monitors a page shows thirty at a time; beyond this many times thirty nobody reads a page. */
const MOST_PAGES = 10;

/** UptimeRobot's public pages: the monitors, and what their owner posted in the feed of events. */
export const uptimerobot: FeedFormat = {
  label: "an UptimeRobot page",
  proof: "captured",
  matches: (url) => isOnHost(url, HOST) || url.pathname.includes(MONITORS),
  probes: () => [],
  watchesPage: true,
  recognises: isMonitors,
  marks: (page) => monitorsOf(page) !== undefined,
  read(documents) {
    const { url } = documents;
    if (url.pathname.includes(MONITORS)) return readMonitors(documents, url);
    // There the key is in the address: the page itself need not be asked for.
    const key = isOnHost(url, HOST) && /^\/(\w+)\/?$/.exec(url.pathname)?.[1];
    if (key) return readMonitors(documents, new URL(MONITORS + key, url));
    const find = (page: Document) => (isMonitors(page) ? url : monitorsOf(page));
    return readLocated(documents, url, find, (found) => readMonitors(documents, found));
  },
};

function isMonitors(document: Document): boolean {
  return accepts((monitors) => parseMonitors(monitors), document);
}

/** What the page's scripts ask: `window.pspApiPath = 'https://…/api/getMonitorList/<key>'`, on its host or the vendor's. */
function monitorsOf(page: Document): URL | undefined {
  const written = /\bpspApiPath\s*=\s*(["'])([^"']{1,500})\1/.exec(page.text())?.[2];
  const address = asWebAddress(written, page.url.href);
  if (address === undefined) return undefined;
  const url = new URL(address);
  const isTheirs = url.hostname === page.url.hostname || isOnHost(url, "uptimerobot.com");
  return isTheirs && url.pathname.includes(MONITORS) ? url : undefined;
}

async function readMonitors(documents: DocumentReader, monitors: URL): Promise<Reading> {
  const known = Number(documents.found.get(monitors.pathname) ?? 1);
  const events = new URL(monitors.pathname.replace(MONITORS, EVENTS), monitors);
  const hasEvents = events.pathname !== monitors.pathname;
  const rest = Array.from({ length: known - 1 }, (_, index) => numbered(monitors, index + 2));
  let count = known;
  const parse = (first: Document, ...others: readonly (Document | undefined)[]): Snapshot => {
    count = Math.min(pageCount(first), MOST_PAGES);
    return parseMonitors(first, hasEvents ? others[0] : undefined, others.slice(hasEvents ? 1 : 0));
  };
  const asked = [...(hasEvents ? [events] : []), ...rest];
  const reading = await readTogether(documents, [numbered(monitors, 1), ...asked], parse);
  if (reading.outcome === "read") documents.found.set(monitors.pathname, String(count));
  return reading.outcome === "read" && count > known ? readMonitors(documents, monitors) : reading;
}

function numbered(monitors: URL, page: number): URL {
  const url = new URL(monitors);
  url.searchParams.set("page", String(page));
  return url;
}
