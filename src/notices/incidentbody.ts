import { asId, asRecord, asString, asWebAddress, type WireRecord } from "../feeds/wire/values.ts";
import { componentStatus } from "../feeds/wire/words.ts";
import { present } from "../present.ts";
import type { Component } from "../types.ts";
import { noticeOf, readPage } from "./notice.ts";
import { asMoment, firstText, readNamed, readPost } from "./post.ts";
import type { NoticeFormat } from "./types.ts";

const TITLE = ["name", "title"] as const;
const TEXT = ["body", "message", "text"] as const;
const LINK = ["url", "link", "shortlink"] as const;
const TIME = ["display_at", "updated_at", "created_at"] as const;

/** As older tools put it together: `{ page, component, incident: { name, body } }`, one post and no list of updates. */
export const incidentbody: NoticeFormat = {
  label: "an incident with one text",
  proof: "unproven",
  recognises(payload) {
    const incident = asRecord(payload["incident"]);
    return (
      incident !== undefined &&
      !("incident_updates" in incident) &&
      firstText(incident, TITLE) !== undefined &&
      firstText(incident, TEXT) !== undefined
    );
  },
  read(payload, about) {
    const incident = asRecord(payload["incident"]) ?? {};
    const post = {
      title: firstText(incident, TITLE) ?? "",
      html: firstText(incident, TEXT) ?? "",
      components: readNamed(payload["component"] ?? incident["components"]),
      ...present({
        id: asId(incident["id"]),
        word: asString(incident["status"]),
        link: asWebAddress(firstText(incident, LINK)),
        postedAtMs: TIME.map((key) => asMoment(incident[key])).find((ms) => ms !== undefined),
      }),
    };
    return noticeOf(readPage(payload, about), {
      incidents: [readPost(post, about.receivedAtMs)],
      components: readComponent(payload),
    });
  },
};

function readComponent(payload: WireRecord): Component[] {
  const record = asRecord(payload["component"]) ?? {};
  const [id, name, word] = [asId(record["id"]), asString(record["name"]), asString(record["status"])];
  return id && name && word ? [{ id, name, ...componentStatus(word) }] : [];
}
