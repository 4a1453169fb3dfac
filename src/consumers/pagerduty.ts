import { z } from "zod";
import { secret, webAddress } from "../config/option-fields.ts";
import { createAgent, isOk, postJson } from "../http/send.ts";
import { withoutTrailingSlashes } from "../http/url.ts";
import { present } from "../present.ts";
import { listNames, truncate } from "../text.ts";
import type { StatusEvent } from "../types.ts";
import { alertOn, alertStep, keyOfAlert, NO_DIGESTS, threadAfter, whyNoAlert } from "./alert.ts";
import { deliveryOf } from "./http.ts";
import { bodyOf, composeMessage, type Severity } from "./message.ts";
import type { ConsumerType } from "./types.ts";

const ADDRESSES = { us: "https://events.pagerduty.com", eu: "https://events.eu.pagerduty.com" } as const;
/** Of the Events API v2. A whole event may have 512 KB. */
const LIMITS = { summary: 1024, dedupKey: 255, message: 10_000 } as const;

const options = z.strictObject({
  routing_key: secret("The integration key of a service's Events API v2 integration."),
  region: z
    .enum(["us", "eu"])
    .default("us")
    .describe("Where the PagerDuty account is at home; us by default."),
  api_base: webAddress("The address of the API where it is neither.").optional(),
  alert_on: alertOn,
  updates: z
    .boolean()
    .default(false)
    .describe(
      "Whether what is posted of an open incident goes to its alert too; its opening and its end always do.",
    ),
});

/** Opens and closes alerts at PagerDuty: Events API v2. Acknowledging is for people. */
export const pagerdutyConsumer: ConsumerType<z.output<typeof options>> = {
  options,
  isAlerting: true,
  whyNot: whyNoAlert,
  create(name, { routing_key, region, api_base, alert_on, updates }, { deadlineMs }) {
    const agent = createAgent();
    const url = `${withoutTrailingSlashes(api_base ?? ADDRESSES[region])}/v2/enqueue`;
    return {
      name,
      async deliver(event, thread) {
        if (event.change === "digest") return NO_DIGESTS;
        const step = alertStep(event, thread, alert_on);
        if (step === "none" || (step === "update" && !updates)) {
          return { outcome: "delivered", ...present({ thread }) };
        }
        const dedup_key = keyOfAlert(event, thread, LIMITS.dedupKey);
        const body =
          step === "close"
            ? { routing_key, event_action: "resolve", dedup_key }
            : { routing_key, event_action: "trigger", dedup_key, ...alertOf(event) };
        const answer = await postJson(agent, url, { body, deadlineMs });
        if (isOk(answer)) return { outcome: "delivered", thread: threadAfter(step, dedup_key) };
        return deliveryOf(answer, HINTS);
      },
      close: () => agent.destroy(),
    };
  },
};

const HINTS = {
  400: "check routing_key: it is the integration key of an Events API v2 integration",
  403: "check routing_key, and the region",
  404: "check api_base",
};

const SEVERITIES: Readonly<Record<Severity, "critical" | "error" | "warning" | "info">> = {
  critical: "critical",
  major: "error",
  minor: "warning",
  unknown: "warning",
  maintenance: "info",
  ok: "info",
};

function alertOf(event: StatusEvent) {
  const message = composeMessage(event);
  const fields = message.fields.map(({ name, value }) => [name, value]);
  return {
    payload: {
      summary: truncate(message.summary, LIMITS.summary),
      source: event.provider,
      severity: SEVERITIES[message.severity],
      timestamp: event.updatedAt,
      ...(event.components.length > 0 && { component: listNames(event.components) }),
      group: event.provider,
      class: event.kind,
      custom_details: {
        Title: message.title,
        Message: bodyOf(message, LIMITS.message),
        ...Object.fromEntries(fields),
      },
    },
    client: "status-watch",
    ...(message.url && { links: [{ href: message.url, text: "Status page" }] }),
  };
}
