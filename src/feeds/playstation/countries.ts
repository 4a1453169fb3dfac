import { present } from "../../present.ts";
import {
  type Component,
  type ComponentRef,
  type ComponentStatus,
  type Impact,
  type Incident,
  type IncidentStatus,
  isOngoing,
  type Snapshot,
} from "../../types.ts";
import { asId, asRecords, asString, asTime, type WireRecord } from "../wire/values.ts";
import { gravest, wordIn } from "../wire/words.ts";

/** What is said of services in all the countries; an entry of several countries is there in each. */
export function readCountries(
  countries: readonly WireRecord[],
  nowMs: number,
  areNamed: boolean,
): Pick<Snapshot, "incidents" | "components"> {
  const collected: Collected = new Map();
  const components = countries.flatMap((country) => {
    const code = asId(country["countryCode"]) ?? "";
    const services = asRecords(country["services"]).flatMap((service) => {
      const name = asString(service["serviceName"]) ?? asId(service["serviceId"]);
      if (!name) return [];
      const ref = {
        id: `${code}/${asId(service["serviceId"]) ?? name}`,
        name: areNamed ? `${code} – ${name}` : name,
      };
      const incidents = entriesOf(service).map((entry) => readEntry(entry, name, nowMs));
      for (const incident of incidents) collect(collected, incident, ref);
      return [{ ...ref, ...serviceStatus(incidents) }];
    });
    // What concerns a country as a whole is said of no service.
    for (const entry of asRecords(country["status"])) collect(collected, readEntry(entry, code, nowMs));
    return services;
  });
  return { components, incidents: [...collected.values()].map(({ incident }) => incident) };
}

type Collected = Map<string, { readonly incident: Incident; readonly components: ComponentRef[] }>;

function collect(collected: Collected, incident: Incident, ref?: ComponentRef): void {
  const known = collected.get(incident.id);
  const components = known?.components ?? [];
  if (ref) components.push(ref);
  if (!known) collected.set(incident.id, { incident: { ...incident, components }, components });
}

/** Those of the service and of its parts. */
function entriesOf(service: WireRecord): WireRecord[] {
  const parts = asRecords(service["resources"]);
  return [service, ...parts].flatMap((part) => asRecords(part["status"]));
}

const IMPACT_WORDS: Readonly<Record<string, Impact>> = {
  outage: "major",
  degraded: "minor",
  maintenance: "maintenance",
};
const SERVICE_WORDS: Readonly<Record<string, ComponentStatus>> = {
  outage: "major_outage",
  degraded: "degraded_performance",
  maintenance: "under_maintenance",
};

/** Its words are in other documents, by keys: the kind of trouble and the service have to do for a title. */
function readEntry(entry: WireRecord, place: string, nowMs: number): Incident {
  const type = asString(entry["statusType"]) ?? "Unknown";
  const impact = wordIn(IMPACT_WORDS, type).status;
  const isMaintenance = impact === "maintenance";
  const startMs = asTime(entry["startDate"]);
  const endMs = asTime(entry["endDate"]);
  const status = statusAt(nowMs, isMaintenance, startMs, endMs);
  const hasBegun = status !== "scheduled";
  return {
    id: asId(entry["statusId"]) ?? `${place}/${asString(entry["startDate"]) ?? type}`,
    kind: isMaintenance ? "maintenance" : "incident",
    title: `${type}: ${place}`,
    status,
    ...(status === "investigating" && { rawStatus: type }),
    impact,
    components: [],
    ...present({
      startedAtMs: hasBegun ? startMs : undefined,
      updatedAtMs: status === "resolved" || status === "completed" ? endMs : undefined,
      scheduledForMs: isMaintenance ? startMs : undefined,
      scheduledUntilMs: isMaintenance ? endMs : undefined,
    }),
    updates: [],
  };
}

function statusAt(
  nowMs: number,
  isMaintenance: boolean,
  startMs: number | undefined,
  endMs: number | undefined,
): IncidentStatus {
  const isOver = endMs !== undefined && endMs <= nowMs;
  if (!isMaintenance) return isOver ? "resolved" : "investigating";
  if (isOver) return "completed";
  return startMs !== undefined && startMs > nowMs ? "scheduled" : "in_progress";
}

/** A service about which nothing is said is fine. */
function serviceStatus(incidents: readonly Incident[]): Pick<Component, "status" | "rawStatus"> {
  const ongoing = incidents.filter(isOngoing);
  return gravest(ongoing.map(({ kind, rawStatus = kind }) => wordIn(SERVICE_WORDS, rawStatus)));
}
