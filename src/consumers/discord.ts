import { z } from "zod";
import { secretUrl } from "../config/option-fields.ts";
import { isOk, valueIn } from "../http/send.ts";
import { withoutTrailingSlashes } from "../http/url.ts";
import type { StatusEvent } from "../types.ts";
import { escapeMarkdown, escapeWithin } from "./escape.ts";
import { afterSeconds, deliveryOf, type Hints, httpConsumer } from "./http.ts";
import { composeMessage } from "./message.ts";
import type { ConsumerType } from "./types.ts";

const options = z.strictObject({
  url: secretUrl("Address of a webhook of the channel; `?thread_id=` writes into one of its threads."),
  updates: z
    .enum(["edit", "post"])
    .default("edit")
    .describe("What becomes of an incident's updates: `edit` its message, or `post` one each."),
});

// https://discord.com/developers/docs/resources/message#embed-object-embed-limits; all of an embed together: 6000.
const TITLE_LENGTH = 256;
const DESCRIPTION_LENGTH = 4096;
const VALUE_LENGTH = 200;
const UNKNOWN_MESSAGE = 10008;

/** Messages in Discord, by webhook. */
export const discordConsumer: ConsumerType<z.infer<typeof options>> = {
  options,
  create(name, { url, updates }, context) {
    return httpConsumer(name, context, async (event, post, thread) => {
      const body = discordMessage(event);
      // Another type of consumer may have had this name before, with threads of another form.
      if (thread && /^\d+$/.test(thread) && updates === "edit") {
        const answer = await post(messageUrl(url, thread), { method: "PATCH", body });
        // Somebody deleted it: then there is to be another.
        if (valueIn(answer, "code") !== UNKNOWN_MESSAGE) {
          const delivery = afterSeconds(deliveryOf(answer, HINTS), valueIn(answer, "retry_after"));
          return delivery.outcome === "delivered" ? { ...delivery, thread } : delivery;
        }
      }
      const answer = await post(executeUrl(url), { body });
      const id = valueIn(answer, "id");
      if (isOk(answer) && typeof id === "string") return { outcome: "delivered", thread: id };
      return afterSeconds(deliveryOf(answer, HINTS), valueIn(answer, "retry_after"));
    });
  },
};

/** With `wait` Discord answers with the message, and says so where it was not taken. */
function executeUrl(webhook: string): URL {
  const url = new URL(webhook);
  url.searchParams.set("wait", "true");
  return url;
}

function messageUrl(webhook: string, id: string): URL {
  const url = new URL(webhook);
  url.pathname = `${withoutTrailingSlashes(url.pathname)}/messages/${encodeURIComponent(id)}`;
  url.searchParams.delete("wait");
  return url;
}

function discordMessage(event: StatusEvent): object {
  const { symbol, headline, title, text, url, color, fields } = composeMessage(event);
  const about = title && `**${escapeWithin(title, 1000, escapeMarkdown)}**`;
  const room = DESCRIPTION_LENGTH - about.length - 2;
  const said = escapeWithin(text, room, escapeMarkdown);
  return {
    embeds: [
      {
        title: escapeWithin(`${symbol} ${headline}`, TITLE_LENGTH, escapeMarkdown),
        ...(url && url.length <= 2048 && { url }),
        description: [about, said].filter(Boolean).join("\n\n"),
        color: Number.parseInt(color.slice(1), 16),
        fields: fields.map((field) => ({
          name: field.name,
          value: escapeWithin(field.value, VALUE_LENGTH, escapeMarkdown),
          inline: true,
        })),
        timestamp: event.updatedAt,
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

const HINTS: Hints = {
  401: "the webhook's token is wrong: copy its address again",
  404: "the webhook was deleted: make a new one",
};
