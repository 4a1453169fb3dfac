import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../src/config/duration.ts";

test.each([
  ["250ms", 250],
  ["30s", 30_000],
  ["5m", 300_000],
  ["24h", 86_400_000],
  ["1.5m", 90_000],
  [" 2 s ", 2_000],
  ["45", 45_000],
  [45, 45_000],
  [0.25, 250],
])("%j is %i milliseconds", (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each(["", "s", "5 minutes", "-5s", "1h30m", "5w", "5S", "1e3", "Infinity", Number.NaN, -1])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test.each([
  [250, "250ms"],
  [1_500, "1500ms"],
  [30_000, "30s"],
  [90_000, "90s"],
  [300_000, "5m"],
  [86_400_000, "24h"],
  [0, "0ms"],
])("%i milliseconds are written %s, which reads back the same", (durationMs, expected) => {
  expect(formatDuration(durationMs)).toBe(expected);
  expect(parseDuration(formatDuration(durationMs))).toBe(durationMs);
});
