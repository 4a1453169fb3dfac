import { isClosed } from "../types.ts";
import type { PageNow, ScriptedIncident } from "./types.ts";

/** The documents of a Statuspage API, version 2, by their path. */
export function writeStatuspage(page: PageNow): Record<string, string> {
  const about = {
    id: "d3m0d3m0d3m0",
    name: page.name,
    url: page.origin,
    time_zone: "Etc/UTC",
    updated_at: updatedAt(page),
  };
  const incidents = page.incidents
    .filter(({ kind }) => kind === "incident")
    .map((one) => writeIncident(one, page));
  const maintenances = page.incidents
    .filter(({ kind }) => kind === "maintenance")
    .map((one) => writeIncident(one, page));
  const isOpen = ({ status }: { status: string | undefined }) =>
    status !== "resolved" && status !== "completed";
  const components = page.components.map(({ name, status }, position) => ({
    id: idOf(name),
    name,
    status,
    position,
    group: false,
    group_id: null,
  }));
  const documents = {
    "/api/v2/summary.json": {
      page: about,
      components,
      incidents: incidents.filter(isOpen),
      scheduled_maintenances: maintenances.filter(isOpen),
      status: {
        indicator: components.some(({ status }) => status !== "operational") ? "minor" : "none",
        description: "",
      },
    },
    "/api/v2/incidents.json": { page: about, incidents },
    "/api/v2/scheduled-maintenances.json": { page: about, scheduled_maintenances: maintenances },
  };
  return Object.fromEntries(
    Object.entries(documents).map(([path, document]) => [path, JSON.stringify(document)]),
  );
}

function writeIncident(incident: ScriptedIncident, page: PageNow) {
  const posted = (index: number) =>
    new Date(
      page.timeOf(incident.posts.at(index) ?? { atS: 0, status: "unknown", message: "" }),
    ).toISOString();
  return {
    id: incident.id,
    name: incident.title,
    status: incident.posts.at(-1)?.status,
    impact: incident.impact,
    created_at: posted(0),
    started_at: posted(0),
    updated_at: posted(-1),
    ...(incident.kind === "maintenance" && { scheduled_for: posted(0), scheduled_until: posted(-1) }),
    components: incident.components.map((name) => ({ id: idOf(name), name })),
    incident_updates: incident.posts
      .map((post, index) => ({
        id: `${incident.id}u${index}`,
        incident_id: incident.id,
        status: post.status,
        body: post.message,
        created_at: new Date(page.timeOf(post)).toISOString(),
        updated_at: new Date(page.timeOf(post)).toISOString(),
        display_at: new Date(page.timeOf(post)).toISOString(),
        affected_components: null,
      }))
      .reverse(),
  };
}

function updatedAt(page: PageNow): string {
  const times = page.incidents.flatMap(({ posts }) => posts.map(page.timeOf));
  return new Date(Math.max(0, ...times)).toISOString();
}

function idOf(component: string): string {
  return component.toLowerCase().replace(/\W+/g, "").padEnd(12, "0").slice(0, 12);
}

/** How the components are while these incidents are open. */
export function componentsNow(
  names: readonly string[],
  incidents: readonly ScriptedIncident[],
): PageNow["components"] {
  const open = incidents.filter(({ posts }) => {
    const status = posts.at(-1)?.status ?? "unknown";
    return !isClosed(status) && status !== "scheduled";
  });
  return names.map((name) => {
    const incident = open.find(({ components }) => components.includes(name));
    if (!incident) return { name, status: "operational" };
    return { name, status: incident.kind === "maintenance" ? "under_maintenance" : "partial_outage" };
  });
}
