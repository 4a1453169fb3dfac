import { describe, expect, it } from "vitest";
import { type Handler, startServer } from "../helpers/server.ts";
import { Reader } from "./reader.ts";
import { timeOf } from "./statuspage-site.ts";

const PAGE = { id: "01J9Z3M7Q4RT6XW8YB2CD5FGHK", name: "Acme", url: "https://status.acme.example/" };
const OUTAGE = "01JB7E7J1N3F0RM0N1T0R1NG01";
const WEB = "01J9Z3M7Q4COMPONENT00000001";

type Post = readonly [status: string, text: string, time: string];
const OPENED: Post = ["investigating", "We are looking into it.", "11:50"];
const FIXED: Post = ["resolved", "The cache was full.", "12:05"];

/** An incident.io page of one incident, whose documents are given or refused one by one. */
class Site {
  readonly asked: string[] = [];
  readonly documents = new Map<string, string>();

  readonly handler: Handler = ({ url = "" }, response) => {
    this.asked.push(url);
    const body = this.documents.get(url);
    if (body === undefined)
      return void response.writeHead(404, { "content-type": "text/html" }).end("<html>");
    response
      .writeHead(200, { "content-type": url.endsWith(".json") ? "application/json" : "text/xml" })
      .end(body);
  };

  /** As the API shows it: ids and statuses, no words. */
  api(...posts: readonly Post[]): this {
    const updates = posts.map(([status, , time], index) => {
      const at = timeOf(time);
      return { id: `01JB7E7UPDATE00000000000${index}`, status, body: "", created_at: at, updated_at: at };
    });
    const incident = {
      id: OUTAGE,
      name: "Outage",
      status: posts.at(-1)?.[0],
      impact: "minor",
      created_at: timeOf(posts[0]?.[2] ?? "00:00"),
      updated_at: timeOf(posts.at(-1)?.[2] ?? "00:00"),
      incident_updates: updates.reverse(),
    };
    const isOpen = incident.status !== "resolved";
    const status = { indicator: isOpen ? "minor" : "none" };
    const components = [
      { id: WEB, name: "Website", status: isOpen ? "degraded_performance" : "operational" },
    ];
    const summary = {
      page: PAGE,
      status,
      components,
      ...(isOpen && posts.length > 0 && { incidents: [incident] }),
    };
    this.documents.set("/api/v2/summary.json", JSON.stringify(summary));
    const incidents = posts.length > 0 ? [incident] : [];
    this.documents.set("/api/v2/incidents.json", JSON.stringify({ page: PAGE, incidents }));
    return this;
  }

  /** As the feed shows it: the newest post and its components. */
  feed(post?: Post): this {
    const entry = post
      ? `<entry><title>Outage</title><id>https://status.acme.example//incidents/${OUTAGE}</id>
<link href="https://status.acme.example//incidents/${OUTAGE}"/><updated>${timeOf(post[2])}</updated>
<content type="html"><![CDATA[<b>Status: ${post[0]}</b><br/><br/>${post[1]}<br/><br/><b>Affected components</b><ul><li>Website (Degraded performance)</li></ul>]]></content></entry>`
      : "";
    this.documents.set(
      "/feed.atom",
      `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme status</title><generator>incident.io</generator>${entry}</feed>`,
    );
    return this;
  }

  refuse(...paths: readonly string[]): this {
    for (const path of paths) this.documents.delete(path);
    return this;
  }
}

async function read(site: Site) {
  const server = await startServer(site.handler);
  const reader = new Reader({ url: `${server.origin}/`, format: "incidentio" });
  return {
    reader,
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const at = (time: string) => Date.parse(timeOf(time));

describe("an incident.io page", () => {
  it("is told with the API's ids, the feed's words and components, and once however many tell it", async () => {
    const site = new Site().api().feed();
    await using scene = await read(site);
    const { reader } = scene;
    expect(await reader.events()).toEqual([]);
    site.api(OPENED).feed(OPENED);
    reader.nowMs = at("11:51");
    expect(await reader.events()).toMatchObject([
      {
        id: `acme/${OUTAGE}/01JB7E7UPDATE000000000000`,
        change: "opened",
        product: "Acme - Website",
        message: "We are looking into it.",
        components: ["Website"],
        url: `https://status.acme.example/incidents/${OUTAGE}`,
      },
    ]);
    site.api(OPENED, FIXED).feed(FIXED);
    reader.nowMs = at("12:06");
    expect(await reader.poll()).toEqual([`resolved ${OUTAGE}: The cache was full.`]);
    expect(await reader.poll()).toEqual([]);
  });

  it("costs one request while nothing happens", async () => {
    const site = new Site().api().feed();
    await using scene = await read(site);
    await scene.reader.poll();
    site.asked.length = 0;
    await scene.reader.poll();
    expect(site.asked).toEqual(["/api/v2/summary.json"]);
  });

  it("waits a minute for the words of an update that the API shows before the feed does", async () => {
    const site = new Site().api().feed();
    await using scene = await read(site);
    const { reader } = scene;
    await reader.poll();
    site.api(OPENED);
    reader.nowMs = at("11:50") + 20_000;
    expect(await reader.poll()).toEqual([]);
    site.feed(OPENED);
    reader.nowMs += 20_000;
    expect(await reader.poll()).toEqual([`opened ${OUTAGE}: We are looking into it.`]);
    site.api(OPENED, FIXED);
    reader.nowMs = at("12:05") + 20_000;
    expect(await reader.poll()).toEqual([]);
    reader.nowMs += 60_000;
    expect(await reader.poll()).toEqual([`resolved ${OUTAGE}: `]);
  });

  it("is told by the feed where the API lags behind, and not again when that has caught up", async () => {
    const site = new Site().api(OPENED).feed(OPENED);
    await using scene = await read(site);
    const { reader } = scene;
    await reader.poll();
    site.feed(FIXED);
    reader.nowMs += 11 * 60_000;
    expect(await reader.poll()).toEqual([`resolved ${OUTAGE}: The cache was full.`]);
    site.api(OPENED, FIXED);
    expect(await reader.poll()).toEqual(["changed Website: Was degraded performance."]);
  });

  it.each([
    [
      "the feed",
      ["/api/v2/summary.json", "/api/v2/incidents.json"],
      [`resolved ${OUTAGE}: The cache was full.`],
    ],
    ["the API", ["/feed.atom"], [`resolved ${OUTAGE}: `, "changed Website: Was degraded performance."]],
  ])("is read by %s alone where the rest is refused", async (_, refused, told) => {
    const site = new Site()
      .api(OPENED)
      .feed(OPENED)
      .refuse(...refused);
    await using scene = await read(site);
    const { reader } = scene;
    await reader.poll();
    site
      .api(OPENED, FIXED)
      .feed(FIXED)
      .refuse(...refused);
    reader.nowMs = at("12:20");
    expect(await reader.poll()).toEqual(told);
  });

  it("tells nothing again when it is read by its feed from then on, and the other way round", async () => {
    const site = new Site().api(OPENED).feed(OPENED);
    await using scene = await read(site);
    const { reader } = scene;
    await reader.poll();
    site.api(OPENED, FIXED).feed(FIXED);
    expect(await reader.poll()).toHaveLength(1);
    site.refuse("/api/v2/summary.json", "/api/v2/incidents.json");
    for (let poll = 0; poll < 3; poll++) expect(await reader.poll()).toEqual([]);
    site.api(OPENED, FIXED);
    reader.nowMs += 20 * 60_000;
    for (let poll = 0; poll < 3; poll++) expect(await reader.poll()).toEqual([]);
  });

  it("does not ask at every poll for what it was refused", async () => {
    const site = new Site().feed(OPENED);
    await using scene = await read(site);
    await scene.reader.poll();
    site.asked.length = 0;
    await scene.reader.poll();
    expect(site.asked).toEqual(["/feed.atom"]);
  });
});
