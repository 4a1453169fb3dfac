import { truncate } from "../text.ts";
import type { StatusEvent } from "../types.ts";
import { escapeTags, escapeWithin } from "./escape.ts";
import { composeMessage, type Message } from "./message.ts";

// https://docs.slack.dev/reference/block-kit/blocks
const HEADER_LENGTH = 150;
const SECTION_LENGTH = 3000;
const FIELD_LENGTH = 2000;

/** A message of blocks; what is under its coloured bar stands in an attachment, for blocks have no colour. */
export function slackMessage(event: StatusEvent): object {
  const message = composeMessage(event);
  const { symbol, headline, summary, color, text, fields } = message;
  const title = truncate(`${symbol} ${headline}`, HEADER_LENGTH);
  const said = text ? [section(escapeWithin(text, SECTION_LENGTH, escapeTags))] : [];
  const facts = fields.map(({ name, value }) =>
    mrkdwn(`*${name}*\n${escapeWithin(value, FIELD_LENGTH - 40, escapeTags)}`),
  );
  return {
    // What notifications show, and readers of the screen.
    text: escapeTags(summary),
    blocks: [{ type: "header", text: { type: "plain_text", text: title, emoji: false } }],
    attachments: [
      { color, blocks: [section(titleOf(message)), ...said, { type: "section", fields: facts }] },
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function titleOf({ title, headline, url }: Message): string {
  const shown = escapeWithin(title || headline, 1000, escapeTags);
  // A bar would end the address.
  const link = url && escapeTags(url).replaceAll("|", "%7C");
  return link && link.length < 1500 ? `*<${link}|${shown}>*` : `*${shown}*`;
}

function section(text: string) {
  return { type: "section", text: mrkdwn(text) };
}

/** `verbatim`: `@here` and `#general` in it stay text. */
function mrkdwn(text: string) {
  return { type: "mrkdwn", text, verbatim: true };
}
