import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import type { Component, ComponentStatus, Incident, Snapshot } from "../types.ts";
import { feedLine } from "./entries/feed-line.ts";
import type { FeedEntry } from "./entries/types.ts";
import { feedSnapshot } from "./feed.ts";
import { accepts, readDocument } from "./reading/document.ts";
import { readTogether } from "./reading/together.ts";
import { MOST_COMPONENTS } from "./tidy.ts";
import type { FeedFormat } from "./types.ts";
import { isOnHost } from "./wire/address.ts";
import { parseDate } from "./wire/displayed-time.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import { asId, asRecord, asRecords, asString, asWebAddress, type WireRecord } from "./wire/values.ts";
import { impactOf, wordIn } from "./wire/words.ts";
import { asList, elementText, parseXml } from "./wire/xml.ts";

const HOST = "ocistatus.oraclecloud.com";
const PAGE = `https://${HOST}/`;
const FEED = "api/v2/incident-summary.rss";
const STATUS = "api/v2/status.json";
const COMPONENTS = /\/api\/v2\/components(?:_v2)?\.json$/;
/** How the ids of its incidents begin, in the feed and in the list of components. */
const INCIDENT_ID = "ocid1.oraclecloudincident.";

/**
 * Oracle Cloud Infrastructure. Taken from Oracle's documentation of `components.json` and `status.json`, and from
 * descriptions of `incident-summary.rss` by projects that read it: an item an incident, changed in place, with all
 * its updates written as Statuspage writes them.
 *
 * The page is read by its feed and its word for everything. The components are each service in each region, thousands
 * of rows: only read where `components.json` itself is what is watched.
 */
export const oracle: FeedFormat = {
  label: "the status page of Oracle Cloud (OCI)",
  proof: "unproven",
  matches: (url) => isOnHost(url, HOST),
  probes: () => [],
  watchesPage: true,
  recognises: (document) =>
    accepts(parseComponents, document) ||
    (document.text().includes(INCIDENT_ID) && accepts(parseFeed, document)),
  read(documents) {
    const { url } = documents;
    if (COMPONENTS.test(url.pathname)) return readDocument(documents, url, parseComponents);
    if (url.pathname.endsWith(".rss")) return readDocument(documents, url, parseFeed);
    return readTogether(documents, [new URL(`/${FEED}`, url), new URL(`/${STATUS}`, url)], parsePage);
  },
};

/** @throws {FormatError} */
function parsePage(feed: Document, status?: Document): Snapshot {
  const snapshot = parseFeed(feed);
  const indicator = status && indicatorIn(status);
  return { ...snapshot, ...(indicator && { indicator: impactOf(indicator) }) };
}

/** Absent where the document is something else: the incidents are worth having without. */
function indicatorIn(document: Document): string | undefined {
  try {
    return asString(asRecord(asRecord(document.json())?.["status"])?.["indicator"]);
  } catch {
    return undefined;
  }
}

/** @throws {FormatError} */
function parseFeed(document: Document): Snapshot {
  const wanted = "the incidents of Oracle Cloud";
  const channel = asRecord(asRecord(parseXml(document, wanted)["rss"])?.["channel"]);
  if (!channel) return refuseContent(document, wanted);
  const entries = asRecords(asList(channel["item"])).map((item) => readItem(item, document.url.href));
  if (!entries.every(({ id }) => id.startsWith(INCIDENT_ID))) return refuseContent(document, wanted);
  const { page, incidents, ...rest } = feedSnapshot({
    entries,
    ...present({
      title: elementText(channel["title"]),
      link: asWebAddress(elementText(channel["link"]), document.url.href),
    }),
  });
  return {
    page: { name: "Oracle Cloud", url: page.url ?? PAGE },
    incidents: incidents.map(withPlace),
    ...rest,
  };
}

function readItem(item: WireRecord, base: string): FeedEntry {
  const postedMs = parseDate(elementText(item["pubDate"]));
  return {
    id: feedLine(elementText(item["guid"]) ?? ""),
    title: feedLine(elementText(item["title"]) ?? ""),
    html: spaced(elementText(item["description"]) ?? ""),
    ...present({
      link: asWebAddress(elementText(item["link"]), base),
      publishedMs: postedMs,
      updatedMs: postedMs,
    }),
  };
}

/** Times are Statuspage's `Oct <var>04</var>, <var>09:12</var> UTC`, but with nothing between their parts. */
function spaced(html: string): string {
  return html.replace(/<\/var>[\s,]{0,20}<var\b[^<>]{0,100}>/g, ", ").replace(/<\/?var\b[^<>]{0,100}>/g, " ");
}

/** Titles are "Networking | US East (Ashburn) | 210f910e": the service, the region, and a number to quote. */
function withPlace(incident: Incident): Incident {
  const [service, region] = incident.title.split("|", 3).map((part) => part.trim());
  return service && region ? { ...incident, components: [{ name: nameOf(region, service) }] } : incident;
}

/** @throws {FormatError} */
function parseComponents(document: Document): Snapshot {
  const wanted = "the components of Oracle Cloud";
  const reports = parseJsonRecord(document, wanted)["regionHealthReports"];
  const regions = asRecords(reports);
  const isOurs =
    Array.isArray(reports) && regions.every((region) => Array.isArray(region["serviceHealthReports"]));
  if (!isOurs) return refuseContent(document, wanted);
  return {
    page: { name: "Oracle Cloud", url: PAGE },
    incidents: [],
    components: regions.flatMap(readRegion).slice(0, MOST_COMPONENTS),
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: false,
  };
}

function readRegion(region: WireRecord): Component[] {
  const regionId = asId(region["regionCanonicalName"]) ?? asId(region["regionId"]);
  const regionName = asString(region["regionName"]) ?? regionId;
  return asRecords(region["serviceHealthReports"]).flatMap((service) => {
    const id = asId(service["serviceCanonicalName"]) ?? asId(service["serviceId"]);
    const name = asString(service["serviceName"]) ?? id;
    if (!id || !name || !regionId || !regionName) return [];
    return {
      id: `${regionId}/${id}`,
      name: nameOf(regionName, name),
      ...serviceStatus(asString(service["serviceStatus"])),
    };
  });
}

function nameOf(region: string, service: string): string {
  return `${region} – ${service}`;
}

/** Written as one word in the document, as several in its documentation. */
const SERVICE_WORDS: Readonly<Record<string, ComponentStatus>> = {
  normal_performance: "operational",
  degraded_performance: "degraded_performance",
  service_disruption: "partial_outage",
  service_down: "major_outage",
};

function serviceStatus(word: string | undefined): Pick<Component, "status" | "rawStatus"> {
  // There is something to read about the service, and nothing wrong with it.
  if (word === "Informational") return { status: "operational", rawStatus: word };
  return wordIn(SERVICE_WORDS, word?.slice(0, 100).replace(/([a-z])(?=[A-Z])/g, "$1 "));
}
