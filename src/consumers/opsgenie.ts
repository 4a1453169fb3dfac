import { z } from "zod";
import { secret, webAddress } from "../config/option-fields.ts";
import { createAgent, isOk, postJson } from "../http/send.ts";
import { withoutTrailingSlashes } from "../http/url.ts";
import { present } from "../present.ts";
import { truncate } from "../text.ts";
import type { StatusEvent } from "../types.ts";
import {
  type AlertStep,
  alertOn,
  alertStep,
  keyOfAlert,
  NO_DIGESTS,
  threadAfter,
  whyNoAlert,
} from "./alert.ts";
import { deliveryOf } from "./http.ts";
import { bodyOf, composeMessage, type Message, type Severity } from "./message.ts";
import type { ConsumerType } from "./types.ts";

const ADDRESSES = { us: "https://api.opsgenie.com", eu: "https://api.eu.opsgenie.com" } as const;
/** Of the Alert API. Details may have 8000 characters together. */
const LIMITS = { message: 130, alias: 512, description: 15_000, entity: 512, tag: 50, detail: 500 } as const;
const SOURCE = "status-watch";

const options = z.strictObject({
  api_key: secret("The key of an API integration."),
  region: z
    .enum(["us", "eu"])
    .default("us")
    .describe("Where the Opsgenie account is at home; us by default."),
  api_base: webAddress(
    "The address of the API where it is neither; https://api.atlassian.com/jsm/ops/integration for Jira Service Management.",
  ).optional(),
  alert_on: alertOn,
  updates: z
    .boolean()
    .default(true)
    .describe("Whether what is posted of an open incident becomes a note of its alert; true by default."),
});

/** Opens, annotates and closes alerts at Opsgenie, or at Jira Service Management, which took its API over. */
export const opsgenieConsumer: ConsumerType<z.output<typeof options>> = {
  options,
  isAlerting: true,
  whyNot: whyNoAlert,
  create(name, { api_key, region, api_base, alert_on, updates }, { deadlineMs }) {
    const agent = createAgent();
    const base = withoutTrailingSlashes(api_base ?? ADDRESSES[region]);
    const headers = { authorization: `GenieKey ${api_key}` };
    return {
      name,
      async deliver(event, thread) {
        if (event.change === "digest") return NO_DIGESTS;
        const step = alertStep(event, thread, alert_on);
        if (step === "none" || (step === "update" && !updates)) {
          return { outcome: "delivered", ...present({ thread }) };
        }
        // It stands in paths too, where gateways do not like a slash, encoded or not.
        const alias = keyOfAlert(event, thread, LIMITS.alias).replaceAll("/", ":");
        const { path, body } = requestOf(event, step, alias);
        const answer = await postJson(agent, `${base}/v2/alerts${path}`, { headers, body, deadlineMs });
        if (isOk(answer)) return { outcome: "delivered", thread: threadAfter(step, alias) };
        return deliveryOf(answer, HINTS);
      },
      close: () => agent.destroy(),
    };
  },
};

const HINTS = {
  401: "check api_key, and the region",
  403: "check api_key: its integration must be allowed to create and to close alerts",
  422: "check api_key, and the region",
};

function requestOf(event: StatusEvent, step: Exclude<AlertStep, "none">, alias: string) {
  const message = composeMessage(event);
  if (step === "open") return { path: "", body: alertOf(event, message, alias) };
  const action = step === "close" ? "close" : "notes";
  const note = truncate(`${message.headline}\n${bodyOf(message, LIMITS.description)}`, LIMITS.description);
  return {
    path: `/${encodeURIComponent(alias)}/${action}?identifierType=alias`,
    body: { source: SOURCE, note },
  };
}

const PRIORITIES: Readonly<Record<Severity, string>> = {
  critical: "P1",
  major: "P2",
  minor: "P3",
  unknown: "P3",
  maintenance: "P5",
  ok: "P5",
};

function alertOf(event: StatusEvent, message: Message, alias: string) {
  const details = message.fields.map(({ name, value }) => [name, truncate(value, LIMITS.detail)]);
  return {
    message: truncate(`${message.headline} – ${message.title}`, LIMITS.message),
    alias,
    description: descriptionOf(message),
    priority: PRIORITIES[message.severity],
    source: SOURCE,
    entity: truncate(event.provider, LIMITS.entity),
    tags: [SOURCE, event.kind, truncate(event.provider, LIMITS.tag)],
    details: Object.fromEntries(details),
  };
}

/** What the page says is cut before the link that tells the rest. */
function descriptionOf({ title, text, url = "" }: Message): string {
  const heading = truncate(title, 1000);
  const link = url.length <= 2000 ? url : "";
  const room = LIMITS.description - heading.length - link.length - 4;
  return [heading, truncate(text, room), link].filter(Boolean).join("\n\n");
}
