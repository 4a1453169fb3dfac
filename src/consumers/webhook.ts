import { Webhook } from "standardwebhooks";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { headers as headersSchema } from "../config/fields.ts";
import { secret, webAddress } from "../config/option-fields.ts";
import { createAgent, send } from "../http/send.ts";
import { slug, wellFormed } from "../text.ts";
import type { StatusEvent } from "../types.ts";
import { deliveryOf } from "./http.ts";
import type { ConsumerType } from "./types.ts";

const options = z.strictObject({
  url: webAddress("The address that every event is posted to."),
  headers: headersSchema
    .default({})
    .describe(`Headers to send with it, for instance authorization: Bearer \${TOKEN}.`),
  cloudevents: z
    .boolean()
    .default(false)
    .describe("Whether to send CloudEvents 1.0 (structured JSON) rather than the event as it is."),
  secret: secret(
    "Signs what is sent by the Standard Webhooks scheme: whsec_ and the key in base64; webhook-id is the event's id, percent-encoded.",
  )
    .refine(isSigningKey, "expected whsec_ and then a key of at least 24 bytes in base64")
    .optional(),
});

/** Posts events to an address of the user's, as JSON. */
export const webhookConsumer: ConsumerType<z.output<typeof options>> = {
  options,
  create(name, { url, headers, cloudevents, secret: key }, { clock, deadlineMs }) {
    const agent = createAgent();
    const signer = key === undefined ? undefined : new Webhook(key);
    const chosen = lowerCased(headers);
    return {
      name,
      async deliver(event) {
        const body = JSON.stringify(cloudevents ? cloudEvent(event) : event);
        const type = cloudevents ? "application/cloudevents+json" : "application/json";
        const sent = {
          accept: "application/json",
          "content-type": `${type}; charset=utf-8`,
          ...chosen,
          ...(signer && signature(signer, event, body, clock)),
        };
        return deliveryOf(await send(agent, url, { headers: sent, body, deadlineMs }));
      },
      close: () => agent.destroy(),
    };
  },
};

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
function cloudEvent(event: StatusEvent) {
  return {
    specversion: "1.0",
    id: event.id,
    source: `/status-watch/${encodeURIComponent(slug(event.provider))}`,
    type: `status-watch.${event.kind}.${event.change}`,
    time: event.updatedAt,
    subject: event.incidentId || event.product,
    datacontenttype: "application/json",
    data: event,
  };
}

function signature(signer: Webhook, event: StatusEvent, body: string, clock: Clock) {
  // The id is partly the page's, and headers are ASCII. A dot in it would let two different messages sign alike.
  const id = encodeURI(wellFormed(event.id)).replaceAll(".", "%2E");
  // Of this try, not of the event: receivers refuse what is old.
  const now = new Date(clock.now());
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": signer.sign(id, now, body),
  };
}

/** So that ours and the user's do not stand side by side. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Of 24 bytes or more, as the scheme has it: a password is none. */
function isSigningKey(text: string): boolean {
  try {
    new Webhook(text);
  } catch {
    return false;
  }
  return Buffer.from(text.replace(/^whsec_/, ""), "base64").length >= 24;
}
