import type { Document } from "../http/document.ts";
import type { Component, ComponentStatus, Snapshot } from "../types.ts";
import { impactOfComponent } from "../types.ts";
import { accepts, readDocument } from "./reading/document.ts";
import { MOST_COMPONENTS } from "./tidy.ts";
import type { FeedFormat } from "./types.ts";
import { isOnHost } from "./wire/address.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import { asRecord, asRecords, asString, type WireRecord } from "./wire/values.ts";
import { wordIn } from "./wire/words.ts";

const WANTED = "Stripe's status API";
const HOST = "status.stripe.com";
const FULL = new URL(`https://${HOST}/current/full`);
const CURRENT = new URL(`https://${HOST}/current`);

/**
 * Stripe's own status API: which services are up, and nothing of incidents. They are told on www.stripestatus.com, a
 * Statuspage, so the address of the page alone is not taken to mean this.
 */
export const stripe: FeedFormat = {
  label: "Stripe's status API",
  proof: "unproven",
  matches: (url) => isOnHost(url, HOST) && /^\/current(\/full)?\/?$/.test(url.pathname),
  probes: (page) => (isOnHost(page, HOST) ? [FULL, CURRENT] : []),
  watchesPage: false,
  recognises: (document) => accepts(parseStripe, document),
  read: (documents) =>
    readDocument(documents, documents.url.pathname === "/" ? FULL : documents.url, parseStripe),
};

const WORDS: Readonly<Record<string, ComponentStatus>> = {
  up: "operational",
  degraded: "degraded_performance",
  partial: "partial_outage",
  down: "major_outage",
  outage: "major_outage",
  maintenance: "under_maintenance",
};

/**
 * `current` or `current/full`.
 * @throws {FormatError} anything else
 */
function parseStripe(document: Document): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  const statuses = asRecord(root["statuses"]);
  const full = asString(root["UptimeStatus"]);
  const word = full ?? asString(root["largestatus"]);
  if (!word || !(full || statuses)) return refuseContent(document, WANTED);
  const services = full ? readUptimes(asRecords(root["uptimeData"])) : readStatuses(statuses ?? {});
  const overall = wordIn(WORDS, word);
  return {
    page: { name: "Stripe", url: `https://${HOST}/` },
    indicator: impactOfComponent(overall.status),
    incidents: [],
    // The whole is always told of, and not only where no service is named: else it would never recover.
    components: [{ id: "stripe", name: "Stripe", ...overall }, ...services],
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: false,
  };
}

function readStatuses(statuses: WireRecord): Component[] {
  const entries = Object.entries(statuses).slice(0, MOST_COMPONENTS);
  return entries.map(([key, word]) => ({ id: key, name: key, ...wordIn(WORDS, asString(word)) }));
}

/** A service of `current/full` has no status but a warning, where there is something to warn of. */
function readUptimes(services: readonly WireRecord[]): Component[] {
  return services.slice(0, MOST_COMPONENTS).flatMap((service) => {
    const id = asString(service["key"]);
    if (!id) return [];
    const { warning } = service;
    const isWarned = warning !== undefined && warning !== null && warning !== false && warning !== "";
    return {
      id,
      name: asString(service["title"]) ?? id,
      status: isWarned ? ("degraded_performance" as const) : ("operational" as const),
      ...(typeof warning === "string" && isWarned && { rawStatus: warning }),
    };
  });
}
