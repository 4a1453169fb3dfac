import { z } from "zod";
import { DAYS, type QuietHours, type Rules } from "../audience/types.ts";
import { messageOf } from "../errors.ts";
import { present } from "../present.ts";
import { CHANGES, EVENT_KINDS, IMPACTS } from "../types.ts";
import { durationBetween, label, oneOrMore, patterns } from "./fields.ts";
import { didYouMean, quote } from "./suggest.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What pages bring about; the others are ours. */
const PAGE_CHANGES = CHANGES.filter((change) => change !== "digest" && change !== "reminder");

const TIME = /^(?:[01]?\d|2[0-3]):[0-5]\d$/;

/** What may be chosen by, each with how its description goes on. */
function selection(which: string) {
  return {
    providers: patterns
      .optional()
      .describe(`Providers that are ${which}: names, or /regular expressions/, one or a list.`),
    tags: oneOrMore(label, "expected a tag or a list of tags")
      .optional()
      .describe(`Providers with one of these tags are ${which}.`),
    components: patterns
      .optional()
      .describe(`Components that are ${which}: names, or /regular expressions/, one or a list.`),
    kinds: oneOrMore(z.enum(EVENT_KINDS), `expected one of ${EVENT_KINDS.join(", ")}, or a list of them`)
      .optional()
      .describe(`Kinds of events that are ${which}, one or a list.`),
    changes: oneOrMore(z.enum(PAGE_CHANGES), `expected one of ${PAGE_CHANGES.join(", ")}, or a list of them`)
      .optional()
      .describe(`Changes that are ${which}, one or a list.`),
  };
}

const timeZone = z.string().superRefine((zone, context) => {
  const complaint = complaintAboutZone(zone);
  if (complaint !== undefined) context.addIssue({ code: "custom", message: complaint });
});

const time = (isTime: (text: string) => boolean, expected: string) =>
  z.string({ error: expected }).refine(isTime, expected);

const quietHours = z
  .strictObject({
    from: time((text) => TIME.test(text), "expected a time of day such as 22:00").describe(
      "When they begin: 22:00.",
    ),
    to: time((text) => TIME.test(text) || text === "24:00", "expected a time of day such as 07:00").describe(
      "When they end: 07:00. What is no later than their beginning is on the next day.",
    ),
    time_zone: timeZone.describe("The time zone of both, as IANA names it: Europe/Zurich."),
    days: oneOrMore(z.enum(DAYS), `expected one of ${DAYS.join(", ")}, or a list of them`)
      .optional()
      .describe("On which days they begin, one or a list. Every day when left out."),
  })
  .superRefine((hours, context) => {
    const complaint = complaintAboutHours(hours);
    if (complaint !== undefined) context.addIssue({ code: "custom", message: complaint, path: ["to"] });
  });

/** Who hears what: understood by every consumer, beside the options of its type. */
export const audience = {
  only: z
    .strictObject({
      ...selection("told"),
      min_impact: z.enum(IMPACTS).optional().describe("What has less impact than this is not told."),
    })
    .optional()
    .describe("What alone is told: all that is said here must hold."),
  ignore: z
    .strictObject(selection("left out"))
    .optional()
    .describe("What is not told: any of what is said here suffices."),
  quiet_hours: quietHours
    .optional()
    .describe("When nothing is told but what is critical; the rest follows as a digest."),
  digest: durationBetween(MINUTE_MS, 24 * HOUR_MS)
    .optional()
    .describe("What happens within such a time is told together, at its end: 1m to 24h, such as 1h."),
  settle: durationBetween(SECOND_MS, HOUR_MS)
    .optional()
    .describe(
      "How long changes of a component are held, and not told if it is back by then: 1s to 1h, such as 2m.",
    ),
  remind: durationBetween(MINUTE_MS, 7 * 24 * HOUR_MS)
    .optional()
    .describe("How long before the start of a maintenance it is told of again: 1m to 168h, such as 1h."),
};

const rulesSchema = z.object(audience);

/** The keys of a consumer that are none of its type's options. */
export const RULE_KEYS: ReadonlySet<string> = new Set(Object.keys(audience));

/** The rules of a consumer's entry; undefined where they are wrong, which the file's schema says. */
export function readRules(entry: Readonly<Record<string, unknown>>): Rules | undefined {
  const read = rulesSchema.safeParse(entry);
  if (!read.success) return undefined;
  const { only, ignore, quiet_hours: hours, digest, settle, remind } = read.data;
  const { min_impact: minImpact, ...wanted } = only ?? {};
  return present({
    only: only && (present({ ...wanted, minImpact }) as NonNullable<Rules["only"]>),
    ignore: ignore && (present(ignore) as NonNullable<Rules["ignore"]>),
    quietHours: hours && toQuietHours(hours),
    digestMs: digest,
    settleMs: settle,
    remindMs: remind,
  });
}

function toQuietHours({ from, to, time_zone, days }: z.output<typeof quietHours>): QuietHours {
  return { from, to, timeZone: time_zone, ...present({ days }) };
}

function complaintAboutZone(zone: string): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return undefined;
  } catch (error) {
    const known = Intl.supportedValuesOf("timeZone");
    const instead = didYouMean(zone, known) || ", expected a name such as Europe/Zurich";
    return error instanceof RangeError ? `unknown time zone ${quote(zone)}${instead}` : messageOf(error);
  }
}

function complaintAboutHours({ from, to, days }: z.output<typeof quietHours>): string | undefined {
  if (minutes(from) === minutes(to)) return "the same as from; the whole day is from 00:00 to 24:00";
  const isAlways = minutes(from) === 0 && to === "24:00" && new Set(days ?? DAYS).size === DAYS.length;
  return isAlways ? "quiet at all times: nothing but what is critical would be told" : undefined;
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  return hours * 60 + rest;
}
