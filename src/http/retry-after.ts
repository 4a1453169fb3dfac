const MAX_RETRY_AFTER_MS = 3_600_000;

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), capped at an hour. */
export function retryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  // Fractions are not in the RFC; Discord sends them.
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}
