import type { Document } from "../../http/document.ts";
import type { IncidentKind, Snapshot } from "../../types.ts";
import { accepts, readDocument } from "../reading/document.ts";
import { MOST_INCIDENTS } from "../tidy.ts";
import type { FeedFormat } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { asRecord, type WireRecord } from "../wire/values.ts";
import { readEvent } from "./events.ts";
import { textsOf } from "./texts.ts";

const PAGE = "https://status.adobe.com/";
const EVENTS = "https://data.status.adobe.com/adobestatus/StatusEvents";
const WANTED = "the events of Adobe's status page";

/**
 * Adobe: one document with the events of all products, open and closed, of the last weeks, and their texts in every
 * language; several megabytes. Taken from projects that read it, which agree on the fields; what exactly the times of
 * a maintenance mean they do not.
 */
export const adobe: FeedFormat = {
  label: "Adobe's status page",
  proof: "unproven",
  matches: (url) => isOnHost(url, "status.adobe.com"),
  probes: () => [],
  watchesPage: true,
  recognises: (document) => accepts(parseAdobe, document),
  shared: eventsOf,
  async read(documents) {
    const reading = await readDocument(documents, eventsOf(documents.url), parseAdobe);
    // Where the document behind the page has moved to is nothing to give in the page's place.
    return reading.outcome === "read" ? { outcome: "read", snapshot: reading.snapshot } : reading;
  },
};

function eventsOf(url: URL): URL {
  return url.pathname.endsWith("/StatusEvents") ? url : new URL(EVENTS);
}

/** @throws {FormatError} */
function parseAdobe(document: Document): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  const incidents = asRecord(root["incidentEvent"]);
  const maintenances = asRecord(root["maintenanceEvent"]);
  if (!asRecord(incidents?.["incidents"]) || !maintenances) return refuseContent(document, WANTED);
  const read = (events: unknown, section: WireRecord, kind: IncidentKind) => {
    const texts = textsOf(section["messages"]);
    return Object.entries(asRecord(events) ?? {}).flatMap(([id, event]) => {
      const record = asRecord(event);
      return record ? [readEvent(id, record, kind, texts, PAGE)] : [];
    });
  };
  return {
    page: { name: "Adobe", url: PAGE },
    incidents: [
      ...read(incidents?.["incidents"], incidents ?? {}, "incident"),
      ...read(maintenances["maintenance"], maintenances, "maintenance"),
    ]
      .toSorted((a, b) => (b.updatedAtMs ?? 0) - (a.updatedAtMs ?? 0))
      .slice(0, MOST_INCIDENTS),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: true,
  };
}
