import type { Snapshot } from "../../src/types.ts";

/**
 * A snapshot as the fixtures write it: times in ISO 8601 (`postedAt` for `postedAtMs`), so that a person can check
 * them against the payload. Nothing else is changed, and nothing is left out.
 */
export function legible(snapshot: Snapshot): unknown {
  return withDates(snapshot);
}

function withDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key.endsWith("Ms") ? [key.slice(0, -2), new Date(inner).toISOString()] : [key, withDates(inner)],
    ),
  );
}
