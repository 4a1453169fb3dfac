import { describe, expect, it } from "vitest";
import { Reader } from "./reader.ts";
import { INCIDENTS, incident, MAINTENANCES, StatuspageSite, SUMMARY } from "./statuspage-site.ts";

const OPENED = ["investigating", "We are looking into it.", "11:50"] as const;
const open = incident("outage", "Outage", OPENED);
const closed = incident("outage", "Outage", OPENED, ["resolved", "The cache was full.", "12:05"]);

const MINUTE_MS = 60_000;

type Change = (site: StatuspageSite) => void;
const GONE: readonly (readonly [string, Change])[] = [
  ["is not there", (site) => site.refuse(INCIDENTS, 404)],
  ["is forbidden", (site) => site.refuse(INCIDENTS, 403)],
  [
    "is a web page",
    (site) =>
      site.answer(INCIDENTS, (_, response) =>
        response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Acme</title>"),
      ),
  ],
];
const FAILING: readonly (readonly [string, Change])[] = [
  ["answers 500", (site) => site.refuse(INCIDENTS, 500)],
  ["answers 503", (site) => site.refuse(INCIDENTS, 503)],
  ["breaks the connection", (site) => site.answer(INCIDENTS, (request) => request.socket.destroy())],
];

/** A page with one open incident that has been read once, and then no longer lists it as open. */
async function readBeforeEnd(site: StatuspageSite, beforehand: Change = () => {}): Promise<Reader> {
  site.summary([open]);
  site.incidents([open]);
  beforehand(site);
  const reader = new Reader({ url: site.url });
  expect(await reader.poll()).toEqual(["ongoing outage: We are looking into it."]);
  site.summary([]);
  return reader;
}

describe("an incident that leaves the summary", () => {
  it.each(GONE)(
    "of a page whose list always %s is resolved without words, and only once",
    async (_, refuse) => {
      await using site = await StatuspageSite.start();
      await using reader = await readBeforeEnd(site, refuse);
      expect(await reader.poll()).toEqual(["resolved outage: "]);
      expect(await reader.poll()).toEqual([]);
      site.summary([], { changed: true });
      site.incidents([closed]);
      expect(await reader.poll()).toEqual([]);
    },
  );

  it.each([...GONE, ...FAILING])(
    "while its list %s is not told of until the list is back",
    async (_, fail) => {
      await using site = await StatuspageSite.start();
      await using reader = await readBeforeEnd(site);
      fail(site);
      for (let poll = 0; poll < 3; poll++) expect(await reader.poll()).toEqual([]);
      expect(reader.outcome).toEqual({ failures: 0 });
      site.incidents([closed]);
      expect(await reader.poll()).toEqual(["resolved outage: The cache was full."]);
      expect(await reader.poll()).toEqual([]);
    },
  );

  it.each([...GONE, ...FAILING])(
    "while its list %s for an hour is resolved without words",
    async (_, fail) => {
      await using site = await StatuspageSite.start();
      await using reader = await readBeforeEnd(site);
      fail(site);
      reader.nowMs += 59 * MINUTE_MS;
      expect(await reader.poll()).toEqual([]);
      reader.nowMs += MINUTE_MS;
      expect(await reader.poll()).toEqual(["resolved outage: "]);
      site.summary([], { changed: true });
      site.incidents([closed]);
      expect(await reader.poll()).toEqual([]);
    },
  );

  it("while its list answers 500 does not hold up what the summary itself says", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readBeforeEnd(site);
    site.refuse(INCIDENTS, 500);
    site.summary([incident("second", "Second outage", ["identified", "A switch died.", "12:01"])]);
    expect(await reader.poll()).toEqual(["opened second: A switch died."]);
    site.incidents([closed]);
    expect(await reader.poll()).toEqual(["resolved outage: The cache was full."]);
  });

  it("while its list answers 429 is not told of, and the host is left alone for as long as it asks", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readBeforeEnd(site);
    site.refuse(INCIDENTS, 429, { "retry-after": "120" });
    expect(await reader.poll()).toEqual([]);
    expect(reader.outcome).toEqual({ failures: 1, retryAfterMs: 120_000 });
    site.incidents([closed]);
    expect(await reader.poll()).toEqual(["resolved outage: The cache was full."]);
  });
});

describe("a list that goes on showing as open what the summary does not", () => {
  it("is waited for for an hour, and then the summary is believed, and asked for no more", async () => {
    await using site = await StatuspageSite.start();
    await using reader = await readBeforeEnd(site);
    for (let minute = 0; minute < 60; minute += 20) {
      expect(await reader.poll()).toEqual([]);
      reader.nowMs += 20 * MINUTE_MS;
    }
    expect(await reader.poll()).toEqual(["resolved outage: "]);
    await reader.poll();
    site.asked();
    expect(await reader.poll()).toEqual([]);
    expect(site.asked()).toEqual([`/${SUMMARY}`]);
  });
});

describe("history that could not be had at first sight", () => {
  const history = Array.from({ length: 12 }, (_, index) =>
    incident(`old${index}`, `Old incident ${index}`, ["resolved", "All is well.", `10:${59 - index}`]),
  );

  it.each([
    ["its list answered 500", 500],
    ["it had no list", 404],
  ])("because %s is no news when it can be", async (_, status) => {
    await using site = await StatuspageSite.start();
    site.refuse(INCIDENTS, status);
    await using reader = new Reader({ url: site.url });
    expect(await reader.poll()).toEqual([]);
    site.summary([], { changed: true });
    site.incidents(history);
    expect(await reader.poll()).toEqual([]);
    const fresh = incident("fresh", "Fresh", ["investigating", "Errors.", "12:03"]);
    site.summary([fresh]);
    site.incidents([fresh, ...history]);
    expect(await reader.poll()).toEqual(["opened fresh: Errors."]);
  });
});

describe("a page without a summary", () => {
  it("is read by its list of incidents alone", async () => {
    await using site = await StatuspageSite.start();
    site.refuse(SUMMARY, 404);
    site.incidents([open]);
    await using reader = new Reader({ url: site.url });
    expect(await reader.poll()).toEqual(["ongoing outage: We are looking into it."]);
    expect(site.asked()).toEqual([`/${SUMMARY}`, `/${INCIDENTS}`]);
    site.incidents([closed]);
    expect(await reader.poll()).toEqual(["resolved outage: The cache was full."]);
    expect(await reader.poll()).toEqual([]);
    expect(site.knownVersion(INCIDENTS)).toBeDefined();
  });

  it("does not have an incident ended that falls off the end of the list", async () => {
    await using site = await StatuspageSite.start();
    site.refuse(SUMMARY, 404);
    site.incidents([open]);
    await using reader = new Reader({ url: site.url });
    await reader.poll();
    site.incidents([]);
    expect(await reader.poll()).toEqual([]);
  });

  it("and without a list of incidents cannot be read", async () => {
    await using site = await StatuspageSite.start();
    site.refuse(SUMMARY, 404);
    site.refuse(INCIDENTS, 404);
    await using reader = new Reader({ url: site.url });
    await reader.poll();
    expect(reader.outcome).toEqual({ failures: 1 });
  });
});

describe("a page on a sub-path", () => {
  it.each(["acme", "acme/", `acme/${SUMMARY}`])(
    "has its documents read below it, given as /%s",
    async (path) => {
      await using site = await StatuspageSite.start({ root: "/acme/" });
      site.summary([open]);
      site.incidents([open]);
      await using reader = new Reader({ url: new URL(`/${path}`, site.url).href });
      expect(await reader.poll()).toEqual(["ongoing outage: We are looking into it."]);
      expect(site.asked()).toEqual([`/acme/${SUMMARY}`, `/acme/${INCIDENTS}`, `/acme/${MAINTENANCES}`]);
    },
  );
});

describe("the components of an incident", () => {
  const component = (id: string, name: string, more = {}) => {
    return { id, name, status: "operational", updated_at: "2026-03-04T08:00:00Z", group: false, ...more };
  };
  const components = [
    component("eu", "Europe", { group: true }),
    component("c1", "Actions", { group_id: "eu" }),
    component("c2", "Pages"),
    component("c3", "AI"),
  ];

  it("are named as on the page, also where only the list of incidents tells of it", async () => {
    await using site = await StatuspageSite.start();
    site.summary([], { components });
    await using reader = new Reader({ url: site.url });
    await reader.poll();
    const short = {
      ...incident("short", "Hiccup", ["resolved", "Gone.", "12:02"]),
      components: [{ id: "c1", name: "Actions" }],
    };
    site.summary([], { components, changed: true });
    site.incidents([short]);
    expect((await reader.events()).map((event) => event.components)).toEqual([["Europe – Actions"]]);
  });

  it.each([
    ["Incident with Pages and Actions", ["Pages"]],
    ["Pagespeed is slow", []],
    ["AI answers are slow", []],
    ["Trouble with pages", ["Pages"]],
  ])("are, where it names none, those that the title speaks of: %s", async (title, expected) => {
    await using site = await StatuspageSite.start();
    site.summary([incident("outage", title, OPENED)], { components });
    await using reader = new Reader({ url: site.url });
    expect((await reader.events()).map((event) => event.components)).toEqual([expected]);
  });
});
