import { asWebAddress, type WireRecord } from "../feeds/wire/values.ts";
import { present } from "../present.ts";
import { noticeOf, readPage } from "./notice.ts";
import { asMoment, firstText, readNamed, readPost } from "./post.ts";
import type { NoticeFormat } from "./types.ts";

const TITLE = ["title", "subject", "name"] as const;
const TEXT = ["body", "message", "text", "description", "content"] as const;
const WORD = ["status", "state"] as const;
const LINK = ["url", "link", "href"] as const;
const TIME = ["posted_at", "published_at", "updated_at", "timestamp", "date", "created_at"] as const;
const NAMED = ["components", "component", "services", "service"] as const;

/** Anyone's, as small tools and no-code platforms put it together: `{ title, body, status, url }`, or nearly so called. */
export const message: NoticeFormat = {
  label: "a message of a title and a text",
  proof: "unproven",
  recognises: isMessage,
  read(payload, about) {
    const components = NAMED.flatMap((key) => readNamed(payload[key]));
    const post = {
      title: firstText(payload, TITLE) ?? "",
      html: firstText(payload, TEXT) ?? "",
      components,
      ...present({
        word: firstText(payload, WORD),
        link: asWebAddress(firstText(payload, LINK)),
        postedAtMs: TIME.map((key) => asMoment(payload[key])).find((ms) => ms !== undefined),
      }),
    };
    return noticeOf(readPage({}, about), { incidents: [readPost(post, about.receivedAtMs)] });
  },
};

function isMessage(payload: WireRecord): boolean {
  return !isOfAnother(payload) && isTitled(payload) && firstText(payload, TEXT) !== undefined;
}

/** Whether something within it is what it is about. */
export function isOfAnother(payload: WireRecord): boolean {
  const keys = ["incident", "maintenance", "component_update", "event_type", "current_status"];
  return keys.some((key) => key in payload);
}

export function isTitled(payload: WireRecord): boolean {
  return firstText(payload, TITLE) !== undefined;
}
