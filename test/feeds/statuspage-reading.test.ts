import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { Fetcher } from "../../src/http/fetcher.ts";
import { silentLogger } from "../../src/log.ts";
import { Page } from "../../src/polling/page.ts";
import { ReadingRoom, Seats } from "../../src/polling/reading-room.ts";
import { provider } from "../helpers/daemon.ts";
import { Reader } from "./reader.ts";
import {
  INCIDENTS,
  incident,
  MAINTENANCES,
  maintenance,
  StatuspageSite,
  SUMMARY,
} from "./statuspage-site.ts";

const OPENED = ["investigating", "We are looking into it.", "11:50"] as const;
const RESOLVED = ["resolved", "The cache was full.", "12:05"] as const;
const open = incident("outage", "Outage", OPENED);
const closed = incident("outage", "Outage", OPENED, RESOLVED);
const past = incident("past", "Long ago", ["resolved", "All is well.", "08:00"]);
const ALL = [`/${SUMMARY}`, `/${INCIDENTS}`, `/${MAINTENANCES}`];
const MINUTE_MS = 60_000;

/** A page that shows one open incident and has been read once. */
async function readOnce(site: StatuspageSite): Promise<Reader> {
  site.summary([open]);
  site.incidents([open]);
  const reader = new Reader({ url: site.url });
  expect(await reader.poll()).toEqual(["ongoing outage: We are looking into it."]);
  expect(site.asked()).toEqual(ALL);
  return reader;
}

describe("an unchanged page", () => {
  it("costs one request, answered 304 where the page has validators", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    expect(await reader.poll()).toEqual([]);
    expect(site.asked()).toEqual([`/${SUMMARY}`]);
    expect(site.knownVersion(SUMMARY)).toBeDefined();
  });

  it("costs one request where it answers with the same bytes again", async () => {
    await using site = await StatuspageSite.start({ hasValidators: false });
    await using reader = await readOnce(site);
    expect(await reader.poll()).toEqual([]);
    expect(site.asked()).toEqual([`/${SUMMARY}`]);
  });

  it("costs one request where it has no list of incidents", async () => {
    await using site = await StatuspageSite.start();
    site.refuse(INCIDENTS, 404);
    await using reader = new Reader({ url: site.url });
    await reader.poll();
    site.asked();
    expect(await reader.poll()).toEqual([]);
    expect(site.asked()).toEqual([`/${SUMMARY}`]);
  });

  it("has its full lists looked at every ten minutes, for what its summary does not show", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    const late = incident("late", "Posted late", ["resolved", "It was short.", "12:08"]);
    site.incidents([late, open]);
    reader.nowMs += 10 * MINUTE_MS - 1;
    expect(await reader.poll()).toEqual([]);
    expect(site.asked()).toEqual([`/${SUMMARY}`]);
    reader.nowMs += 1;
    expect(await reader.poll()).toEqual(["resolved late: It was short."]);
    expect(site.asked()).toEqual(ALL);
    expect(await reader.poll()).toEqual([]);
    expect(site.asked()).toEqual([`/${SUMMARY}`]);
  });

  it("is unchanged as a whole where its full lists are too, and is left alone for ten minutes more", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    reader.nowMs += 10 * MINUTE_MS;
    expect(await reader.poll()).toEqual([]);
    expect(site.asked()).toEqual(ALL);
    reader.nowMs += 10 * MINUTE_MS - 1;
    expect(await reader.poll()).toEqual([]);
    expect(site.asked()).toEqual([`/${SUMMARY}`]);
  });
});

describe("a reading that was not dealt with", () => {
  it("is made anew, with nothing taken as known", async () => {
    await using site = await StatuspageSite.start();
    site.summary([open]);
    const fetcher = new Fetcher({ clock: systemClock });
    const context = { fetcher, log: silentLogger, clock: systemClock };
    const page = new Page(provider({ url: site.url, format: "statuspage" }), context);
    const outcomes = [(await page.read()).outcome, (await page.read()).outcome];
    page.commit();
    outcomes.push((await page.read()).outcome);
    await fetcher.close();
    expect(outcomes).toEqual(["read", "read", "unchanged"]);
  });
});

describe("a changed summary", () => {
  it("has the full lists read, each if it has changed", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    const second = incident("second", "Second outage", ["identified", "A switch died.", "12:01"]);
    site.summary([second, open]);
    site.incidents([second, open]);
    expect(await reader.poll()).toEqual(["opened second: A switch died."]);
    expect(site.asked()).toEqual(ALL);
    expect(site.knownVersion(INCIDENTS)).toBeDefined();
    expect(site.knownVersion(MAINTENANCES)).toBeDefined();
  });

  it("has an incident told whole that opened and ended since", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    const short = incident(
      "short",
      "Hiccup",
      ["investigating", "Errors.", "12:01"],
      ["resolved", "Gone.", "12:02"],
    );
    site.summary([open], { updated: "12:02" });
    site.incidents([short, open]);
    expect(await reader.poll()).toEqual(["opened short: Errors.", "resolved short: Gone."]);
    expect(await reader.poll()).toEqual([]);
  });

  it("has the news it brings told even where a list is behind it", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    site.summary([incident("outage", "Outage", OPENED, ["monitoring", "It looks good.", "12:02"])]);
    expect(await reader.poll()).toEqual(["updated outage: It looks good."]);
    expect(await reader.poll()).toEqual([]);
  });

  it("that is behind a list does not have the end told twice", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    site.summary([open], { changed: true });
    site.incidents([closed]);
    expect(await reader.poll()).toEqual(["resolved outage: The cache was full."]);
    site.summary([]);
    expect(await reader.poll()).toEqual([]);
  });

  it("that is no Statuspage's is a failure, and is read anew until it is one again", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    for (const body of ["<!doctype html><title>Just a moment…</title>", '{"page":', "", '{"ok":true}']) {
      site.answer(SUMMARY, (_, response) => response.writeHead(200, { etag: '"unreadable"' }).end(body));
      const before = reader.outcome?.failures ?? 0;
      await reader.poll();
      expect(reader.outcome).toEqual({ failures: before + 1 });
      expect(site.knownVersion(SUMMARY)).not.toBe('"unreadable"');
    }
    site.summary([]);
    site.incidents([closed]);
    expect(await reader.poll()).toEqual([
      "recovered Status page can be read again: ",
      "resolved outage: The cache was full.",
    ]);
  });
});

describe("an incident that leaves the summary", () => {
  it("is resolved in the words of the list of incidents", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    site.summary([]);
    site.incidents([closed]);
    const [event, ...more] = await reader.events();
    expect(event).toMatchObject({
      change: "resolved",
      status: "resolved",
      message: "The cache was full.",
      updateId: "outage-2",
      updatedAt: "2026-03-04T12:05:00.000Z",
    });
    expect(more).toEqual([]);
    expect(await reader.poll()).toEqual([]);
  });

  it.each([
    ["says it has not changed", () => {}],
    ["has changed, but still shows it open", (site: StatuspageSite) => site.incidents([open, past])],
  ])("is not told of while the list %s, and once when the list catches up", async (_, leaveBehind) => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    site.summary([]);
    leaveBehind(site);
    expect(await reader.poll()).toEqual([]);
    // Its summary does not change any more: it is asked for as if it were not known.
    expect(await reader.poll()).toEqual([]);
    expect(site.knownVersion(SUMMARY)).toBeUndefined();
    site.incidents([closed, past]);
    expect(await reader.poll()).toEqual(["resolved outage: The cache was full."]);
    expect(await reader.poll()).toEqual([]);
    site.asked();
    expect(await reader.poll()).toEqual([]);
    expect(site.asked()).toEqual([`/${SUMMARY}`]);
  });

  it("and is in no list any more is resolved without words", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readOnce(site);
    site.summary([]);
    site.incidents([]);
    expect(await reader.poll()).toEqual(["resolved outage: "]);
    expect(await reader.poll()).toEqual([]);
  });
});

describe("a maintenance that leaves the summary", () => {
  const BEGUN = ["in_progress", "It has begun.", "11:30"] as const;
  const begun = maintenance("upgrade", "Upgrade", BEGUN);
  const done = maintenance("upgrade", "Upgrade", BEGUN, ["completed", "It is done.", "12:04"]);

  it.each([
    ["at once", (site: StatuspageSite) => site.maintenances([done])],
    ["once its list has caught up", () => {}],
  ])("is completed in the words of its list, %s", async (_, change) => {
    await using site = await StatuspageSite.start();
    site.summary([], { scheduled_maintenances: [begun] });
    site.maintenances([begun]);
    await using reader = new Reader({ url: site.url });
    expect(await reader.poll()).toEqual(["ongoing upgrade: It has begun."]);
    site.summary([]);
    change(site);
    const told = await reader.poll();
    site.maintenances([done]);
    expect([...told, ...(await reader.poll())]).toEqual(["resolved upgrade: It is done."]);
    expect(await reader.poll()).toEqual([]);
  });
});

describe("a page in a reading room", () => {
  it("takes one seat however many documents it has, and none once it is read", async () => {
    await using site = await StatuspageSite.start();
    site.summary([open]);
    const fetcher = new Fetcher({ clock: systemClock });
    const seats = new CountedSeats(1);
    const room = new ReadingRoom();
    room.seatsFor = () => seats;
    const context = { fetcher, log: silentLogger, clock: systemClock, room };
    const page = new Page(provider({ url: site.url, format: "statuspage" }), context);
    for (let poll = 0; poll < 3; poll++) {
      await page.read();
      expect(seats.seated).toBe(0);
    }
    await fetcher.close();
    expect(seats.most).toBe(1);
  });
});

class CountedSeats extends Seats {
  seated = 0;
  most = 0;

  override async take(): Promise<void> {
    this.most = Math.max(this.most, ++this.seated);
    await super.take();
  }

  override giveUp(): void {
    this.seated--;
    super.giveUp();
  }
}
