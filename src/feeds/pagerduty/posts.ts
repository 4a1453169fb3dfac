import type { Document } from "../../http/document.ts";
import { describeUrl } from "../../http/url.ts";
import { present } from "../../present.ts";
import {
  type ComponentRef,
  type Incident,
  type IncidentUpdate,
  isClosed,
  type Snapshot,
} from "../../types.ts";
import { type Answer, recordIn } from "../reading/doorbell.ts";
import { MOST_INCIDENTS } from "../tidy.ts";
import { FormatError } from "../types.ts";
import { asSegment } from "../wire/address.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { inOrder } from "../wire/order.ts";
import { asEpochMs, asId, asRecord, asRecords, asString, asTime, type WireRecord } from "../wire/values.ts";
import { Services, settingsIn } from "./services.ts";
import { enumNames, impactOf, type State, stateOf, statusOf, worseState } from "./words.ts";

const WANTED = "posts of a PagerDuty status page";

/** What posts are read with: the names of what they name by ids. */
export interface Names {
  readonly enums: ReadonlyMap<string, string>;
  readonly services: Services;
  readonly page: URL;
}

export function postsIn(document: Document): WireRecord[] {
  const { posts } = parseJsonRecord(document, WANTED);
  return Array.isArray(posts) ? asRecords(posts).slice(0, MOST_INCIDENTS) : refuseContent(document, WANTED);
}

/**
 * A page by what it is drawn from: the open posts, the words and services they name, and each post in full, for the list
 * has only its newest update, cut short. The layout's headline says the same whatever happens, so it is no indicator.
 */
export function parsePosts(
  list: Document,
  [enums, services, layout]: readonly Answer[],
  details: readonly Answer[],
  page: URL,
): Snapshot {
  const posts = new Map(postsIn(list).map((post) => [asId(post["id"]), post]));
  for (const detail of details) {
    const post = asRecord(recordIn(detail)?.["post"]);
    if (post) posts.set(asId(post["id"]), post);
  }
  if (!enums && posts.size > 0)
    throw new FormatError("malformed", `${describeUrl(list.url)} has posts whose words could not be read`);
  const settings = settingsIn(recordIn(layout));
  const rows = recordIn(services)?.["services"];
  const names: Names = {
    enums: enumNames(recordIn(enums)?.["post_enums"]),
    services: new Services(asRecords(rows), settings?.["business_services"]),
    page,
  };
  const read = [...posts.values()].flatMap((post) => readPost(post, names));
  const isWhole = parseJsonRecord(list, WANTED)["continuationToken"] == null;
  return {
    page: present({ name: asString(settings?.["name"]), url: page.href }),
    incidents: read.map(({ incident }) => incident),
    ...(Array.isArray(rows) && { components: names.services.components(statesIn(read)) }),
    listsAllOpen: { incident: isWhole, maintenance: isWhole },
    listsClosed: false,
  };
}

export interface ReadPost {
  readonly incident: Incident;
  /** How its newest update says that services are now. */
  readonly states: ReadonlyMap<string, State>;
}

/** How services are, by what is going on: of several words, the gravest. */
export function statesIn(posts: readonly ReadPost[]): ReadonlyMap<string, State> {
  const states = new Map<string, State>();
  for (const { incident, states: told } of posts) {
    if (isClosed(incident.status) || incident.status === "scheduled") continue;
    for (const [id, state] of told) states.set(id, worseState(states.get(id), state));
  }
  return states;
}

export function readPost(post: WireRecord, { enums, services, page }: Names): ReadPost[] {
  const id = asId(post["id"]);
  if (!id) return [];
  const records = updatesOf(post);
  const named = (value: unknown) => enums.get(asId(value) ?? "");
  const isMaintenance = post["post_type"] === "maintenance";
  const updates = readUpdates(records, named, services);
  const newest =
    asRecord(post["latest_update"]) ?? records.find((record) => asId(record["id"]) === updates.at(-1)?.id);
  const impacts = asRecords(newest?.["impacts"]);
  const severities = [...records.map((record) => named(record["severity_id"])), severityOf(post)];
  const affected = impacts.length > 0 ? impacts : asRecords(post["incident_services"]);
  const incident: Incident = {
    id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: htmlToText(asString(post["title"]) ?? ""),
    ...statusOf(named(newest?.["status_id"]) ?? (newest ? asId(newest["status_id"]) : undefined)),
    impact: isMaintenance ? "maintenance" : impactOf(severities),
    url: new URL(`posts/details/${asSegment(id)}`, page).href,
    components: refsIn(affected, services),
    ...present({
      startedAtMs: timeOf(post["first_update_at"]) ?? timeOf(post["starts_at"]) ?? updates[0]?.postedAtMs,
      updatedAtMs: timeOf(post["last_update_at"]) ?? updates.at(-1)?.postedAtMs,
      scheduledForMs: isMaintenance ? timeOf(post["starts_at"]) : undefined,
      scheduledUntilMs: isMaintenance ? timeOf(post["ends_at"]) : undefined,
    }),
    updates,
  };
  const states = new Map<string, State>();
  for (const impact of impacts) {
    const ref = services.ref(asId(impact["service_id"]));
    if (ref?.id)
      states.set(
        ref.id,
        worseState(states.get(ref.id), stateOf(named(impact["severity_id"]) ?? asId(impact["severity_id"]))),
      );
  }
  return [{ incident, states }];
}

/** All updates where the post is given in full, else the newest. */
function updatesOf(post: WireRecord): WireRecord[] {
  const latest = asRecord(post["latest_update"]);
  const all = asRecords(post["updates"]);
  return all.length === 0 && latest ? [latest] : all;
}

function severityOf(post: WireRecord): string | undefined {
  return asString(asRecord(post["current_post_severity_enum"])?.["name"]);
}

function readUpdates(
  records: readonly WireRecord[],
  named: (value: unknown) => string | undefined,
  services: Services,
): IncidentUpdate[] {
  const updates = records.map((record) => ({
    id: asId(record["id"]),
    ...statusOf(named(record["status_id"]) ?? asId(record["status_id"])),
    message: htmlToText(asString(record["message"]) ?? ""),
    components: refsIn(asRecords(record["impacts"]), services),
    ...present({ postedAtMs: timeOf(record["reported_at"]), updatedAtMs: timeOf(record["updated_at"]) }),
  }));
  const sorted = inOrder(updates.reverse());
  if (sorted.every(({ id }) => id === undefined))
    return withDerivedIds(sorted.map(({ id: _, ...rest }) => rest));
  return sorted.flatMap(({ id, ...rest }) => (id ? [{ id, idFrom: "page" as const, ...rest }] : []));
}

function refsIn(records: readonly WireRecord[], services: Services): ComponentRef[] {
  return records.flatMap((record) => services.ref(asId(record["service_id"]) ?? asId(record["id"])) ?? []);
}

/** Counted in milliseconds, as text in some. */
function timeOf(value: unknown): number | undefined {
  return asEpochMs(value, "ms") ?? asTime(value);
}
