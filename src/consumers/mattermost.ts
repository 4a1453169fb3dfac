import { z } from "zod";
import { secretUrl } from "../config/option-fields.ts";
import type { StatusEvent } from "../types.ts";
import { escapeMarkdown, escapeWithin, withoutMentions } from "./escape.ts";
import { deliveryOf, type Hints, httpConsumer } from "./http.ts";
import { composeMessage } from "./message.ts";
import type { ConsumerType } from "./types.ts";

const options = z.strictObject({
  url: secretUrl("Address of an incoming webhook."),
  channel: z
    .string()
    .min(1)
    .optional()
    .describe("Another channel than the webhook's own, where the webhook is not locked to it."),
  username: z.string().min(1).optional().describe("Shown as the author, where the server allows that."),
});

/** Attachments are kept among a post's properties, for which older servers have 8,000 characters in all. */
const TEXT_LENGTH = 4_000;
const TITLE_LENGTH = 300;
const VALUE_LENGTH = 200;

/** Messages in Mattermost, by incoming webhook. It does not say which post it made, so each update is its own. */
export const mattermostConsumer: ConsumerType<z.infer<typeof options>> = {
  options,
  create(name, { url, channel, username }, context) {
    return httpConsumer(name, context, async (event, post) => {
      const body = {
        ...(channel && { channel }),
        ...(username && { username }),
        attachments: [attachment(event)],
      };
      return deliveryOf(await post(url, { body }), HINTS);
    });
  },
};

function attachment(event: StatusEvent): object {
  const { symbol, headline, title, summary, text, url, color, fields } = composeMessage(event);
  const about = title && `**${escapeWithin(title, TITLE_LENGTH, safe)}**`;
  return {
    fallback: withoutMentions(summary),
    color,
    title: escapeWithin(`${symbol} ${headline}`, TITLE_LENGTH, safe),
    ...(url && url.length <= 1000 && { title_link: url }),
    text: [about, escapeWithin(text, TEXT_LENGTH, safe)].filter(Boolean).join("\n\n"),
    fields: fields.map(({ name, value }) => ({
      title: name,
      value: escapeWithin(value, VALUE_LENGTH, safe),
      short: true,
    })),
  };
}

/** Attachments do mention, so no `@all` may be one. */
function safe(text: string): string {
  return withoutMentions(escapeMarkdown(text));
}

const HINTS: Hints = {
  400: "the webhook was deleted, or its channel is gone: check the address and `channel`",
  403: "the webhook may not write to that channel",
  404: "check the address and `channel`",
  501: "incoming webhooks are turned off on the server",
};
