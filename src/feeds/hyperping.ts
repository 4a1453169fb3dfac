import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import type { Component, ComponentStatus, Impact, Snapshot } from "../types.ts";
import { accepts, readDocument } from "./reading/document.ts";
import type { FeedFormat } from "./types.ts";
import { isOnHost, pageOf } from "./wire/address.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import { asId, asRecords, asString, asWebAddress, type WireRecord } from "./wire/values.ts";
import { wordIn } from "./wire/words.ts";

const DOCUMENT = "status.json";
const WANTED = "a Hyperping page's status";

/**
 * Hyperping: one word for the page, and from older pages one for each service. Of its incidents it tells nothing that
 * can be read without a key.
 */
export const hyperping: FeedFormat = {
  label: "a Hyperping page",
  proof: "unproven",
  matches: (url) => isOnHost(url, "hyperping.app") || /^api\.hyperping\.io$/.test(url.hostname),
  probes: (page) => [new URL(DOCUMENT, page)],
  watchesPage: true,
  recognises: (document) => accepts(parseHyperping, document),
  read(documents) {
    const { url } = documents;
    const status = url.pathname.endsWith(".json") ? url : new URL(DOCUMENT, pageOf(url));
    return readDocument(documents, status, parseHyperping);
  },
};

const INDICATORS: Readonly<Record<string, Exclude<Impact, "unknown">>> = {
  up: "none",
  maintenance: "maintenance",
  // Some services, by its older word and its newer.
  partialoutage: "major",
  incident: "major",
  // All of them.
  outage: "critical",
  down: "critical",
};

const SERVICES: Readonly<Record<string, Exclude<ComponentStatus, "unknown">>> = {
  up: "operational",
  operational: "operational",
  maintenance: "under_maintenance",
  under_maintenance: "under_maintenance",
  down: "major_outage",
  outage: "major_outage",
};

/** @throws {FormatError} */
function parseHyperping(document: Document): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  const indicator = asString(root["indicator"]);
  const services = root["services"];
  // Other products name an indicator too; with it stands the uptime as text, or a list of services.
  const hasUptime = typeof root["uptime"] === "string" && /^[\d.]+\s*%$/.test(root["uptime"]);
  const hasServices = Array.isArray(services) && asRecords(services).every((one) => "indicator" in one);
  if (indicator === undefined || !(hasUptime || hasServices)) return refuseContent(document, WANTED);
  return {
    page: present({ name: asString(root["name"]), url: asWebAddress(root["url"]) }),
    indicator: wordIn(INDICATORS, indicator).status,
    incidents: [],
    ...(hasServices && { components: asRecords(services).flatMap((service) => readService(service)) }),
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: false,
  };
}

/** Services have no ids: where two share a name, their addresses tell them apart. */
function readService(service: WireRecord): Component[] {
  const name = htmlToText(asString(service["name"]) ?? "");
  if (!name) return [];
  const id = asId(service["id"]) ?? `${name} ${asString(service["url"]) ?? ""}`.trim();
  return [{ id, name, ...wordIn(SERVICES, asString(service["indicator"])) }];
}
