import { describe, expect, it } from "vitest";
import { routes, startServer, type TestServer } from "../helpers/server.ts";
import { Reader } from "./reader.ts";
import { incident, StatuspageSite, timeOf } from "./statuspage-site.ts";

const HTML = "<!doctype html><title>Acme Status</title>";
const DAY_MS = 86_400_000;
const ULID = "01J9Z3M7Q4RT6XW8YB2CD5FGHK";
const page = { name: "Acme", url: "https://status.acme.example/" };
const component = { id: "web", name: "Website", status: "operational" };
const OUTAGE = incident("outage", "Outage", ["investigating", "We are looking into it.", "11:50"]);

/** The same page as two products would serve it: the incident is open in both, under other ids. */
const BEFORE = {
  "/": HTML,
  "/api/v2/summary.json": JSON.stringify({
    page: { ...page, id: "kctbh9vrtdwd" },
    status: { indicator: "minor" },
    components: [component],
    incidents: [OUTAGE],
  }),
};
const AFTER = {
  "/": HTML,
  "/api/v2/summary.json": JSON.stringify({
    page: { ...page, id: ULID },
    status: { indicator: "minor" },
    components: [{ ...component, id: "01J9Z3M7Q4COMPONENT00000001" }],
    incidents: [{ ...OUTAGE, id: "01J9Z3M7Q4INC1DENT000000001" }],
  }),
};
const FEED = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme</title>
<entry><id>x1</id><title>Outage</title><updated>${timeOf("11:50")}</updated><content>Investigating.</content></entry></feed>`;

function settings(server: TestServer) {
  return { url: `${server.origin}/`, definedAt: "config/providers.yaml:7" };
}

describe("a page that has become another product's", () => {
  it("is found out after three answers that cannot be read, told once, and read as that from then on", async () => {
    await using server = await startServer(routes(BEFORE));
    await using reader = new Reader({
      ...settings(server),
      format: "atom",
      url: `${server.origin}/history.atom`,
    });
    // Its feed is gone; the page is a Statuspage still.
    expect(await reader.poll()).toEqual([]);
    expect(await reader.poll()).toEqual([]);
    expect(await reader.poll()).toEqual([
      "moved Status page has moved: Read as statuspage from now on, before as atom; `status-watch repair` writes it into the configuration.",
      "ongoing outage: We are looking into it.",
    ]);
    expect(await reader.poll()).toEqual([]);
    expect(reader.logLines.filter((line) => line.includes("has moved"))).toEqual([
      `warn: Acme: the page has moved from atom to statuspage, and is read so from now on; write url: ${server.origin}/ and format: statuspage (config/providers.yaml:7), or run status-watch repair`,
    ]);
  });

  it("is no storm: what is open there as it was here is not told again", async () => {
    await using server = await startServer(routes(BEFORE));
    await using reader = new Reader(settings(server));
    expect(await reader.poll()).toEqual(["ongoing outage: We are looking into it."]);
    server.handle(routes({ "/": HTML, "/api/v2/summary.json": HTML }));
    for (let poll = 0; poll < 3; poll++) await reader.poll();
    server.handle(routes(AFTER));
    reader.nowMs += DAY_MS;
    const told: string[] = [];
    for (let poll = 0; poll < 4; poll++) told.push(...(await reader.poll()));
    // The old reader could read it, if with fewer words; by its ids it is another product's. Its incident is known by
    // title and place.
    expect(told).toEqual([
      "recovered Status page can be read again: ",
      expect.stringMatching(/^moved .* Read as incidentio from now on, before as statuspage;/),
    ]);
  });

  it("is not looked for where the host cannot be reached, nor more than once a day", async () => {
    await using server = await startServer(routes({}));
    await using reader = new Reader(settings(server));
    for (let poll = 0; poll < 3; poll++) await reader.poll();
    const searched = server.requests.length;
    expect(searched).toBeGreaterThan(8);
    for (let poll = 0; poll < 5; poll++) await reader.poll();
    expect(server.requests.length - searched).toBeLessThanOrEqual(5 * 2);
    reader.nowMs += DAY_MS;
    const before = server.requests.length;
    await reader.poll();
    expect(server.requests.length - before).toBeGreaterThan(5);

    server.handle((_, response) => response.writeHead(500).end());
    const calm = server.requests.length;
    reader.nowMs += DAY_MS;
    for (let poll = 0; poll < 5; poll++) await reader.poll();
    expect(server.requests.length - calm).toBeLessThanOrEqual(5);
  });

  it("is read as before where that is back and the other is gone", async () => {
    await using server = await startServer(routes({ "/history.atom": FEED }));
    const url = `${server.origin}/history.atom`;
    await using reader = new Reader({ ...settings(server), format: "atom", url });
    await reader.poll();
    server.handle(routes(BEFORE));
    for (let poll = 0; poll < 3; poll++) await reader.poll();
    expect(reader.store.get("Acme")?.relocated).toMatchObject({ format: "statuspage" });
    server.handle(routes({ "/history.atom": FEED }));
    const told: string[] = [];
    for (let poll = 0; poll < 4; poll++) told.push(...(await reader.poll()));
    expect(told.map((line) => line.split(" ")[0])).toContain("moved");
    expect(reader.store.get("Acme")?.relocated).toMatchObject({ format: "atom", url });
  });

  it("is not taken to be the feed of a site's blog", async () => {
    await using server = await startServer(routes({ "/": HTML, "/feed": FEED }));
    await using reader = new Reader(settings(server));
    const told: string[] = [];
    for (let poll = 0; poll < 4; poll++) told.push(...(await reader.poll()));
    expect(told.map((line) => line.split(" ")[0])).toEqual(["unreachable"]);
  });
});

describe("a page that suddenly lists nothing where it had plenty", () => {
  it("is told of as one that has probably changed after three readings, not as all well", async () => {
    await using site = await StatuspageSite.start();
    const components = [component, { ...component, id: "api", name: "API" }];
    site.summary([OUTAGE], { components });
    await using reader = new Reader({ url: site.url });
    expect(await reader.poll()).toEqual(["ongoing outage: We are looking into it."]);
    site.summary([]);
    expect(await reader.poll()).toEqual([]);
    expect(await reader.poll()).toEqual([]);
    const [told, ...others] = await reader.poll();
    expect(told).toMatch(
      /^unreachable .* lists nothing where there were 2 components; it has probably changed$/,
    );
    expect(others).toEqual([]);
    // It lists them again: nothing had ended, and nothing is told of what was told before.
    site.summary([OUTAGE], { components });
    expect(await reader.poll()).toEqual(["recovered Status page can be read again: "]);
  });

  it("is believed when it has been so for a day", async () => {
    await using site = await StatuspageSite.start();
    site.summary([], { components: [component] });
    await using reader = new Reader({ url: site.url });
    await reader.poll();
    site.summary([]);
    for (let poll = 0; poll < 4; poll++) await reader.poll();
    reader.nowMs += DAY_MS + 1;
    expect(await reader.poll()).toEqual(["recovered Status page can be read again: "]);
  });
});
