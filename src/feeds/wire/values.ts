import { LAST_MS, parseDate } from "./displayed-time.ts";

/**
 * Readers of foreign data. Each gives what it is asked for, or undefined; none throws and none guesses.
 */
export type WireRecord = Readonly<Record<string, unknown>>;

export function asRecord(value: unknown): WireRecord | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as WireRecord)
    : undefined;
}

/** The records of a list; what is not a record in it is passed over. */
export function asRecords(value: unknown): WireRecord[] {
  return Array.isArray(value) ? value.map(asRecord).filter((entry) => entry !== undefined) : [];
}

export function asString(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Ids are strings, whatever the page writes them as. */
export function asId(value: unknown): string | undefined {
  return typeof value === "number" && Number.isFinite(value) ? String(value) : asString(value);
}

/** Epoch milliseconds of a date in ISO 8601 or RFC 822. */
export function asTime(value: unknown): number | undefined {
  return typeof value === "string" ? parseDate(value) : undefined;
}

/** Epoch milliseconds of a count of seconds or milliseconds since 1970, written as a number or as text. */
export function asEpochMs(value: unknown, unit: "s" | "ms"): number | undefined {
  const count = typeof value === "string" && /^\d{1,16}(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof count !== "number" || !(count > 0)) return undefined;
  const ms = Math.round(unit === "s" ? count * 1000 : count);
  return ms <= LAST_MS ? ms : undefined;
}

const LONGEST_ADDRESS = 2_000;

/** An http or https address, absolute or against `base`. */
export function asWebAddress(value: unknown, base?: string): string | undefined {
  if (typeof value !== "string" || value.length > LONGEST_ADDRESS || !URL.canParse(value, base))
    return undefined;
  const url = new URL(value, base);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
}
