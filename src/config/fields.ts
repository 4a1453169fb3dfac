import { z } from "zod";
import { SHORTEST_INTERVAL_MS } from "../polling/pace.ts";
import { cleanLine } from "../text.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { parsePattern } from "./patterns.ts";

export const DEFAULT_INTERVAL_MS = 60_000;
export const MIN_INTERVAL_MS = SHORTEST_INTERVAL_MS;
export const MAX_INTERVAL_MS = 24 * 3_600_000;

export const INTERVAL_RANGE = rangeOf(MIN_INTERVAL_MS, MAX_INTERVAL_MS);
const A_DURATION = "expected a duration such as 30s";

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What the connection says for itself: undici throws when it is given one of them. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

export const label = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => cleanLine(text) === text.replace(/[ \u00a0]+/g, " "), "must not hold control characters");

export const url = z
  .string({ error: "expected an address such as https://status.example.com" })
  .superRefine((text, context) => {
    const message = complaintAboutUrl(text);
    if (message) context.addIssue({ code: "custom", message });
  });

/** A length of time, of any length. */
export const duration = z
  .union([z.string(), z.number()], { error: A_DURATION })
  .transform((value, context) => parseDuration(value) ?? refuse(context, A_DURATION));

/** A length of time within these bounds, both included. */
export function durationBetween(minMs: number, maxMs: number) {
  return z
    .union([z.string(), z.number()], { error: A_DURATION })
    .transform((value, context) => toDuration(value, minMs, maxMs, context));
}

export const interval = durationBetween(MIN_INTERVAL_MS, MAX_INTERVAL_MS);

export const seconds = z
  .number({ error: "expected a number of seconds" })
  .transform((value, context) => toDuration(value, MIN_INTERVAL_MS, MAX_INTERVAL_MS, context));

export const patterns = oneOrMore(
  z
    .string()
    .min(1)
    .transform((text, context) => {
      const parsed = parsePattern(text);
      return "pattern" in parsed ? parsed.pattern : refuse(context, parsed.problem);
    }),
  "expected a name or a list of names",
);

export const headers = z.record(
  z
    .string()
    .refine((name) => HEADER_NAME.test(name), "not a valid name for a header")
    .refine((name) => !CONNECTION_HEADERS.has(name.toLowerCase()), "a header that cannot be chosen"),
  z
    .string({ error: "must be text: put it in quotes" })
    .refine((value) => HEADER_VALUE.test(value), "holds a character that a header cannot carry"),
  { error: "expected a map of header names and values" },
);

/** A list of what `item` reads; a single one may stand without the list around it. */
export function oneOrMore<Item extends z.ZodType>(item: Item, expected: string) {
  return z
    .union([item, z.array(item)], { error: expected })
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<Item>[]);
}

function toDuration(value: string | number, minMs: number, maxMs: number, context: z.RefinementCtx): number {
  const durationMs = parseDuration(value);
  if (durationMs === undefined) return refuse(context, A_DURATION);
  const isInRange = durationMs >= minMs && durationMs <= maxMs;
  return isInRange ? durationMs : refuse(context, `expected a duration ${rangeOf(minMs, maxMs)}`);
}

function rangeOf(minMs: number, maxMs: number): string {
  return `between ${formatDuration(minMs)} and ${formatDuration(maxMs)}`;
}

function complaintAboutUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return "expected an address such as https://status.example.com";
  const { protocol, username, password } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:")
    return "expected an address that starts with https:// or http://";
  return username || password
    ? 'must not hold a password: send it under "headers", as authorization'
    : undefined;
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}
