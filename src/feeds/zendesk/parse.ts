import type { Document } from "../../http/document.ts";
import { type Component, type ComponentStatus, isClosed, type Snapshot } from "../../types.ts";
import { MOST_COMPONENTS, MOST_INCIDENTS } from "../tidy.ts";
import { FormatError } from "../types.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { asRecords, asString } from "../wire/values.ts";
import { affected, readIncident } from "./incident.ts";
import { attribute, Included, type Resource, readResource } from "./json-api.ts";

const WANTED = "Zendesk's status API";

/**
 * The page's `incidents` with, where they can be had, its `services`; or a list of the API that Zendesk documents.
 * @throws {FormatError} anything else
 */
export function parseZendesk(main: Document, services?: Document): Snapshot {
  const root = parseJsonRecord(main, WANTED);
  const data = Array.isArray(root["data"]) ? root["data"] : [root["data"]];
  const resources = data.flatMap((value) => readResource(value) ?? []);
  if (resources.length < data.length || (data.length === 0 && !isOfApi(main.url)))
    refuseContent(main, WANTED);
  if (!resources.every(isIncident)) refuseContent(main, WANTED);

  const included = new Included(root["included"]);
  const records = resources.slice(0, MOST_INCIDENTS);
  const incidents = records.map((resource) => readIncident(resource, included));
  const open = records.filter((_, index) => !isClosed(incidents[index]?.status ?? "unknown"));
  const catalogue = services && servicesOf(services);
  const [, list] = /\/api\/incidents\/(active|maintenance)\/?$/.exec(main.url.pathname) ?? [];
  return {
    page: { name: "Zendesk", url: "https://status.zendesk.com/" },
    incidents,
    ...(catalogue && { components: componentsOf(catalogue, open, included) }),
    listsAllOpen: { incident: list === "active", maintenance: list === "maintenance" },
    listsClosed: list === undefined,
  };
}

/** An empty list tells nothing but by where it lies. */
function isOfApi({ pathname }: URL): boolean {
  return /\/api\/(ssp\/incidents\.json|incidents(\/(active|maintenance))?\/?)$/.test(pathname);
}

function isService(resource: Resource): boolean {
  return resource.type === "service" && asString(attribute(resource, "name")) !== undefined;
}

function isIncident(resource: Resource): boolean {
  const { type, attributes } = resource;
  const isNamed = asString(attribute(resource, "name")) ?? asString(attribute(resource, "title"));
  return type === "incident" && isNamed !== undefined && ("outage" in attributes || "impact" in attributes);
}

/** Undefined where the page answers with something else: the incidents are told all the same. */
function servicesOf(document: Document): Resource[] | undefined {
  try {
    const { data } = parseJsonRecord(document, WANTED);
    return asRecords(data)
      .flatMap((value) => readResource(value) ?? [])
      .filter(isService);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Services have no status of their own: they are what the open incidents do to them. */
function componentsOf(
  services: readonly Resource[],
  open: readonly Resource[],
  included: Included,
): Component[] {
  const worst = new Map<string, ComponentStatus>();
  for (const { name, status } of open.flatMap((incident) => affected(incident, included))) {
    if (RANK.indexOf(status) > RANK.indexOf(worst.get(name) ?? "operational")) worst.set(name, status);
  }
  return services.slice(0, MOST_COMPONENTS).flatMap((service) => {
    const name = asString(attribute(service, "name"));
    if (!name || attribute(service, "deprecated") === true) return [];
    return { id: service.id, name, status: worst.get(name) ?? "operational" };
  });
}

const RANK: readonly ComponentStatus[] = [
  "operational",
  "under_maintenance",
  "degraded_performance",
  "partial_outage",
  "major_outage",
];
