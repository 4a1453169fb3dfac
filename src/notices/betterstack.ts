import { type ReportContext, readReports } from "../feeds/betterstack/reports.ts";
import { COMPONENT_WORDS, IMPACT_WORDS, type Resource } from "../feeds/betterstack/resource.ts";
import { plainlySaidStatus } from "../feeds/entries/prose.ts";
import { htmlToText } from "../feeds/wire/html.ts";
import { inOrder } from "../feeds/wire/order.ts";
import { asId, asRecord, asString, asTime, asWebAddress, type WireRecord } from "../feeds/wire/values.ts";
import { wordIn } from "../feeds/wire/words.ts";
import { present } from "../present.ts";
import { type Component, type Incident, isClosed } from "../types.ts";
import { makerOf, type Subject, subjectOf } from "./maker.ts";
import { noticeOf, pageWord, readPage, refuseNotice } from "./notice.ts";
import type { NoticeFormat } from "./types.ts";

const LABEL = "a Better Stack webhook";

/**
 * Better Stack: a report with all its updates, under the ids that the page's JSON has for them, and read as they are;
 * or the change of a component. It has no word for how far an incident has come: an end is taken for one only where the
 * newest update plainly says so, or else left for the page to tell.
 */
export const betterstack: NoticeFormat = {
  label: LABEL,
  proof: "documented",
  recognises: (payload) => makerOf(payload) === "betterstack",
  read(payload, about) {
    const page = readPage(payload, about);
    const word = pageWord(payload);
    const indicator = word === undefined ? undefined : wordIn(IMPACT_WORDS, word).status;
    const subject = subjectOf(payload);
    if (!subject) return noticeOf(page, { indicator, components: readChange(payload) });
    const incidents = readSubject(subject, {
      components: [],
      url: page.url,
      nowMs: about.receivedAtMs,
      isUnderMaintenance: indicator === "maintenance",
    });
    return noticeOf(page, { indicator, incidents });
  },
};

/** In the shape of the page's JSON, for its reader. */
function readSubject({ kind, record, updates }: Subject, context: ReportContext): Incident[] {
  const id = asId(record["id"]) ?? refuseNotice(LABEL, `lacks the id of its ${kind}`);
  const posts = updates.flatMap((update): Resource[] => {
    const postId = asId(update["id"]);
    const attributes = { message: update["body"], published_at: update["created_at"] };
    return postId
      ? [{ id: postId, attributes: { ...attributes, status_report_id: id }, relationships: {} }]
      : [];
  });
  const report: Resource = {
    id,
    attributes: {
      title: record["name"],
      report_type: kind === "maintenance" ? "maintenance" : "manual",
      starts_at: record["starts_at"] ?? record["created_at"],
      ...(kind === "maintenance" && { ends_at: record["ends_at"] }),
      ...(isPlainlyOver(updates, kind) && { aggregate_state: "resolved" }),
    },
    relationships: {},
  };
  const own = asWebAddress(record["shortlink"]);
  return readReports([report], posts, context).map((read) => ({
    ...read,
    ...present({ url: own ?? read.url }),
  }));
}

/** Updates are listed with the newest first. */
function isPlainlyOver(updates: readonly WireRecord[], kind: Subject["kind"]): boolean {
  const posts = updates.map((update) => ({
    message: htmlToText(asString(update["body"]) ?? ""),
    ...present({ postedAtMs: asTime(update["created_at"]) }),
  }));
  const newest = inOrder(posts.reverse()).at(-1);
  return newest !== undefined && isClosed(plainlySaidStatus(newest.message, kind));
}

function readChange(payload: WireRecord): Component[] {
  const change = asRecord(payload["component_update"]) ?? {};
  const record = asRecord(payload["component"]) ?? {};
  const id = asId(record["id"]) ?? asId(change["component_id"]);
  const name = asString(record["name"])?.trim();
  if (!id || !name) refuseNotice(LABEL, "lacks the id or the name of its component");
  const before = asString(change["old_status"]) ?? asString(record["previous_status"]);
  return [
    {
      id,
      name,
      ...wordIn(COMPONENT_WORDS, asString(change["new_status"]) ?? asString(record["status"])),
      ...present({
        updatedAtMs: asTime(change["created_at"]) ?? asTime(record["updated_at"]),
        before: before === undefined ? undefined : wordIn(COMPONENT_WORDS, before).status,
      }),
    },
  ];
}
