import { z } from "zod";
import { secret, secretUrl, webAddress } from "../config/option-fields.ts";
import { isOk, valueIn } from "../http/send.ts";
import { withoutTrailingSlashes } from "../http/url.ts";
import type { StatusEvent } from "../types.ts";
import { deliveryOf, type Hints, httpConsumer, type Post } from "./http.ts";
import { slackMessage } from "./slack-message.ts";
import type { ConsumerType, Delivery } from "./types.ts";

const options = z
  .strictObject({
    webhook_url: secretUrl("Address of an incoming webhook. Each update is a message of its own.").optional(),
    token: secret(
      "Token of a bot with the scope chat:write; updates are threaded under an incident's first message, which always shows the state.",
    ).optional(),
    channel: z
      .string()
      .min(1)
      .optional()
      .describe("Channel the bot writes to, by id or name; the bot must be a member of it."),
    api_base: webAddress("Where Slack's Web API is.").default("https://slack.com/api"),
  })
  .refine(({ webhook_url, token, channel }) => (webhook_url ? !token && !channel : token && channel), {
    error: "give either `webhook_url`, or `token` and `channel`",
  });

type Options = z.infer<typeof options>;

/** Messages in Slack. */
export const slackConsumer: ConsumerType<Options> = {
  options,
  create(name, { webhook_url, token = "", channel = "", api_base }, context) {
    return httpConsumer(name, context, async (event, post, thread) => {
      if (webhook_url)
        return deliveryOf(await post(webhook_url, { body: slackMessage(event) }), WEBHOOK_HINTS);
      const bot: Bot = { post, base: withoutTrailingSlashes(api_base), token };
      // Another type of consumer may have had this name before, with threads of another form.
      return thread?.includes("/") ? update(bot, event, thread, channel) : open(bot, event, channel);
    });
  },
};

interface Bot {
  readonly post: Post;
  readonly base: string;
  readonly token: string;
}

/** The first message about an incident; the thread is where it stands, as Slack answers it: `C024BE91L/1503435956.000247`. */
async function open(bot: Bot, event: StatusEvent, channel: string): Promise<Delivery> {
  const { delivery, place } = await call(bot, "chat.postMessage", {
    channel,
    ...slackMessage(event),
    ...UNPARSED,
  });
  return delivery.outcome === "delivered" && place ? { ...delivery, thread: place } : delivery;
}

/**
 * Brings the first message up to date, then says what is new beneath it. In this order, so that one more try does
 * nothing twice: a message may be updated again, not posted again.
 */
async function update(bot: Bot, event: StatusEvent, thread: string, channel: string): Promise<Delivery> {
  const [room = "", ts = ""] = thread.split("/");
  const edited = await call(bot, "chat.update", { channel: room, ts, ...slackMessage(event), ...UNPARSED });
  if (edited.error === "message_not_found") return open(bot, event, channel);
  if (edited.delivery.outcome !== "delivered" && !UNEDITABLE.has(edited.error)) return edited.delivery;
  const reply = { channel: room, thread_ts: ts, ...slackMessage(event), ...UNPARSED };
  const { delivery } = await call(bot, "chat.postMessage", reply);
  return delivery.outcome === "delivered" ? { ...delivery, thread } : delivery;
}

/** Slack answers 200 also to what it refuses; the error is then in the body. */
async function call({ post, base, token }: Bot, method: string, body: object) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await post(`${base}/${method}`, { headers, body });
  const said = valueIn(answer, "error");
  const error = typeof said === "string" ? said : "";
  if (!isOk(answer)) return { delivery: deliveryOf(answer), error };
  if (valueIn(answer, "ok") === true) {
    const [room, ts] = [valueIn(answer, "channel"), valueIn(answer, "ts")];
    const place = typeof room === "string" && typeof ts === "string" ? `${room}/${ts}` : undefined;
    return { delivery: { outcome: "delivered" } as const, error, place };
  }
  return { delivery: refusal(answer.host, error), error };
}

function refusal(host: string, error: string): Delivery {
  // Only words from our own tables are told: a body may say anything.
  const hint = Object.hasOwn(ERROR_HINTS, error) ? `${error}: ${ERROR_HINTS[error]}` : undefined;
  if (PASSING.has(error)) return { outcome: "retry", reason: `${host} cannot take it now (${error})` };
  return { outcome: "drop", reason: `${host} refused the message; ${hint ?? "check `token` and `channel`"}` };
}

/** Names and links in the text are not made into any; the default of chat.update is to make them. */
const UNPARSED = { parse: "none", link_names: false } as const;

const UNEDITABLE: ReadonlySet<string> = new Set([
  "cant_update_message",
  "edit_window_closed",
  "update_failed",
]);

const PASSING: ReadonlySet<string> = new Set([
  "fatal_error",
  "internal_error",
  "ratelimited",
  "rate_limited",
  "request_timeout",
  "service_unavailable",
  "team_added_to_org",
]);

const ERROR_HINTS: Readonly<Record<string, string>> = {
  account_inactive: "the bot was removed: install the app again",
  channel_not_found: "check `channel`, and invite the bot to it",
  invalid_auth: "check `token`",
  is_archived: "the channel is archived: give another",
  missing_scope: "give the app the scope chat:write and install it again",
  not_authed: "check `token`",
  not_in_channel: "invite the bot to the channel",
  restricted_action: "the workspace does not let apps write there",
  token_expired: "make a new token",
  token_revoked: "make a new token",
};

const WEBHOOK_HINTS: Hints = {
  403: "the webhook is not allowed to post there, or was disabled",
  404: "the webhook or its channel is gone: make a new webhook",
  410: "the channel is archived: make a webhook for another",
};
