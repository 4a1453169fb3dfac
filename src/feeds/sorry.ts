import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import {
  type Component,
  type ComponentRef,
  type ComponentStatus,
  type Impact,
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  isClosed,
  type Snapshot,
} from "../types.ts";
import { type Answer, readByDoorbell, recordIn } from "./reading/doorbell.ts";
import { MOST_COMPONENTS, MOST_INCIDENTS } from "./tidy.ts";
import type { FeedFormat } from "./types.ts";
import { asSegment, pageOf } from "./wire/address.ts";
import { DerivedIds } from "./wire/derived-ids.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import { inOrder } from "./wire/order.ts";
import { asId, asRecord, asRecords, asString, asTime, asWebAddress, type WireRecord } from "./wire/values.ts";
import { wordIn } from "./wire/words.ts";

/**
 * Pages made with Sorry™. `notices` tells of whatever happens: a component is degraded just as long as a notice says so.
 * The list has only the newest word of each; who is affected and all that was said is in the notice itself.
 */
export const sorry: FeedFormat = {
  label: "a Sorry status page",
  proof: "unproven",
  // Its addresses are like many others', and its pages mostly have domains of their own.
  matches: () => false,
  probes: (page) => [new URL("api/v1/status", page)],
  watchesPage: true,
  recognises(document) {
    const root = recordIn(document);
    const page = asRecord(root?.["page"]);
    if (page) return "state" in page && "state_text" in page;
    const notices = asRecords(root?.["notices"]);
    if (notices.length > 0) return notices.every((notice) => "subject" in notice && "type" in notice);
    const components = asRecords(root?.["components"]);
    return components.length > 0 && components.every((row) => "state" in row && "parent_id" in row);
  },
  read(documents) {
    const page = pageOf(
      documents.url,
      ...["status", "components", "notices"].map((name) => `api/v1/${name}`),
    );
    return readByDoorbell(documents, {
      bell: new URL("api/v1/notices", page),
      rest: [new URL("api/v1/components", page), new URL("api/v1/status", page)],
      details: (bell) => {
        const listed = noticesIn(bell).toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)));
        const ids = listed.flatMap((notice) => asId(notice["id"]) ?? []);
        return [...new Set([...documents.openIncidents, ...ids])]
          .slice(0, MOST_DETAILS)
          .map((id) => new URL(`api/v1/notices/${asSegment(id)}`, page));
      },
      parse: (bell, [components, status], details) => parseSorry(bell, components, status, details),
    });
  },
};

/** More than are ever going on at once; each is a request. */
const MOST_DETAILS = 10;
const WANTED = "notices of a Sorry page";

const NOTICE_WORDS: Readonly<Record<string, IncidentStatus>> = {
  investigating: "investigating",
  identified: "identified",
  recovering: "monitoring",
  resolved: "resolved",
  false_alarm: "resolved",
  scheduled: "scheduled",
  underway: "in_progress",
  complete: "completed",
  completed: "completed",
};
const COMPONENT_WORDS: Readonly<Record<string, ComponentStatus>> = {
  operational: "operational",
  partially_degraded: "degraded_performance",
  degraded: "degraded_performance",
  under_maintenance: "under_maintenance",
};
const PAGE_WORDS: Readonly<Record<string, Impact>> = {
  operational: "none",
  degraded: "minor",
  under_maintenance: "maintenance",
};

function noticesIn(bell: Document): WireRecord[] {
  const { notices } = parseJsonRecord(bell, WANTED);
  if (!Array.isArray(notices)) refuseContent(bell, WANTED);
  // What has been over for a week is history, and not worth a request each for what was said.
  return asRecords(notices)
    .slice(0, MOST_INCIDENTS)
    .filter((notice) => notice["timeline_state"] !== "past_distant");
}

function isOpen(notice: WireRecord): boolean {
  return !isClosed(wordIn(NOTICE_WORDS, asString(notice["state"])).status);
}

function parseSorry(
  bell: Document,
  components: Answer,
  status: Answer,
  details: readonly Answer[],
): Snapshot {
  const notices = new Map(noticesIn(bell).map((notice) => [asId(notice["id"]), notice]));
  for (const detail of details) {
    const notice = asRecord(recordIn(detail)?.["notice"]);
    if (notice) notices.set(asId(notice["id"]), notice);
  }
  const page = asRecord(recordIn(status)?.["page"]);
  const rows = recordIn(components)?.["components"];
  const read = Array.isArray(rows) ? readComponents(asRecords(rows).slice(0, MOST_COMPONENTS)) : undefined;
  const names = new Map(read?.map(({ id, name }) => [id, name]));
  const isWhole = asRecord(parseJsonRecord(bell, WANTED)["meta"])?.["next_page"] == null;
  return {
    page: present({ name: asString(page?.["name"]), url: asWebAddress(page?.["url"], bell.url.href) }),
    ...(page && { indicator: wordIn(PAGE_WORDS, asString(page["state"])).status }),
    incidents: [...notices.values()].flatMap((notice) => readNotice(notice, names, bell.url.href)),
    ...(read && { components: read }),
    listsAllOpen: { incident: isWhole, maintenance: isWhole },
    listsClosed: true,
  };
}

function readComponents(rows: readonly WireRecord[]): Component[] {
  const names = new Map(rows.map((row) => [asId(row["id"]), asString(row["name"])]));
  const parents = new Set(rows.map((row) => asId(row["parent_id"])));
  return rows.flatMap((row) => {
    const id = asId(row["id"]);
    const name = asString(row["name"]);
    // A row that others stand under only sums them up.
    if (!id || !name || parents.has(id)) return [];
    const parentId = asId(row["parent_id"]);
    const group = parentId && names.get(parentId);
    return {
      id,
      name: group ? `${group} – ${name}` : name,
      ...wordIn(COMPONENT_WORDS, asString(row["state"])),
      ...present({ updatedAtMs: asTime(row["updated_at"]) }),
    };
  });
}

function readNotice(notice: WireRecord, names: ReadonlyMap<string, string>, base: string): Incident[] {
  const id = asId(notice["id"]);
  if (!id) return [];
  const isPlanned = notice["type"] === "planned";
  const status = statusOf(notice["state"]);
  return [
    {
      id,
      kind: isPlanned ? "maintenance" : "incident",
      title: htmlToText(asString(notice["subject"]) ?? ""),
      ...status,
      // Sorry has no degrees of trouble.
      impact: isPlanned ? "maintenance" : "unknown",
      components: readRefs(notice["components"], names),
      ...present({
        url: asWebAddress(notice["url"] ?? notice["link"], base),
        startedAtMs: asTime(notice["began_at"]) ?? asTime(notice["created_at"]),
        updatedAtMs: asTime(notice["updated_at"]),
        scheduledForMs: asTime(notice["begins_at"]),
        scheduledUntilMs: asTime(notice["ends_at"]),
      }),
      updates: readUpdates(notice, status),
    },
  ];
}

type StatusWord = { readonly status: IncidentStatus; readonly rawStatus?: string };

function statusOf(state: unknown): StatusWord {
  const word = asString(state);
  const read = wordIn(NOTICE_WORDS, word);
  const losesSome = word === "recovering" || word === "false_alarm";
  return losesSome ? { ...read, rawStatus: word } : read;
}

function readRefs(value: unknown, names: ReadonlyMap<string, string>): ComponentRef[] {
  return asRecords(value).flatMap((record) => {
    const id = asId(record["id"]);
    const name = (id && names.get(id)) ?? asString(record["name"]);
    return name ? { name, ...(id && { id }) } : [];
  });
}

function readUpdates(notice: WireRecord, status: StatusWord): IncidentUpdate[] {
  const latest = asRecord(notice["latest_update"]);
  const records = Array.isArray(notice["updates"]) ? asRecords(notice["updates"]) : latest ? [latest] : [];
  const before: StatusWord = { status: notice["type"] === "planned" ? "scheduled" : "investigating" };
  const updates = records.map((record) => ({
    told: asString(record["state"]) ? statusOf(record["state"]) : undefined,
    message: htmlToText(asString(record["content"]) ?? ""),
    ...present({
      postedAtMs:
        asTime(record["created_at"]) ?? (record === latest ? asTime(notice["updated_at"]) : undefined),
      updatedAtMs: asTime(record["updated_at"]),
    }),
  }));
  // Derived even where there are ids: the list may give its newest one without. Without the notice's word, which changes.
  const ids = new DerivedIds();
  return inOrder(updates).map(({ told, ...update }, index, { length }) => ({
    id: ids.next(update.postedAtMs, told ? (told.rawStatus ?? told.status) : "update"),
    idFrom: "derived",
    // What says no state of its own has the notice's, the newest of them; those before it found it open.
    ...(told ?? (index === length - 1 ? status : before)),
    ...update,
  }));
}
