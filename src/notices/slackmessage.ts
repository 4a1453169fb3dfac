import { asRecord, asRecords, asString, asWebAddress, type WireRecord } from "../feeds/wire/values.ts";
import { present } from "../present.ts";
import { isOfAnother, isTitled } from "./message.ts";
import { noticeOf, readPage, refuseNotice } from "./notice.ts";
import { asMoment, type Post, readPost } from "./post.ts";
import type { NoticeFormat } from "./types.ts";

const LABEL = "a message for Slack";
/** Slack shows no more of either. */
const MOST_ATTACHMENTS = 100;
const MOST_BLOCKS = 50;
/** `<https://status.example.com|the page>`, as Slack writes a link. */
const LINK = /<(https?:\/\/[^<>|\s]{1,2000})(?:\|([^<>]{0,500}))?>/g;

/**
 * What is meant for a Slack channel: `text`, `attachments` and `blocks`, in part or all. The title is that of the first
 * attachment, a heading, or else the first line; the status is taken where one is plainly written.
 */
export const slackmessage: NoticeFormat = {
  label: LABEL,
  proof: "unproven",
  recognises: (payload) => !isTitled(payload) && !isOfAnother(payload) && hasContents(payload),
  read(payload, about) {
    const post = readMessage(payload) ?? refuseNotice(LABEL, "has nothing written in it");
    return noticeOf(readPage({}, about), { incidents: [readPost(post, about.receivedAtMs)] });
  },
};

function hasContents(payload: WireRecord): boolean {
  return (
    asString(payload["text"]) !== undefined ||
    asRecords(payload["attachments"]).length > 0 ||
    asRecords(payload["blocks"]).length > 0
  );
}

interface Part {
  readonly title?: string;
  readonly text?: string;
  readonly word?: string;
  readonly link?: string;
  readonly postedAtMs?: number;
}

function readMessage(payload: WireRecord): Post | undefined {
  const blocks = readBlocks(payload);
  // With blocks the text is for where they cannot be shown.
  const parts: readonly Part[] = [
    ...(blocks.length > 0 ? blocks : [present({ text: asString(payload["text"]) })]),
    ...asRecords(payload["attachments"]).slice(0, MOST_ATTACHMENTS).flatMap(readAttachment),
  ];
  const first = <K extends keyof Part>(key: K) => parts.find((part) => part[key] !== undefined)?.[key];
  const written = parts.map(({ text }) => text).filter((text) => text !== undefined);
  const [firstLine = "", ...lines] = written.join("\n").trim().split("\n");
  const title = first("title") ?? firstLine;
  const body = first("title") === undefined ? lines.join("\n") : written.join("\n");
  if (title.trim() === "") return undefined;
  return {
    title: unlinked(title).replaceAll("*", ""),
    html: unlinked(body.trim() === "" ? title : body),
    ...present({
      word: first("word"),
      link: asWebAddress(first("link")) ?? asWebAddress(linkIn(written.join("\n"))),
      postedAtMs: first("postedAtMs"),
    }),
  };
}

function readAttachment(record: WireRecord): Part[] {
  const fields = asRecords(record["fields"]);
  const status = fields.find((field) => /^(?:status|state)$/i.test(asString(field["title"]) ?? ""));
  const text = asString(record["text"]) ?? asString(record["pretext"]) ?? asString(record["fallback"]);
  const own = present({
    title: asString(record["title"]),
    text,
    word: asString(status?.["value"]),
    link: asString(record["title_link"]),
    postedAtMs: asMoment(record["ts"]),
  });
  return [own, ...readBlocks(record)];
}

/** A heading is a title; of a section the text counts. */
function readBlocks(record: WireRecord): Part[] {
  return asRecords(record["blocks"])
    .slice(0, MOST_BLOCKS)
    .flatMap((block) => {
      const text = asString(asRecord(block["text"])?.["text"]);
      return text === undefined ? [] : [block["type"] === "header" ? { title: text } : { text }];
    });
}

function linkIn(text: string): string | undefined {
  return text.matchAll(LINK).next().value?.[1];
}

/** Links as their words: to HTML they would be tags. */
function unlinked(text: string): string {
  return text.replace(LINK, (_, url: string, words: string | undefined) => words || url);
}
