import { present } from "../../present.ts";
import type {
  Component,
  ComponentStatus,
  Incident,
  IncidentStatus,
  IncidentUpdate,
  Snapshot,
} from "../../types.ts";
import { wordsDigest } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
import { asId, asRecord, asString, asTime, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";

/** With and without the blank, which the data and the page's own script differ in. */
const COMPONENT: Readonly<Record<string, ComponentStatus>> = {
  available: "operational",
  operational: "operational",
  servicerestored: "operational",
  service_restored: "operational",
  servicedegradation: "degraded_performance",
  service_degradation: "degraded_performance",
};
const INCIDENT: Readonly<Record<string, IncidentStatus>> = {
  servicerestored: "resolved",
  service_restored: "resolved",
  servicedegradation: "investigating",
  service_degradation: "investigating",
};

/** What the documents with one post, which does not say what it is about, are named after. */
const PORTALS: Readonly<Record<string, string>> = {
  mac: "Microsoft 365 admin center",
  ppac: "Power Platform admin center",
  azure: "Azure portal",
};

export function isPost(value: unknown): boolean {
  const record = asRecord(value);
  return (
    record !== undefined &&
    asString(record["Status"]) !== undefined &&
    typeof record["Message"] === "string" &&
    "LastUpdatedTime" in record &&
    "Title" in record
  );
}

export function readPosts(
  posts: readonly WireRecord[],
  url: URL,
): Pick<Snapshot, "incidents" | "components"> {
  const read = posts.map((post) => ({ post, component: readComponent(post, url) }));
  return {
    components: read.map(({ component }) => component),
    incidents: read.flatMap(({ post, component }) => readIncident(post, component, url) ?? []),
  };
}

function readComponent(post: WireRecord, url: URL): Component {
  const document = url.pathname.split("/").findLast((part) => part !== "") ?? "";
  const portal = Object.hasOwn(PORTALS, document) ? PORTALS[document] : undefined;
  const name = htmlToText(asString(post["ServiceDisplayName"]) ?? portal ?? "Microsoft 365");
  const id = asString(post["ServiceWorkloadName"]) ?? (portal ? document : name);
  return { id, name, ...wordIn(COMPONENT, asString(post["Status"])) };
}

/**
 * There is one post a service, and each new one takes the place of the last, so that an incident is a service's spell
 * of trouble: its id is the service's. While all is well the post is a standing notice, and no incident.
 */
function readIncident(post: WireRecord, component: Component, url: URL): Incident | undefined {
  if (component.status === "operational" && !isRestored(post)) return undefined;
  const standing = {
    ...wordIn(INCIDENT, asString(post["Status"])),
    ...present({ rawStatus: asString(post["Status"]) }),
  };
  const title = htmlToText(asString(post["Title"]) ?? "") || `${component.name}: ${standing.rawStatus}`;
  // LastUpdatedTime is the clock of the server, InternalDateTime that of its refresh.
  const authoredAtMs = authoredTime(post["AuthoredDateTime"]);
  const message = htmlToText(asString(post["Message"]) ?? "");
  return {
    id: component.id,
    kind: "incident",
    title,
    ...standing,
    impact: component.status === "unknown" ? "unknown" : "minor",
    components: [{ id: component.id, name: component.name }],
    url: new URL("/", url).href,
    ...present({ updatedAtMs: authoredAtMs }),
    updates: [
      { ...idOf(post, authoredAtMs), ...standing, message, ...present({ postedAtMs: authoredAtMs }) },
    ],
  };
}

/** A post that does not say when it was written may be rewritten in its place: there the words tell it from the last. */
function idOf(post: WireRecord, authoredAtMs: number | undefined): Pick<IncidentUpdate, "id" | "idFrom"> {
  const word = asString(post["Status"]) ?? "";
  const id = asId(post["Id"]);
  if (id !== undefined && authoredAtMs !== undefined) return { id: `${id}/${word}`, idFrom: "page" };
  const digest = wordsDigest(`${asString(post["Title"])} ${asString(post["Message"])}`);
  return { id: `${word}/${digest}`, idFrom: "derived" };
}

function isRestored(post: WireRecord): boolean {
  return wordIn(INCIDENT, asString(post["Status"])).status === "resolved";
}

/** The year 1 where it is not known. */
function authoredTime(value: unknown): number | undefined {
  const ms = asTime(value);
  return ms !== undefined && ms > 0 ? ms : undefined;
}
