import { afterEach, describe, expect, it } from "vitest";
import {
  nearestTime,
  parseDate,
  parseDisplayedTime,
  resolveDisplayedTimes,
} from "../../src/feeds/wire/displayed-time.ts";

/** Times as displayed, newest first, resolved against what the feed says of the newest. */
function resolve(newest: string | undefined, ...shown: readonly string[]): (string | undefined)[] {
  const times = shown.map(parseDisplayedTime);
  const resolved = resolveDisplayedTimes(times, newest === undefined ? undefined : Date.parse(newest));
  return resolved.map((ms) => (ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16)));
}

describe("a displayed time", () => {
  it.each([
    ["Aug 21, 00:37 UTC", { month: 7, day: 21, hour: 0, minute: 37, zone: "UTC" }],
    ["Jun  6, 19:13 PDT", { month: 5, day: 6, hour: 19, minute: 13, zone: "PDT" }],
    ["  Sept 1, 9:05 CEST ", { month: 8, day: 1, hour: 9, minute: 5, zone: "CEST" }],
    ["January 31, 23:59 -03", { month: 0, day: 31, hour: 23, minute: 59, zone: "-03" }],
    ["Mar 3, 10:00 +0545", { month: 2, day: 3, hour: 10, minute: 0, zone: "+0545" }],
    ["Jun  5, 01:40:38 GMT+0", { month: 5, day: 5, hour: 1, minute: 40, second: 38, zone: "GMT+0" }],
    ["Mar 3, 10:00 GMT-3:30", { month: 2, day: 3, hour: 10, minute: 0, zone: "GMT-3:30" }],
    ["Mar 3, 10:00", { month: 2, day: 3, hour: 10, minute: 0, zone: "UTC" }],
  ])("is read: %s", (text, time) => {
    expect(parseDisplayedTime(text)).toEqual(time);
  });

  it.each(["", "Foo 3, 10:00 UTC", "Aug 21", "2026-08-21 00:37", "Aug 21, 00:37 UTC and later", "soon"])(
    "is not read into what is none: %j",
    (text) => {
      expect(parseDisplayedTime(text)).toBeUndefined();
    },
  );
});

describe("a displayed time alone", () => {
  it.each([
    ["Jan 1, 01:40:38 GMT+0", "2025-12-31T21:10:00Z", "2026-01-01T01:40:38.000Z"],
    ["Dec 31, 21:10:00 GMT+0", "2026-01-01T01:40:00Z", "2025-12-31T21:10:00.000Z"],
    ["Jul 8, 07:24:48 GMT+2", "2026-07-19T06:00:00Z", "2026-07-08T05:24:48.000Z"],
    ["Jul 8, 07:24 GMT-3:30", "2026-07-19T06:00:00Z", "2026-07-08T10:54:00.000Z"],
  ])("is of the year in which it is nearest to another: %s", (shown, near, expected) => {
    const time = parseDisplayedTime(shown);
    expect(time && new Date(nearestTime(time, Date.parse(near)) ?? 0).toISOString()).toBe(expected);
  });

  it("of a zone that nobody knows is none", () => {
    const time = parseDisplayedTime("Jul 8, 07:24 XYZ");
    expect(time && nearestTime(time, Date.parse("2026-07-19T06:00:00Z"))).toBeUndefined();
  });
});

describe("displayed times of an entry", () => {
  it("have the year in which the newest is closest to what the feed says of it", () => {
    expect(resolve("2025-06-06T19:13:40Z", "Jun 6, 19:13 UTC")).toEqual(["2025-06-06T19:13"]);
    expect(resolve("2025-01-01T07:30:00Z", "Dec 31, 23:30 PST")).toEqual(["2025-01-01T07:30"]);
    expect(resolve("2024-12-31T15:30:00Z", "Jan 1, 00:30 JST")).toEqual(["2024-12-31T15:30"]);
  });

  it("have, older ones, the last year in which they are not after the one that follows", () => {
    expect(
      resolve(
        "2025-02-01T10:00:00Z",
        "Feb 1, 10:00 UTC",
        "Jan 1, 00:05 UTC",
        "Dec 31, 23:55 UTC",
        "Mar 2, 09:00 UTC",
      ),
    ).toEqual(["2025-02-01T10:00", "2025-01-01T00:05", "2024-12-31T23:55", "2024-03-02T09:00"]);
  });

  it("may be listed somewhat out of order", () => {
    expect(
      resolve("2025-01-01T00:10:00Z", "Jan 1, 00:10 UTC", "Jan 1, 00:40 UTC", "Dec 31, 23:50 UTC"),
    ).toEqual(["2025-01-01T00:10", "2025-01-01T00:40", "2024-12-31T23:50"]);
  });

  it("may lie on a leap day", () => {
    expect(resolve("2024-03-01T00:10:00Z", "Mar 1, 00:10 UTC", "Feb 29, 23:50 UTC")).toEqual([
      "2024-03-01T00:10",
      "2024-02-29T23:50",
    ]);
  });

  it("are in the zone that each names, over the change of clocks too", () => {
    expect(
      resolve("2025-11-02T09:10:44Z", "Nov 2, 01:10 PST", "Nov 2, 01:55 PDT", "Nov 1, 22:40 PDT"),
    ).toEqual(["2025-11-02T09:10", "2025-11-02T08:55", "2025-11-02T05:40"]);
  });

  it.each([
    ["2025-08-14T06:30:22Z", "Aug 14, 11:30 PKT"],
    ["2025-08-14T06:30:22Z", "Aug 14, 12:15 NPT"],
    ["2025-08-14T03:30:22Z", "Aug 14, 00:30 BRT"],
    ["2025-08-14T23:30:22Z", "Aug 15, 12:30 TOT"],
    ["2025-08-14T06:30:22Z", "Aug 14, 12:15 +0545"],
  ])("are in a zone worked out from what the feed says, at %s, where %s is not known", (newest, shown) => {
    expect(resolve(newest, shown)).toEqual([newest.slice(0, 16)]);
  });

  it.each([
    ["Israel", "2025-01-05T08:00:31Z", "Jan 5, 10:00 IST"],
    ["Ireland", "2025-07-05T09:00:31Z", "Jul 5, 10:00 IST"],
    ["China", "2025-01-05T02:00:31Z", "Jan 5, 10:00 CST"],
    ["Manila", "2025-01-05T02:00:31Z", "Jan 5, 10:00 PST"],
  ])("are in the one of several zones of that name that fits what the feed says: %s", (_, newest, shown) => {
    expect(resolve(newest, shown)).toEqual([newest.slice(0, 16)]);
  });

  it("of a maintenance, which the feed dates by its start, are in the zone they name", () => {
    expect(resolve("2025-11-26T04:00:00Z", "Oct 6, 11:27 PDT")).toEqual(["2025-10-06T18:27"]);
  });

  it("are unknown where the zone is neither known nor to be worked out", () => {
    expect(resolve("2025-11-26T04:00:00Z", "Oct 6, 11:27 XYZ", "Oct 5, 10:00 UTC")).toEqual([
      undefined,
      "2025-10-05T10:00",
    ]);
    expect(resolve("2025-06-06T19:13:40Z", "Jun 6, 19:13 UTC", "Jun 6, 18:00 XYZ")[1]).toBeUndefined();
  });

  it("are unknown where the feed dates nothing, or a block has no time", () => {
    expect(resolve(undefined, "Jun 6, 19:13 UTC")).toEqual([undefined]);
    expect(resolve("2025-06-06T19:13:40Z", "soon", "Jun 6, 19:13 UTC")).toEqual([
      undefined,
      "2025-06-06T19:13",
    ]);
    expect(resolve("2025-06-06T19:13:40Z")).toEqual([]);
  });

  it.each(["-271821-04-20T00:00:00Z", "+275760-09-13T00:00:00Z"])(
    "are times or unknown, whatever date the feed gives: %s",
    (newest) => {
      const resolved = resolveDisplayedTimes(
        ["Jan 3, 10:00 UTC", "Dec 30, 10:00 UTC"].map(parseDisplayedTime),
        Date.parse(newest),
      );
      for (const ms of resolved) expect(ms).not.toBeNaN();
    },
  );
});

describe("a date of a feed", () => {
  const before = process.env["TZ"];
  afterEach(() => {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  });

  it.each([
    ["2025-06-13T16:45:00Z", "2025-06-13T16:45:00.000Z"],
    ["2025-06-13T16:45:00.5+05:30", "2025-06-13T11:15:00.500Z"],
    ["Fri, 13 Jun 2025 16:45:00 GMT", "2025-06-13T16:45:00.000Z"],
    ["Fri, 13 Jun 2025 16:45:00 -0700", "2025-06-13T23:45:00.000Z"],
    ["Fri, 13 Jun 2025 16:45:00 PDT", "2025-06-13T23:45:00.000Z"],
    ["Fri, 13 Jun 2025 16:45:00 CEST", "2025-06-13T14:45:00.000Z"],
    ["Fri, 13 Jun 2025 16:45:00 JST", "2025-06-13T07:45:00.000Z"],
    ["Wed, 15 Jul 2026 21:14:10 Z", "2026-07-15T21:14:10.000Z"],
    ["13 Jun 2025 16:45 UTC", "2025-06-13T16:45:00.000Z"],
  ])("is read: %s", (text, iso) => {
    expect(new Date(parseDate(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each(["2025-06-13T16:45:00", "Fri, 13 Jun 2025 16:45:00"])(
    "without a zone is the same time wherever this runs: %s",
    (text) => {
      const read = ["UTC", "America/New_York", "Asia/Tokyo"].map((zone) => {
        process.env["TZ"] = zone;
        return parseDate(text);
      });
      expect(read).toEqual(Array(3).fill(Date.parse("2025-06-13T16:45:00Z")));
    },
  );

  it.each([undefined, "", "yesterday", "Fri, 13 Jun 2025 16:45:00 QQQ", "13/13/2025"])(
    "is unknown where it is none: %j",
    (text) => {
      expect(parseDate(text)).toBeUndefined();
    },
  );
});
