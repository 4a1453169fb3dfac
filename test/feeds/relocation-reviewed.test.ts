// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such references are what a test is about
import { describe, expect, it } from "vitest";
import { type Handler, routes, startServer } from "../helpers/server.ts";
import { Reader } from "./reader.ts";
import { StatuspageSite, timeOf } from "./statuspage-site.ts";

const HTML = "<!doctype html><title>Acme Status</title>";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STATUSPAGE = "kctbh9vrtdwd";
const ULID = "01J9Z3M7Q4RT6XW8YB2CD5FGHK";
const COMPONENT = { id: "web", name: "Website", status: "operational" };
const FEED = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title>
<entry><id>x1</id><title>Outage</title><updated>${timeOf("11:50")}</updated><content>Investigating.</content></entry></feed>`;

function summary(id: string, more: object = {}): string {
  const page = { id, name: "Acme", url: "https://status.acme.example/" };
  return JSON.stringify({ page, status: { indicator: "none" }, components: [COMPONENT], ...more });
}

function pageOf(id: string, more: object = {}) {
  return { "/": HTML, "/api/v2/summary.json": summary(id, more) };
}

/** The changes that so many polls tell of, `stepMs` apart. */
async function changes(reader: Reader, polls: number, stepMs = 0): Promise<string[]> {
  const told: string[] = [];
  for (let poll = 0; poll < polls; poll++) {
    reader.nowMs += stepMs;
    told.push(...(await reader.poll()).map((line) => line.split(" ", 1).join()));
  }
  return told;
}

describe("a page that answers in the shape of the product it was before", () => {
  it("has moved once, however long it does so", async () => {
    await using server = await startServer(routes(pageOf(STATUSPAGE)));
    await using reader = new Reader({ url: `${server.origin}/` });
    await reader.poll();
    const told: string[] = [];
    for (let poll = 0; poll < 12; poll++) {
      server.handle(routes(pageOf(ULID, { poll })));
      told.push(...(await changes(reader, 1, DAY_MS / 3)));
    }
    expect(told).toEqual(["moved"]);
    expect(reader.store.get("Acme")?.relocated).toMatchObject({ format: "incidentio" });
  });

  it("is what it was again once it is made by that", async () => {
    await using server = await startServer(routes(pageOf(STATUSPAGE)));
    await using reader = new Reader({ url: `${server.origin}/` });
    await reader.poll();
    server.handle(routes(pageOf(ULID)));
    expect(await changes(reader, 4)).toEqual(["moved"]);
    server.handle(routes(pageOf(STATUSPAGE)));
    expect(await changes(reader, 4)).toEqual(["moved"]);
    expect(reader.store.get("Acme")?.relocated).toMatchObject({ format: "statuspage" });
  });
});

describe("a page whose API is refused", () => {
  const below = {
    "/status/": HTML,
    "/status/api/v2/summary.json": summary(STATUSPAGE),
    "/status/history.atom": FEED,
  };

  it("is read by its feed meanwhile, and as before within a day of its being given again", async () => {
    await using server = await startServer(routes(below));
    await using reader = new Reader({ url: `${server.origin}/status/` });
    await reader.poll();
    const refused: Handler = (_, response) => response.writeHead(403).end();
    server.handle(routes({ ...below, "/status/api/v2/summary.json": refused }));
    expect(await changes(reader, 5, HOUR_MS)).toEqual(["moved"]);
    expect(reader.store.get("Acme")?.relocated).toMatchObject({ format: "atom" });
    server.handle(routes(below));
    expect(await changes(reader, 25, HOUR_MS)).toEqual(["moved"]);
    expect(reader.store.get("Acme")?.relocated).toMatchObject({ format: "statuspage" });
    expect(await changes(reader, 50, HOUR_MS)).toEqual([]);
  });

  it("has not moved where the API could not be looked at for a passing reason", async () => {
    await using server = await startServer(routes(below));
    await using reader = new Reader({ url: `${server.origin}/status/` });
    await reader.poll();
    let asked = 0;
    const failing: Handler = (_, response) => {
      // A web page to the three that read it, which is a sign; then, while it is looked for, out of order.
      if (++asked <= 3) response.writeHead(200, { "content-type": "text/html" }).end(HTML);
      else response.writeHead(503).end();
    };
    server.handle(routes({ ...below, "/status/api/v2/summary.json": failing }));
    expect(await changes(reader, 3)).toEqual(["unreachable"]);
    expect(asked).toBeGreaterThan(3);
    expect(reader.store.get("Acme")?.relocated).toBeUndefined();
  });
});

describe("a page whose address is secret", () => {
  it("is told of without the secret when it has moved", async () => {
    await using server = await startServer(routes({ "/history.atom": FEED }));
    const secrets = [{ value: "s3cr3tvalue", reference: "${TOKEN}" }];
    const url = `${server.origin}/history.atom?token=s3cr3tvalue`;
    await using reader = new Reader({ url, format: "atom", secrets });
    await reader.poll();
    server.handle(routes(pageOf(STATUSPAGE)));
    for (let poll = 0; poll < 3; poll++) await reader.poll();
    server.handle(routes({ "/history.atom": FEED }));
    const events = [];
    for (let poll = 0; poll < 4; poll++) events.push(...(await reader.events()));
    const moved = events.filter(({ change }) => change === "moved");
    expect(moved.map(({ url }) => url)).toEqual([`${server.origin}/history.atom?token=\${TOKEN}`]);
    expect(JSON.stringify([events, reader.logLines])).not.toContain("s3cr3tvalue");
  });
});

describe("a page emptied by its owner", () => {
  it("is told of as unreadable once, and for no longer than a day", async () => {
    await using site = await StatuspageSite.start();
    site.summary([], { components: [COMPONENT] });
    await using reader = new Reader({ url: site.url });
    await reader.poll();
    const told: string[] = [];
    for (let hour = 0; hour < 24 * 4; hour++) {
      site.summary([], { hour });
      told.push(...(await changes(reader, 1, HOUR_MS)));
    }
    expect(told).toEqual(["unreachable", "recovered"]);
  });
});
