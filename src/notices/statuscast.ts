import { plainlySaidStatus } from "../feeds/entries/prose.ts";
import { COMPONENT_WORDS, INCIDENT_WORDS, MAINTENANCE_WORDS, TYPE_IMPACTS } from "../feeds/statuscast.ts";
import { asSegment } from "../feeds/wire/address.ts";
import { htmlToText } from "../feeds/wire/html.ts";
import { inOrder } from "../feeds/wire/order.ts";
import { asId, asRecords, asString, asTime, asWebAddress, type WireRecord } from "../feeds/wire/values.ts";
import { wordIn } from "../feeds/wire/words.ts";
import { present } from "../present.ts";
import { type Component, type Incident, type IncidentKind, type IncidentUpdate, isClosed } from "../types.ts";
import { noticeOf, readPage, refuseNotice } from "./notice.ts";
import type { NoticeFormat } from "./types.ts";

const LABEL = "a StatusCast webhook";

/**
 * StatusCast: an incident or a maintenance with all its posts, under the ids that its feed has for them, and its
 * components. In times without a zone, taken for UTC.
 */
export const statuscast: NoticeFormat = {
  label: LABEL,
  proof: "documented",
  recognises: (payload) =>
    "Id" in payload && "Title" in payload && ("Posts" in payload || "IncidentType" in payload),
  read(payload, about) {
    const page = readPage({}, about);
    const names = namesOf(payload);
    return noticeOf(page, {
      incidents: [readIncident(payload, names, page.url)],
      components: readComponents(payload, names),
    });
  },
};

type Names = ReadonlyMap<string, string>;

/** Called `ComponentId` and `ComponentName`, or `Id` and `Name` in an older generation. */
function namesOf(payload: WireRecord): Names {
  return new Map(
    asRecords(payload["AffectedComponents"]).flatMap((record) => {
      const id = asId(record["ComponentId"]) ?? asId(record["Id"]);
      const name = htmlToText(asString(record["ComponentName"]) ?? asString(record["Name"]) ?? "");
      return id && name ? [[id, name] as const] : [];
    }),
  );
}

function readIncident(payload: WireRecord, names: Names, pageUrl: string | undefined): Incident {
  const id = asId(payload["Id"]) ?? refuseNotice(LABEL, "lacks the id of its incident");
  const type = asString(payload["IncidentType"]);
  const kind = /maintenance/i.test(type ?? "") ? "maintenance" : "incident";
  const status = statusOf(kind, asString(payload["Status"]));
  const startMs = asTime(payload["StartDate"]);
  const updates = readPosts(payload, kind, status);
  return {
    id,
    kind,
    title: htmlToText(asString(payload["Title"]) ?? ""),
    ...status,
    impact: kind === "maintenance" ? "maintenance" : wordIn(TYPE_IMPACTS, type).status,
    components: [...names].map(([componentId, name]) => ({ id: componentId, name })),
    ...present({
      url:
        asWebAddress(payload["ShortUrl"], pageUrl) ??
        (pageUrl && new URL(`incident/${asSegment(id)}`, pageUrl).href),
      startedAtMs: startMs,
      updatedAtMs: updates.at(-1)?.postedAtMs,
      scheduledForMs: kind === "maintenance" ? startMs : undefined,
      scheduledUntilMs: kind === "maintenance" ? asTime(payload["EndDate"]) : undefined,
    }),
    updates,
  };
}

function statusOf(kind: IncidentKind, word: string | undefined): Pick<Incident, "status" | "rawStatus"> {
  return wordIn(kind === "maintenance" ? MAINTENANCE_WORDS : INCIDENT_WORDS, word);
}

/** A post says how things stood where it is of a type that says so, or in so many words; the newest, how they stand now. */
function readPosts(
  payload: WireRecord,
  kind: IncidentKind,
  now: Pick<Incident, "status" | "rawStatus">,
): IncidentUpdate[] {
  const posts = asRecords(payload["Posts"]).flatMap((record) => {
    const id = asId(record["Id"]);
    if (!id || record["IsPublished"] === false) return [];
    const message = htmlToText(asString(record["Text"]) ?? "");
    const { status } = statusOf(kind, asString(record["PostType"]));
    return {
      id,
      idFrom: "page" as const,
      status: status === "unknown" ? plainlySaidStatus(message, kind) : status,
      message,
      ...present({ postedAtMs: asTime(record["Date"]) }),
    };
  });
  return inOrder(posts).map((post, index, { length }) => {
    const saysNow = isClosed(now.status) || post.status === "unknown";
    return index === length - 1 && saysNow ? { ...post, ...now } : post;
  });
}

function readComponents(payload: WireRecord, names: Names): Component[] {
  const before = new Map(
    asRecords(payload["PreviousComponentStatus"]).map((one) => [
      asId(one["ComponentId"]),
      asString(one["Status"]),
    ]),
  );
  return asRecords(payload["CurrentComponentStatus"]).flatMap((record) => {
    const id = asId(record["ComponentId"]);
    const name = names.get(id ?? "");
    if (!id || !name) return [];
    const word = before.get(id);
    return {
      id,
      name,
      ...wordIn(COMPONENT_WORDS, asString(record["Status"])),
      ...present({
        updatedAtMs: asTime(record["DateChanged"]),
        before: word === undefined ? undefined : wordIn(COMPONENT_WORDS, word).status,
      }),
    };
  });
}
