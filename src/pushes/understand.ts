import { messageOf } from "../errors.ts";
import { FormatError } from "../feeds/types.ts";
import { hasTooManyParts, MOST_PARTS } from "../http/document.ts";
import { readNotice } from "../notices/index.ts";
import { readMail } from "../notices/mail/index.ts";
import type { AboutNotice } from "../notices/types.ts";
import type { Push } from "../state/store.ts";
import type { Meaning, Understand } from "./types.ts";

/** What a push says, by its content. */
export const understand: Understand = async (push, provider) => {
  const about: AboutNotice = { receivedAtMs: push.receivedAtMs, pageUrl: provider.url };
  try {
    return push.source === "email" ? await understandMail(push, about) : understandWebhook(push, about);
  } catch (error) {
    const reason =
      error instanceof FormatError ? error.message : `failed inside status-watch: ${messageOf(error)}`;
    return { kind: "rejected", reason };
  }
};

function understandWebhook({ body }: Push, about: AboutNotice): Meaning {
  if (hasTooManyParts(body)) return { kind: "rejected", reason: `it has more than ${MOST_PARTS} parts` };
  const payload = parse(body);
  if (payload === undefined) return { kind: "rejected", reason: "it is not JSON" };
  const notice = readNotice(payload, about);
  if (!notice) return { kind: "rejected", reason: "no webhook of a known shape" };
  return { kind: "notice", snapshot: notice.snapshot };
}

/** Also of senders that put their JSON into a form, as `payload=…`. */
function parse(body: Buffer): unknown {
  const text = body.toString();
  const json = text.startsWith("payload=") ? new URLSearchParams(text).get("payload") : text;
  try {
    return JSON.parse(json ?? "") as unknown;
  } catch {
    return undefined;
  }
}

async function understandMail({ body }: Push, about: AboutNotice): Promise<Meaning> {
  const mail = await readMail(body, about);
  switch (mail.kind) {
    case "notice":
      return { kind: "notice", snapshot: mail.snapshot };
    case "confirmation":
      return mail;
    case "other":
      return { kind: "rejected", reason: `a mail that is no notice of an incident: ${mail.subject}` };
  }
}
