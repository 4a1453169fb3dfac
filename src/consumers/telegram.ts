import { z } from "zod";
import { secret, webAddress } from "../config/option-fields.ts";
import { type Answer, isOk, valueIn } from "../http/send.ts";
import { withoutTrailingSlashes } from "../http/url.ts";
import type { StatusEvent } from "../types.ts";
import { escapeHtml, escapeTags, escapeWithin, withoutMentions } from "./escape.ts";
import { afterSeconds, deliveryOf, type Hints, httpConsumer } from "./http.ts";
import { composeMessage } from "./message.ts";
import type { ConsumerType, Delivery } from "./types.ts";

const A_CHAT = "expected a number, or the @name of a public channel";

const options = z.strictObject({
  token: secret("Token of the bot, from @BotFather."),
  chat_id: z
    .union([z.string().min(1, A_CHAT), z.int()], { error: A_CHAT })
    .describe("Chat the bot writes to: its number, or @name of a public channel."),
  message_thread_id: z.int().optional().describe("Topic of the chat, where it has topics."),
  updates: z
    .enum(["edit", "post"])
    .default("edit")
    .describe("What becomes of an incident's updates: `edit` its message, or `post` a reply to it."),
  api_base: webAddress("Where the Bot API is.").default("https://api.telegram.org"),
});

/** Counted with its tags, so it is a little less than what is allowed. */
const TEXT_LENGTH = 4096;

/** Messages in Telegram, by a bot. */
export const telegramConsumer: ConsumerType<z.infer<typeof options>> = {
  options,
  create(name, { token, chat_id, message_thread_id, updates, api_base }, context) {
    const method = (called: string) => `${withoutTrailingSlashes(api_base)}/bot${pathOf(token)}/${called}`;
    const topic = message_thread_id === undefined ? {} : { message_thread_id };
    return httpConsumer(name, context, async (event, post, last) => {
      // Another type of consumer may have had this name before.
      const thread = last && /^\d+$/.test(last) ? last : undefined;
      const content = { chat_id, ...contentOf(event) };
      if (thread && updates === "edit") {
        const body = { ...content, message_id: Number(thread) };
        const answer = await post(method("editMessageText"), { body });
        if (isOk(answer) || isUnchanged(answer)) return { outcome: "delivered", thread };
        if (!isGone(answer)) return refusal(answer);
      }
      const answer = await post(method("sendMessage"), {
        body: { ...content, ...topic, ...replyTo(thread) },
      });
      if (!isOk(answer)) return refusal(answer);
      const id = valueIn(answer, "result", "message_id");
      return {
        outcome: "delivered",
        ...(typeof id === "number" && { thread: firstOf(thread, id, updates) }),
      };
    });
  },
};

/** Of a path: the colon in a token may stay as it is. */
function pathOf(token: string): string {
  return encodeURIComponent(token).replaceAll("%3A", ":");
}

/** Replies all go to the first message; what replaces a deleted one is the first from then on. */
function firstOf(thread: string | undefined, id: number, updates: "edit" | "post"): string {
  return thread && updates === "post" ? thread : String(id);
}

function replyTo(thread: string | undefined): object {
  if (!thread) return {};
  return { reply_parameters: { message_id: Number(thread), allow_sending_without_reply: true } };
}

function contentOf(event: StatusEvent): object {
  const { symbol, headline, title, text, url, fields } = composeMessage(event);
  const head = `${symbol} <b>${escapeWithin(headline, 500, safe)}</b>`;
  const shown = escapeWithin(title, 500, safe);
  const link = escapeHtml(url ?? "");
  const about = link && link.length <= 1000 ? `<a href="${link}">${shown || "Status page"}</a>` : shown;
  const facts = fields
    .filter(({ name }) => !TOLD_ALREADY.has(name))
    .map(({ name, value }) => `<i>${name}:</i> ${escapeWithin(value, 300, safe)}`);
  const around = [head, about, facts.join("\n")];
  const room = TEXT_LENGTH - around.join("\n\n").length - 2;
  const parts = [head, about, escapeWithin(text, room, safe), facts.join("\n")];
  return {
    text: parts.filter(Boolean).join("\n\n"),
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
  };
}

/** Both are in the headline. */
const TOLD_ALREADY: ReadonlySet<string> = new Set(["Provider", "Status"]);

/** Telegram makes mentions of any `@name`. */
function safe(text: string): string {
  return withoutMentions(escapeTags(text));
}

function isUnchanged(answer: Answer): boolean {
  return says(answer, "message is not modified");
}

function isGone(answer: Answer): boolean {
  return says(answer, "message to edit not found") || says(answer, "message can't be edited");
}

function says(answer: Answer, words: string): boolean {
  const description = valueIn(answer, "description");
  return typeof description === "string" && description.toLowerCase().includes(words);
}

function refusal(answer: Answer): Delivery {
  const delivery = afterSeconds(deliveryOf(answer, HINTS), valueIn(answer, "parameters", "retry_after"));
  const movedTo = valueIn(answer, "parameters", "migrate_to_chat_id");
  if (delivery.outcome !== "drop" || !Number.isSafeInteger(movedTo)) return delivery;
  return { outcome: "drop", reason: `the group became a supergroup: set \`chat_id: ${movedTo}\`` };
}

const HINTS: Hints = {
  400: "check `chat_id`, and that the bot is in the chat",
  401: "check `token`",
  403: "the bot may not write there: add it to the chat, or make it an admin of the channel",
  404: "check `token`",
};
