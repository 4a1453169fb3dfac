import { z } from "zod";
import { EVENT_KINDS, IMPACTS } from "../types.ts";
import { audience } from "./audience.ts";
import {
  duration,
  headers,
  INTERVAL_RANGE,
  interval,
  label,
  oneOrMore,
  patterns,
  seconds,
  url,
} from "./fields.ts";
import { gatewaySchema } from "./gateway.ts";
import { webhookSchema } from "./webhook.ts";

/** The file as it is read, still with its own keys. */
export type FileConfig = z.output<ReturnType<typeof fileSchema>>;
export type FileProvider = FileConfig["providers"][number];
export type FileDefaults = NonNullable<FileConfig["defaults"]>;

const NO_PROVIDERS = "names no provider yet: `status-watch add-provider <url>` adds one";

const ignore = z.strictObject({
  components: patterns
    .optional()
    .describe("Components that are left out: names, or /regular expressions/, one or a list."),
  kinds: oneOrMore(z.enum(EVENT_KINDS), `expected one of ${EVENT_KINDS.join(", ")}, or a list of them`)
    .optional()
    .describe("Kinds of events that are left out, one or a list."),
});

/** What may be set for all providers under `defaults`, and for each one. */
const shared = {
  interval: interval
    .optional()
    .describe(`How often the page is read, ${INTERVAL_RANGE}: 500ms, 30s, 5m, 1h; a bare number is seconds.`),
  adaptive: z
    .boolean()
    .optional()
    .describe(
      "Read the page at a third of its interval while an incident is open, and ever more rarely, down to half as often, while all is quiet; not before its Cache-Control says, but after an hour at the latest. Default: false.",
    ),
  ignore: ignore.optional().describe("Events that are left out."),
  min_impact: z.enum(IMPACTS).optional().describe("Incidents of less impact than this are left out."),
  headers: headers
    .optional()
    .describe(
      `Sent with every request. \${NAME} is replaced from the environment; $\${ is the text \${ itself.`,
    ),
};

function providerSchema(formats: readonly string[]) {
  return z
    .strictObject({
      use: label
        .optional()
        .describe(
          "A service that is known by name: its name, address and format, where they are not set here.",
        ),
      name: label
        .optional()
        .describe("What the service is called, in events and on the command line. Unique."),
      url: url.optional().describe("The status page, or one exact feed or API address."),
      format: z
        .enum(formats)
        .optional()
        .describe("What kind of page it is. Detected at the first reading when left out."),
      ...shared,
      interval_with_push: interval
        .optional()
        .describe(
          "How often the page is read while webhooks or mails tell of everything before that does: the safety net.",
        ),
      webhook: webhookSchema
        .optional()
        .describe("Who may push in what the page has to say, by webhook or mail."),
      components: patterns
        .optional()
        .describe(
          "Only these components: names, or /regular expressions/, one or a list. All when left out. The log tells of those that the page does not have.",
        ),
      tags: oneOrMore(label, "expected a tag or a list of tags")
        .optional()
        .describe("Words of your own, by which consumers choose among providers; one or a list."),
      allow_private: z
        .boolean()
        .optional()
        .describe(
          "Whether redirects and links of the page may lead into private networks, or its public name may lie in one.",
        ),
      feed_url: url.optional().meta({ description: "The older name of url.", deprecated: true }),
      poll_interval_seconds: seconds
        .optional()
        .meta({ description: "The older name of interval, in seconds.", deprecated: true }),
    })
    .meta({
      oneOf: [
        { required: ["use"] },
        { required: ["name", "url"], not: { required: ["use"] } },
        { required: ["name", "feed_url"], not: { required: ["use"] } },
      ],
    });
}

/** What every consumer has. */
export function consumerSchema(consumerTypes: readonly string[]) {
  return z.looseObject({
    type: z.enum(consumerTypes).describe("What kind of consumer it is."),
    name: label.optional().describe("What it is called in logs. Unique; its type when left out."),
    ...audience,
  });
}

const stateSchema = z.union(
  [
    label,
    z.strictObject({
      path: label.describe("The folder. Where it is not absolute, beside the configuration."),
      keep_history: duration
        .optional()
        .describe("How long past events are kept for `status-watch history`; default 90d."),
    }),
  ],
  { error: "expected a folder, or a map with path and keep_history" },
);

/** A whole file. The options of a consumer are left to its type. */
export function fileSchema(formats: readonly string[], consumerTypes: readonly string[]) {
  return z
    .strictObject({
      defaults: z
        .strictObject(shared)
        .nullish()
        .describe("Settings of every provider that does not set them itself."),
      providers: z
        .array(providerSchema(formats), { error: ({ input }) => (input === null ? NO_PROVIDERS : undefined) })
        .min(1, NO_PROVIDERS)
        .describe("The services whose status pages are watched."),
      state: stateSchema
        .optional()
        .describe("Where state is kept, so that it survives a restart: a folder. In memory when left out."),
      gateway: gatewaySchema
        .nullish()
        .describe("The HTTP server for webhooks and mail, health and metrics. Off when left out."),
      consumers: z
        .array(consumerSchema(consumerTypes))
        .nullish()
        .describe("Who is told of events. The console when left out."),
    })
    .describe("Configuration of status-watch.");
}
