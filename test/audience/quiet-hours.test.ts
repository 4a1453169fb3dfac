import { describe, expect, it } from "vitest";
import { describeQuiet, quietSinceMs, quietUntilMs } from "../../src/audience/quiet-hours.ts";
import type { QuietHours } from "../../src/audience/types.ts";
import { HOUR } from "./events.ts";

const ZURICH = "Europe/Zurich";
const NIGHT: QuietHours = { from: "22:00", to: "07:00", timeZone: ZURICH };
const NOON: QuietHours = { from: "12:00", to: "13:00", timeZone: ZURICH };
const WEEKEND: QuietHours = { from: "00:00", to: "24:00", timeZone: ZURICH, days: ["sat", "sun"] };
const FRIDAY: QuietHours = { ...NIGHT, days: ["fri"] };
const CHANGES: QuietHours = { from: "02:30", to: "08:00", timeZone: ZURICH };
const ENDS: QuietHours = { from: "22:00", to: "02:30", timeZone: ZURICH };

describe("quiet hours", () => {
  it.each<[string, QuietHours, string, string | undefined]>([
    ["are not yet", NIGHT, "2025-11-03T21:59:59.999+01:00", undefined],
    ["begin to the minute", NIGHT, "2025-11-03T22:00:00+01:00", "2025-11-04T07:00:00+01:00"],
    ["go on past midnight", NIGHT, "2025-11-04T03:00:00+01:00", "2025-11-04T07:00:00+01:00"],
    ["end to the minute", NIGHT, "2025-11-04T07:00:00+01:00", undefined],
    ["within a day", NOON, "2025-11-03T12:30:00+01:00", "2025-11-03T13:00:00+01:00"],
    ["not before them on that day", NOON, "2025-11-03T01:00:00+01:00", undefined],
    ["on a day that is none of theirs", FRIDAY, "2025-11-06T23:00:00+01:00", undefined],
    ["on the night after their day", FRIDAY, "2025-11-08T06:00:00+01:00", "2025-11-08T07:00:00+01:00"],
    ["not on the evening after it", FRIDAY, "2025-11-08T23:00:00+01:00", undefined],
    ["of two whole days are one", WEEKEND, "2025-11-08T10:00:00+01:00", "2025-11-10T00:00:00+01:00"],
    [
      "are shorter by the hour left out in spring",
      NIGHT,
      "2025-03-29T22:00:00+01:00",
      "2025-03-30T07:00:00+02:00",
    ],
    [
      "are longer by the hour that comes twice in autumn",
      NIGHT,
      "2025-10-25T22:00:00+02:00",
      "2025-10-26T07:00:00+01:00",
    ],
    [
      "whose beginning is left out begin then",
      CHANGES,
      "2025-03-30T03:00:00+02:00",
      "2025-03-30T08:00:00+02:00",
    ],
    ["whose beginning is left out do not begin before", CHANGES, "2025-03-30T01:59:59+01:00", undefined],
    [
      "whose beginning comes twice begin the first time",
      CHANGES,
      "2025-10-26T02:30:00+02:00",
      "2025-10-26T08:00:00+01:00",
    ],
    ["whose end is left out end then", ENDS, "2025-03-30T01:59:59+01:00", "2025-03-30T03:00:00+02:00"],
    [
      "whose end comes twice end the last time",
      ENDS,
      "2025-10-26T02:45:00+02:00",
      "2025-10-26T02:30:00+01:00",
    ],
    [
      "by the clocks of where they are, west of here",
      { ...NIGHT, timeZone: "America/Los_Angeles" },
      "2025-11-04T07:00:00Z",
      "2025-11-04T15:00:00Z",
    ],
    [
      "of half an hour off",
      { ...NIGHT, timeZone: "Asia/Kolkata" },
      "2025-11-03T16:30:00Z",
      "2025-11-04T01:30:00Z",
    ],
    ["of UTC", { ...NIGHT, timeZone: "UTC" }, "2025-11-03T22:00:00Z", "2025-11-04T07:00:00Z"],
    [
      "where clocks are set forward at midnight",
      { from: "00:00", to: "06:00", timeZone: "Africa/Cairo" },
      "2025-04-24T22:00:00Z",
      "2025-04-25T03:00:00Z",
    ],
  ])("%s", (_, hours, now, until) => {
    const untilMs = quietUntilMs(hours, Date.parse(now));
    expect(untilMs && new Date(untilMs).toISOString()).toBe(until && new Date(until).toISOString());
  });

  it.each<[string, QuietHours, string, string | undefined]>([
    ["of last evening", NIGHT, "2025-11-04T03:00:00+01:00", "2025-11-03T22:00:00+01:00"],
    ["of the first of two days", WEEKEND, "2025-11-09T10:00:00+01:00", "2025-11-08T00:00:00+01:00"],
    ["none by day", NIGHT, "2025-11-04T12:00:00+01:00", undefined],
  ])("know their beginning: %s", (_, hours, now, since) => {
    const sinceMs = quietSinceMs(hours, Date.parse(now));
    expect(sinceMs && new Date(sinceMs).toISOString()).toBe(since && new Date(since).toISOString());
  });

  it("end at every moment of a year in which they are, at a time that is not quiet", () => {
    for (const timeZone of [ZURICH, "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"]) {
      const clock = new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" });
      for (let ms = Date.parse("2025-01-01T00:17:00Z"); ms < Date.parse("2026-01-01"); ms += 13 * HOUR) {
        const untilMs = quietUntilMs({ ...NIGHT, timeZone }, ms);
        const hour = Number(clock.format(ms));
        expect(untilMs !== undefined).toBe(hour >= 22 || hour < 7);
        if (untilMs === undefined) continue;
        expect(untilMs).toBeGreaterThan(ms);
        expect(untilMs).toBeLessThanOrEqual(ms + 10 * HOUR);
        expect(quietUntilMs({ ...NIGHT, timeZone }, untilMs)).toBeUndefined();
      }
    }
  });

  it("that never end are given an end", () => {
    const always: QuietHours = { from: "00:00", to: "24:00", timeZone: "UTC" };
    expect(quietUntilMs(always, 0)).toBeGreaterThan(0);
    expect(quietSinceMs(always, 0)).toBeLessThan(0);
  });

  it("are none where none are given", () => {
    expect(quietUntilMs(undefined, 0)).toBeUndefined();
  });

  it("tell the day of an end that is far", () => {
    const now = Date.parse("2025-11-08T10:00:00+01:00");
    expect(describeQuiet(WEEKEND, now + 38 * HOUR, now)).toBe("quiet until Mon 00:00 Europe/Zurich");
    expect(describeQuiet(WEEKEND, now + 14 * HOUR, now)).toBe("quiet until 00:00 Europe/Zurich");
  });
});
