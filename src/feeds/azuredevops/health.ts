import type { Component, ComponentStatus, Impact, Snapshot } from "../../types.ts";
import { asId, asRecord, asRecords, asString, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";

/** The page writes these words of the API as numbers. */
const HEALTH_BY_NUMBER = ["unknown", "unhealthy", "degraded", "advisory", "healthy"];

/** An advisory is a notice: something may be amiss, or will be. */
const COMPONENT: Readonly<Record<string, ComponentStatus>> = {
  unhealthy: "major_outage",
  degraded: "degraded_performance",
  advisory: "degraded_performance",
  healthy: "operational",
};
const IMPACTS: Readonly<Record<string, Impact>> = {
  unhealthy: "critical",
  degraded: "minor",
  advisory: "minor",
  healthy: "none",
};

export function isHealth(root: WireRecord): boolean {
  const services = asRecords(root["services"]);
  return (
    asRecord(root["status"])?.["health"] !== undefined &&
    services.length > 0 &&
    services.every((service) => asId(service["id"]) !== undefined && Array.isArray(service["geographies"]))
  );
}

export function readHealth(root: WireRecord): Pick<Snapshot, "indicator" | "components"> {
  return {
    indicator: impactOf(asRecord(root["status"])?.["health"]),
    components: asRecords(root["services"]).flatMap((service) => {
      const id = asId(service["id"]) ?? "";
      return asRecords(service["geographies"]).map((geography) => readComponent(id, geography));
    }),
  };
}

function readComponent(service: string, geography: WireRecord): Component {
  const id = asId(geography["id"]) ?? asString(geography["name"]) ?? "";
  const name = asString(geography["name"]) ?? id;
  return {
    id: `${service}/${id}`,
    name: componentName(service, name),
    ...wordIn(COMPONENT, wordOf(geography["health"])),
  };
}

/** Events name a service and the name of a geography, which has no id there. */
export function componentName(service: string, geography: string): string {
  return `${service} – ${geography}`;
}

/** Also of an event's severity, which is written in the same words and numbers. */
export function impactOf(health: unknown): Impact {
  return wordIn(IMPACTS, wordOf(health)).status;
}

function wordOf(health: unknown): string | undefined {
  return typeof health === "number" ? (HEALTH_BY_NUMBER[health] ?? String(health)) : asString(health);
}
