import { present } from "../../present.ts";
import {
  type ComponentRef,
  type ComponentStatus,
  type Impact,
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  isClosed,
} from "../../types.ts";
import { htmlToText } from "../wire/html.ts";
import { inOrder } from "../wire/order.ts";
import { asId, asString, asTime } from "../wire/values.ts";
import { impactOf, incidentStatus } from "../wire/words.ts";
import { attribute, type Included, type Resource } from "./json-api.ts";

const PAGE = "https://status.zendesk.com/";

/** An incident; its services and, where they come along, its updates are resources beside it. */
export function readIncident(resource: Resource, included: Included): Incident {
  const { id } = resource;
  const scheduledForMs = timeIn(resource, "maintenanceStartTime");
  const isMaintenance = scheduledForMs !== undefined || attribute(resource, "maintenance") === true;
  const status = statusOf(resource, isMaintenance);
  const resolvedAtMs = timeIn(resource, "resolvedAt");
  const startedAtMs = timeIn(resource, "startedAt") ?? timeIn(resource, "createdAt");
  const updates = readUpdates(resource, included, status, isMaintenance);
  const postedMs = updates.reduce((newest, { postedAtMs = 0 }) => Math.max(newest, postedAtMs), 0);
  return {
    id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: htmlToText(asString(attribute(resource, "name")) ?? asString(attribute(resource, "title")) ?? ""),
    ...status,
    impact: isMaintenance ? "maintenance" : impactIn(resource),
    components: refsOf(resource, included),
    url: PAGE,
    ...present({
      startedAtMs,
      updatedAtMs: timeIn(resource, "updatedAt") ?? resolvedAtMs ?? (postedMs || startedAtMs),
      scheduledForMs,
      scheduledUntilMs: timeIn(resource, "maintenanceEndTime"),
    }),
    updates,
  };
}

type StatusWord = { readonly status: IncidentStatus; readonly rawStatus?: string };

/** What has been resolved is over, whatever its status still says. */
function statusOf(resource: Resource, isMaintenance: boolean): StatusWord {
  const word = incidentStatus(asString(attribute(resource, "status")));
  const isOver = timeIn(resource, "resolvedAt") !== undefined;
  if (isOver && !isClosed(word.status)) return { status: isMaintenance ? "completed" : "resolved" };
  return isMaintenance && word.status === "resolved" ? { status: "completed" } : word;
}

function timeIn(resource: Resource, name: string): number | undefined {
  return asTime(attribute(resource, name));
}

/** `security` says what is concerned, not how gravely. */
function impactIn(resource: Resource): Impact {
  const word = asString(attribute(resource, "impact"));
  const impact = /^no[ _]impact$/i.test(word ?? "") ? "none" : impactOf(word);
  if (impact !== "unknown") return impact;
  if (attribute(resource, "outage") === true) return "critical";
  return attribute(resource, "degradation") === true ? "minor" : "unknown";
}

/** What an incident does to services now. */
export function affected(
  incident: Resource,
  included: Included,
): { readonly name: string; readonly status: ComponentStatus }[] {
  return included.of(incident, "incidentservice").flatMap((service) => {
    const { name } = refOf(service, included) ?? {};
    if (!name || timeIn(service, "resolvedAt") !== undefined) return [];
    return { name, status: attribute(service, "outage") === true ? "major_outage" : "degraded_performance" };
  });
}

function refsOf(incident: Resource, included: Included): ComponentRef[] {
  const refs = included.of(incident, "incidentservice").flatMap((service) => refOf(service, included) ?? []);
  const named = included.of(incident, "service").flatMap((service) => refOf(service, included) ?? []);
  return [...new Map((refs.length > 0 ? refs : named).map((ref) => [ref.name, ref])).values()];
}

function refOf(service: Resource, included: Included): ComponentRef | undefined {
  const id = service.type === "service" ? service.id : asId(attribute(service, "serviceId"));
  const beside = included.find("service", id);
  const name =
    asString(attribute(service, "serviceName")) ??
    asString(attribute(service, "name")) ??
    asString(beside && attribute(beside, "name"));
  return name ? { name, ...(id && { id }) } : undefined;
}

/** Updates say no status: the newest has the incident's, those before it found it open. */
function readUpdates(
  incident: Resource,
  included: Included,
  now: StatusWord,
  isMaintenance: boolean,
): IncidentUpdate[] {
  const before: IncidentStatus = isMaintenance ? "scheduled" : "investigating";
  const updates = inOrder(
    included.of(incident, "incidentupdate").map((update) => ({
      id: update.id,
      idFrom: "page" as const,
      status: before,
      message: htmlToText(
        asString(attribute(update, "description")) ?? asString(attribute(update, "message")) ?? "",
      ),
      ...present({ postedAtMs: timeIn(update, "createdAt"), updatedAtMs: timeIn(update, "updatedAt") }),
    })),
  ).map((update, index, all) => (index < all.length - 1 ? update : { ...update, ...now }));
  const postmortem = htmlToText(asString(attribute(incident, "postmortem")) ?? "");
  if (!postmortem || !isClosed(now.status)) return updates;
  return [...updates, { id: "postmortem", idFrom: "page", status: "postmortem", message: postmortem }];
}
