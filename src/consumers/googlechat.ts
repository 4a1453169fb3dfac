import { hash } from "node:crypto";
import { z } from "zod";
import { secretUrl } from "../config/option-fields.ts";
import { truncate } from "../text.ts";
import type { StatusEvent } from "../types.ts";
import { escapeTags, escapeWithin } from "./escape.ts";
import { deliveryOf, type Hints, httpConsumer } from "./http.ts";
import { bodyOf, composeMessage } from "./message.ts";
import type { ConsumerType } from "./types.ts";

const options = z.strictObject({
  url: secretUrl("Address of a webhook of the space, with its `key` and `token`."),
});

const TITLE_LENGTH = 200;
/** A message may be 32,000 bytes in all. */
const TEXT_LENGTH = 4_000;
const VALUE_LENGTH = 500;

/** Cards in Google Chat, by webhook. The updates of an incident are one thread. */
export const googlechatConsumer: ConsumerType<z.infer<typeof options>> = {
  options,
  create(name, { url }, context) {
    const target = new URL(url);
    // Without it every message begins a thread of its own, whatever its key.
    target.searchParams.set("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
    return httpConsumer(name, context, async (event, post) =>
      deliveryOf(await post(target, { body: chatMessage(event) }), HINTS),
    );
  },
};

function chatMessage(event: StatusEvent): object {
  const message = composeMessage(event);
  const { symbol, headline, title, summary, fields, url } = message;
  const said = escapeWithin(bodyOf(message, TEXT_LENGTH), TEXT_LENGTH, escapeTags);
  const button = { text: "Open status page", onClick: { openLink: { url } } };
  const widgets = [
    { textParagraph: { text: said || escapeTags(truncate(headline, TITLE_LENGTH)) } },
    ...fields.map(({ name, value }) => ({
      decoratedText: { topLabel: name, text: escapeWithin(value, VALUE_LENGTH, escapeTags), wrapText: true },
    })),
    ...(url ? [{ buttonList: { buttons: [button] } }] : []),
  ];
  const header = {
    title: truncate(`${symbol} ${headline}`, TITLE_LENGTH),
    subtitle: truncate(title, TITLE_LENGTH),
  };
  return {
    fallbackText: summary,
    cardsV2: [{ cardId: "status", card: { header, sections: [{ widgets }] } }],
    ...threadOf(event),
  };
}

/** The same key in every run, so nothing needs to be remembered. */
function threadOf({ provider, incidentId }: StatusEvent): object {
  if (incidentId === undefined) return {};
  return { thread: { threadKey: `status-watch-${hash("sha256", `${provider}\n${incidentId}`)}` } };
}

const HINTS: Hints = {
  400: "check the address, with its `key` and `token`",
  401: "the webhook's `key` or `token` is wrong: copy its address again",
  403: "the webhook is not allowed to write there: check the address and the space's settings",
  404: "the webhook or its space was deleted: make a new one",
};
