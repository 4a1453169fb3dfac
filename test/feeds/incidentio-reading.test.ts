import { describe, expect, it } from "vitest";
import { FIXED, IncidentioSite, OPENED, OUTAGE, read } from "./incidentio-site.ts";
import { timeOf } from "./statuspage-site.ts";

const at = (time: string) => Date.parse(timeOf(time));

describe("an incident.io page", () => {
  it("is told with the API's ids, the feed's words and components, and once however many tell it", async () => {
    const site = new IncidentioSite().api().feed();
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
    const site = new IncidentioSite().api().feed();
    await using scene = await read(site);
    await scene.reader.poll();
    site.asked.length = 0;
    await scene.reader.poll();
    expect(site.asked).toEqual(["/api/v2/summary.json"]);
  });

  it("waits a minute for the words of an update that the API shows before the feed does", async () => {
    const site = new IncidentioSite().api().feed();
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
    const site = new IncidentioSite().api(OPENED).feed(OPENED);
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
    const site = new IncidentioSite()
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
    const site = new IncidentioSite().api(OPENED).feed(OPENED);
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
    const site = new IncidentioSite().feed(OPENED);
    await using scene = await read(site);
    await scene.reader.poll();
    site.asked.length = 0;
    await scene.reader.poll();
    expect(site.asked).toEqual(["/feed.atom"]);
  });
});
