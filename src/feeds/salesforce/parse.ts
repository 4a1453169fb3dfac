import type { Document } from "../../http/document.ts";
import type { Component, ComponentStatus, Snapshot } from "../../types.ts";
import { impactOfComponent } from "../../types.ts";
import { MOST_COMPONENTS, MOST_INCIDENTS } from "../tidy.ts";
import { isOnHost } from "../wire/address.ts";
import { parseJson, refuseContent } from "../wire/json.ts";
import { asRecord, asRecords, asString, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { concerns, readIncident, readMaintenance } from "./event.ts";

export const API_HOST = "api.status.salesforce.com";
const WANTED = "Salesforce's status API";
const PAGE = { name: "Salesforce", url: "https://status.salesforce.com/" };

/**
 * Documents of the API, version 1: lists of incidents, of maintenances and of instances, and the status of one
 * instance, with or without what is planned and open there. Of a list, all, or what concerns one `instance`.
 * @throws {FormatError} anything else
 */
export function parseSalesforce(document: Document, instance?: string): Snapshot {
  const value = parseJson(document, WANTED);
  const record = asRecord(value);
  if (record)
    return isInstance(record) ? instanceSnapshot(record) : parseEvents([record], document, instance);
  return Array.isArray(value) ? parseEvents(value, document, instance) : refuseContent(document, WANTED);
}

function parseEvents(values: readonly unknown[], document: Document, instance?: string): Snapshot {
  const records = asRecords(values);
  const isOfApi = isOnHost(document.url, API_HOST);
  // Nothing tells an empty list of theirs but where it lies.
  if (records.length < values.length || (records.length === 0 && !isOfApi)) refuseContent(document, WANTED);
  const { pathname } = document.url;
  const about = instance ? records.filter((record) => concerns(record, instance)) : records;
  const none = { incident: false, maintenance: false };
  if (records.every(isIncident)) {
    const isActive = /\/incidents\/active\/?$/.test(pathname);
    return {
      page: PAGE,
      incidents: readEvents(about, readIncident),
      listsAllOpen: { ...none, incident: isActive },
      listsClosed: !isActive,
    };
  }
  if (records.every(isMaintenance)) {
    const incidents = readEvents(about, readMaintenance);
    return { page: PAGE, incidents, listsAllOpen: none, listsClosed: true };
  }
  if (!records.every(isInstance)) refuseContent(document, WANTED);
  return {
    page: PAGE,
    incidents: [],
    components: readInstances(records),
    listsAllOpen: none,
    listsClosed: false,
  };
}

function isIncident(record: WireRecord): boolean {
  return (
    "id" in record && (Array.isArray(record["IncidentImpacts"]) || Array.isArray(record["IncidentEvents"]))
  );
}

function isMaintenance(record: WireRecord): boolean {
  return "id" in record && "plannedStartTime" in record && "plannedEndTime" in record;
}

function isInstance(record: WireRecord): boolean {
  const { key, status, environment, location } = record;
  return [key, status, environment].every((text) => typeof text === "string") && location !== undefined;
}

/** The status of one instance; lists of what is open and planned there come with it, though not everywhere. */
function instanceSnapshot(record: WireRecord): Snapshot {
  const components = readInstances([record]);
  const [instance] = components;
  return {
    page: PAGE,
    ...(instance && { indicator: impactOfComponent(instance.status) }),
    incidents: [
      ...readEvents(asRecords(record["Incidents"]), readIncident),
      ...readEvents(asRecords(record["Maintenances"]), readMaintenance),
    ],
    components,
    listsAllOpen: {
      incident: Array.isArray(record["Incidents"]),
      maintenance: Array.isArray(record["Maintenances"]),
    },
    listsClosed: false,
  };
}

function readEvents<T>(records: readonly WireRecord[], read: (record: WireRecord) => T | undefined): T[] {
  return records
    .slice(0, MOST_INCIDENTS)
    .map(read)
    .filter((event) => event !== undefined);
}

const STATUSES: Readonly<Record<string, ComponentStatus>> = {
  ok: "operational",
  informational_core: "operational",
  informational_noncore: "operational",
  maintenance_core: "under_maintenance",
  maintenance_noncore: "under_maintenance",
  minor_incident_core: "degraded_performance",
  minor_incident_noncore: "degraded_performance",
  major_incident_core: "major_outage",
  major_incident_noncore: "partial_outage",
};

/** An instance that is not active has been retired. */
function readInstances(records: readonly WireRecord[]): Component[] {
  return records.slice(0, MOST_COMPONENTS).flatMap((record) => {
    const key = asString(record["key"]);
    if (!key || record["isActive"] === false) return [];
    return { id: key, name: key, ...wordIn(STATUSES, asString(record["status"])) };
  });
}
