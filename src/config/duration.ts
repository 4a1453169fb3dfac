const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A number and its unit; a bare number is seconds. */
const DURATION_PATTERN = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/;

/** Milliseconds of `250ms`, `30s`, `5m`, `24h`, `7d`, or a bare number of seconds; undefined for anything else. */
export function parseDuration(value: string | number): number | undefined {
  const [, amount, unit = "s"] = DURATION_PATTERN.exec(String(value).trim()) ?? [];
  if (amount === undefined) return undefined;
  return Math.round(Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]);
}

/** The shortest way to write a duration that {@link parseDuration} reads: `90s`, `5m`, `250ms`. */
export function formatDuration(durationMs: number): string {
  const units = (["h", "m", "s"] as const).filter((unit) => durationMs >= UNIT_MS[unit]);
  const unit = units.find((candidate) => durationMs % UNIT_MS[candidate] === 0) ?? "ms";
  return `${durationMs / UNIT_MS[unit]}${unit}`;
}
