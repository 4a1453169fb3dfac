import { htmlToText } from "../feeds/wire/html.ts";
import { inOrder } from "../feeds/wire/order.ts";
import { asId, asRecord, asRecords, asString, asTime, type WireRecord } from "../feeds/wire/values.ts";
import { incidentStatus } from "../feeds/wire/words.ts";
import { present } from "../present.ts";
import type { IncidentUpdate } from "../types.ts";
import { withIdOfItsOwn } from "./ids.ts";
import { makerOf } from "./maker.ts";
import { noticeOf, readPage, refuseNotice } from "./notice.ts";
import { readSubject } from "./statuspage.ts";
import type { NoticeFormat } from "./types.ts";

const LABEL = "an incident without its page";

/** Statuspage's record of an incident by itself, as older tools hand it on: `{ incident: { id, name, incident_updates } }`. */
export const bareincident: NoticeFormat = {
  label: LABEL,
  proof: "unproven",
  recognises(payload) {
    const incident = asRecord(payload["incident"]);
    return incident !== undefined && "incident_updates" in incident && makerOf(payload) === undefined;
  },
  read(payload, about) {
    const page = readPage({}, about);
    const record = asRecord(payload["incident"]) ?? {};
    const incident = readSubject(record, page.url) ?? refuseNotice(LABEL, "lacks the id of its incident");
    const unnumbered = readUnnumbered(record, about.receivedAtMs);
    const updates = unnumbered.length > 0 ? inOrder([...unnumbered, ...incident.updates]) : incident.updates;
    const newest = updates.at(-1);
    const now =
      "status" in record || !newest
        ? {}
        : { status: newest.status, ...present({ rawStatus: newest.rawStatus }) };
    return noticeOf(page, { incidents: [{ ...incident, ...now, updates }] });
  },
};

/** Some of these tools leave out the ids of updates. */
function readUnnumbered(record: WireRecord, receivedAtMs: number): IncidentUpdate[] {
  const updates = asRecords(record["incident_updates"]).filter((update) => asId(update["id"]) === undefined);
  return updates.reverse().map((update) => {
    const postedAtMs = asTime(update["display_at"]) ?? asTime(update["created_at"]);
    const message = htmlToText(asString(update["body"]) ?? "");
    const said = { ...incidentStatus(asString(update["status"])), message, ...present({ postedAtMs }) };
    return withIdOfItsOwn(said, receivedAtMs);
  });
}
