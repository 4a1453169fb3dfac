import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import {
  type ComponentRef,
  type Incident,
  type IncidentUpdate,
  isClosed,
  type Snapshot,
} from "../../types.ts";
import { MOST_INCIDENTS } from "../tidy.ts";
import { pageOf } from "../wire/address.ts";
import { embeddedJson } from "../wire/embedded.ts";
import { htmlToText } from "../wire/html.ts";
import { refuseContent } from "../wire/json.ts";
import { inOrder } from "../wire/order.ts";
import { asId, asRecord, asRecords, asString, asTime, type WireRecord } from "../wire/values.ts";
import { type ReadPost, readPost, statesIn } from "./posts.ts";
import { Services, settingsIn } from "./services.ts";
import { enumNames, impactOf, type State, stateOf, statusOf, worseState } from "./words.ts";

/**
 * What the web page holds in `<script id="data">`: the layout always; on the older pages a summary too.
 * @throws {FormatError} broken JSON
 */
export function dataIn(document: Document): WireRecord | undefined {
  const root = asRecord(embeddedJson(document, "data"));
  const settings = settingsIn(root);
  return settings && "statusPage" in settings && "business_services" in settings ? root : undefined;
}

/** An older page: its HTML has the open incidents and the last ones that are over, each with all its updates. */
export function parseSummary(document: Document): Snapshot {
  const root = dataIn(document);
  const summary = asRecord(root?.["summary"]);
  if (!Array.isArray(summary?.["open_incidents"]))
    refuseContent(document, "a PagerDuty status page with its incidents");
  const settings = settingsIn(root);
  const services = new Services(
    asRecords(summary["post_status_page_services"]),
    settings?.["business_services"],
  );
  const page = pageOf(document.url);
  const names = { enums: enumNames(summary["post_enums"]), services, page };
  const incidents = [...asRecords(summary["open_incidents"]), ...asRecords(summary["resolved_incidents"])];
  const read = [
    ...incidents.slice(0, MOST_INCIDENTS).flatMap((record) => readIncident(record, services)),
    ...asRecords(summary["posts"])
      .slice(0, MOST_INCIDENTS)
      .flatMap((post) => readPost(post, names)),
  ];
  return {
    page: present({ name: asString(settings?.["name"]), url: page.href }),
    incidents: read.map(({ incident }) => incident),
    components: services.components(statesIn(read)),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: true,
  };
}

function readIncident(record: WireRecord, services: Services): ReadPost[] {
  const id = asId(record["id"]);
  if (!id) return [];
  const records = asRecords(record["updates"]);
  const told = readUpdates(records, services);
  const updates = inOrder([...told, ...postmortem(record["postmortem"])]);
  const last = records.find((update) => asId(update["id"]) === told.at(-1)?.id);
  const { status, rawStatus } = updates.at(-1) ?? statusOf(undefined);
  const states = new Map<string, State>();
  for (const impact of asRecords(last?.["impacted_business_services"])) {
    const ref = refOf(impact, services);
    if (ref?.id) states.set(ref.id, worseState(states.get(ref.id), stateOf(asString(impact["severity"]))));
  }
  const incident: Incident = {
    id,
    kind: "incident",
    title: htmlToText(asString(record["title"]) ?? ""),
    status,
    impact: impactOf(records.map(({ severity }) => asString(severity))),
    components: uniqueRefs(updates),
    ...present({ rawStatus, startedAtMs: updates[0]?.postedAtMs, updatedAtMs: updates.at(-1)?.postedAtMs }),
    updates,
  };
  return [{ incident, states: isClosed(status) ? new Map() : states }];
}

function readUpdates(records: readonly WireRecord[], services: Services): IncidentUpdate[] {
  const updates = records.toReversed().flatMap((record) => {
    const id = asId(record["id"]);
    if (!id) return [];
    const update: IncidentUpdate = {
      id,
      idFrom: "page",
      ...statusOf(asString(record["status"])),
      ...textAndTimes(record),
      components: asRecords(record["impacted_business_services"]).flatMap(
        (row) => refOf(row, services) ?? [],
      ),
    };
    return update;
  });
  return inOrder(updates);
}

function postmortem(value: unknown): IncidentUpdate[] {
  const record = asRecord(value);
  const id = asId(record?.["id"]);
  if (!record || !id) return [];
  return [{ id, idFrom: "page", status: "postmortem", ...textAndTimes(record) }];
}

function textAndTimes(record: WireRecord): Pick<IncidentUpdate, "message" | "postedAtMs" | "updatedAtMs"> {
  return {
    message: htmlToText(asString(record["message"]) ?? ""),
    ...present({
      postedAtMs: asTime(record["reported_at"]) ?? asTime(record["created_at"]),
      updatedAtMs: asTime(record["updated_at"]),
    }),
  };
}

function refOf(row: WireRecord, services: Services): ComponentRef | undefined {
  return services.ref(asId(row["id"]), asId(row["business_service_id"]), asString(row["name"]));
}

function uniqueRefs(updates: readonly IncidentUpdate[]): ComponentRef[] {
  const refs = updates.flatMap(({ components }) => components ?? []);
  return [...new Map(refs.map((ref) => [ref.id ?? ref.name, ref])).values()];
}
