import { z } from "zod";
import { secret, secretUrl, webAddress } from "../config/option-fields.ts";
import { withoutTrailingSlashes } from "../http/url.ts";
import { truncate } from "../text.ts";
import type { StatusEvent } from "../types.ts";
import { deliveryOf, type Hints, httpConsumer } from "./http.ts";
import { bodyOf, composeMessage, type Severity } from "./message.ts";
import type { ConsumerType } from "./types.ts";

const options = z
  .strictObject({
    url: secretUrl(
      "Address of the topic, such as https://ntfy.sh/…; instead of `server` and `topic`.",
    ).optional(),
    server: webAddress("The server, where `topic` is given.").default("https://ntfy.sh"),
    topic: secret("Name of the topic; whoever knows it can read along.").optional(),
    token: secret("Access token, where the topic is protected.").optional(),
  })
  .refine(({ url, topic }) => !url !== !topic, { error: "give either `url`, or `topic` (and `server`)" })
  .refine(({ url }) => !url || !URL.canParse(url) || topicOf(url).topic !== "", {
    error: "has no topic at its end: https://ntfy.sh/<topic>",
    path: ["url"],
  });

const TITLE_LENGTH = 250;
/** What is longer, ntfy makes a file of. In bytes. */
const MAX_BYTES = 4_096;

/** Push notifications by ntfy. */
export const ntfyConsumer: ConsumerType<z.infer<typeof options>> = {
  options,
  create(name, { url, server, topic = "", token }, context) {
    const place = url ? topicOf(url) : { server, topic };
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    return httpConsumer(name, context, async (event, post) => {
      const body = { topic: place.topic, ...notification(event) };
      return deliveryOf(await post(place.server, { headers, body }), HINTS);
    });
  },
};

/** JSON goes to the server's own address and names the topic within; a topic has no character to be decoded. */
function topicOf(address: string): { readonly server: string; readonly topic: string } {
  const url = new URL(address);
  const path = withoutTrailingSlashes(url.pathname);
  const at = path.lastIndexOf("/");
  url.pathname = path.slice(0, at + 1);
  return { server: url.href, topic: path.slice(at + 1) };
}

function notification(event: StatusEvent): object {
  const message = composeMessage(event);
  const { headline, title, text, severity, url } = message;
  const said = text && title ? `${title}\n\n${text}` : bodyOf(message, MAX_BYTES);
  return {
    title: truncate(headline, TITLE_LENGTH),
    message: withinBytes(said || headline),
    priority: PRIORITIES[severity],
    tags: [TAGS[severity]],
    ...(url && { click: url, actions: [{ action: "view", label: "Open status page", url }] }),
  };
}

function withinBytes(text: string): string {
  let cut = truncate(text, MAX_BYTES);
  for (let bytes = Buffer.byteLength(cut); bytes > MAX_BYTES; bytes = Buffer.byteLength(cut)) {
    cut = truncate(text, Math.floor((cut.length * MAX_BYTES) / bytes) - 1);
  }
  return cut;
}

/** 5 rings until somebody looks; 3 is ordinary. */
const PRIORITIES: Readonly<Record<Severity, number>> = {
  critical: 5,
  major: 4,
  minor: 3,
  ok: 3,
  unknown: 3,
  maintenance: 2,
};

/** Short codes that ntfy shows as emoji. */
const TAGS: Readonly<Record<Severity, string>> = {
  critical: "rotating_light",
  major: "red_circle",
  minor: "warning",
  ok: "white_check_mark",
  unknown: "grey_question",
  maintenance: "wrench",
};

const HINTS: Hints = {
  400: "check the topic's name and the address",
  401: "check `token`",
  403: "the topic is protected: set a `token` that may write to it",
  404: "check the address of the server",
  413: "the server takes only shorter messages",
};
