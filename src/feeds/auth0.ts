import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import {
  type Component,
  type ComponentRef,
  type ComponentStatus,
  type Incident,
  isClosed,
  type Snapshot,
} from "../types.ts";
import { accepts, readDocument } from "./reading/document.ts";
import type { FeedFormat } from "./types.ts";
import { asSegment, isOnHost } from "./wire/address.ts";
import { embeddedJson } from "./wire/embedded.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJson, refuseContent } from "./wire/json.ts";
import { asId, asRecord, asRecords, asString, asTime, type WireRecord } from "./wire/values.ts";
import { gravest, impactOf, incidentStatus, isMaintenanceStatus } from "./wire/words.ts";

const PAGE = "https://status.auth0.com/";
const WANTED = "the status page of Auth0";

/**
 * Auth0: a page of Next.js whose HTML holds its data; the same lies at `/_next/data/<build>/index.json`, an address that
 * changes with each release of the page. Taken from projects that read it, which agree on the fields.
 *
 * Each region lists its incidents, so that one of several regions is there several times. A region where all is well
 * lists a single one that is `operational`, without an id. There are no updates, and no word for everything.
 */
export const auth0: FeedFormat = {
  label: WANTED,
  proof: "unproven",
  matches: (url) => isOnHost(url, "status.auth0.com"),
  probes: () => [],
  watchesPage: true,
  recognises: (document) => accepts(parseAuth0, document),
  onlyDocument: (url) => url,
  read: (documents) => readDocument(documents, documents.url, parseAuth0),
};

/** @throws {FormatError} */
function parseAuth0(document: Document): Snapshot {
  const regions = regionsOf(document);
  const incidents = new Map<string, Incident>();
  const componentsOf = new Map<string, ComponentRef[]>();
  for (const region of regions) {
    for (const record of incidentsOf(region)) {
      const components = componentsOf.get(asId(record["id"]) ?? "") ?? [];
      const incident = readIncident(record, components);
      if (!incident) continue;
      components.push(refOf(region));
      componentsOf.set(incident.id, components);
      incidents.set(incident.id, newerOf(incidents.get(incident.id), incident));
    }
  }
  return {
    page: { name: "Auth0", url: PAGE },
    incidents: [...incidents.values()],
    components: regions.map((region) => ({ ...refOf(region), ...regionStatus(incidentsOf(region)) })),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: false,
  };
}

function regionsOf(document: Document): WireRecord[] {
  const isPage = document.text().trimStart().startsWith("<");
  const root = asRecord(isPage ? embeddedJson(document, "__NEXT_DATA__") : parseJson(document, WANTED));
  const props = asRecord((isPage ? asRecord(root?.["props"]) : root)?.["pageProps"]);
  const regions = asRecords(props?.["activeIncidents"]);
  // Instatus has a list of this name too: of incidents, not of regions.
  const isOurs = regions.every(
    (region) => asString(region["region"]) && Array.isArray(asRecord(region["response"])?.["incidents"]),
  );
  return regions.length > 0 && isOurs ? regions : refuseContent(document, WANTED);
}

/** Those that are anyone's: private ones concern a single customer. */
function incidentsOf(region: WireRecord): WireRecord[] {
  const records = asRecords(asRecord(region["response"])?.["incidents"]);
  return records.filter((record) => asId(record["id"]) && record["isPrivate"] !== true);
}

/** "US-1"; of what is not for production "Preview – US-1". */
function refOf(region: WireRecord): ComponentRef & { readonly id: string } {
  const name = asString(region["region"]) ?? "";
  const environment = asString(region["environment"]) ?? "Production";
  const isMain = environment.toLowerCase() === "production";
  return { id: `${environment}/${name}`, name: isMain ? name : `${environment} – ${name}` };
}

function readIncident(record: WireRecord, components: readonly ComponentRef[]): Incident | undefined {
  const id = asId(record["id"]);
  const { status, rawStatus } = incidentStatus(asString(record["status"]));
  if (!id || rawStatus?.toLowerCase() === "operational") return undefined;
  const scheduledForMs = asTime(record["scheduled_for"]);
  const impact = impactOf(asString(record["impact"]));
  const isMaintenance =
    impact === "maintenance" || scheduledForMs !== undefined || isMaintenanceStatus(status);
  return {
    id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: htmlToText(asString(record["name"]) ?? ""),
    status,
    impact,
    url: `${PAGE}incidents/${asSegment(id)}`,
    components,
    ...present({ rawStatus, updatedAtMs: asTime(record["updated_at"]), scheduledForMs }),
    updates: [],
  };
}

/** The same incident as two regions list it: what was said last holds, of both. */
function newerOf(known: Incident | undefined, incident: Incident): Incident {
  return known && (known.updatedAtMs ?? 0) >= (incident.updatedAtMs ?? 0) ? known : incident;
}

/** Regions have no status of their own: the page colours them by the gravest of what goes on there. */
function regionStatus(records: readonly WireRecord[]): Pick<Component, "status" | "rawStatus"> {
  return gravest(records.map(statusWithin));
}

const BY_IMPACT: Readonly<Record<string, ComponentStatus>> = {
  // It goes on, however little is felt of it.
  none: "degraded_performance",
  minor: "degraded_performance",
  major: "partial_outage",
  critical: "major_outage",
  maintenance: "under_maintenance",
};

function statusWithin(record: WireRecord): Pick<Component, "status" | "rawStatus"> {
  const { status, rawStatus } = incidentStatus(asString(record["status"]));
  const isFelt = !isClosed(status) && status !== "scheduled" && rawStatus?.toLowerCase() !== "operational";
  if (!isFelt) return { status: "operational" };
  if (isMaintenanceStatus(status)) return { status: "under_maintenance" };
  const word = asString(record["impact"]);
  const known = BY_IMPACT[impactOf(word)];
  return known ? { status: known } : { status: "unknown", ...present({ rawStatus: word ?? rawStatus }) };
}
