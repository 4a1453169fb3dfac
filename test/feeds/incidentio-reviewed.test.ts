import { describe, expect, it } from "vitest";
import { FIXED, IncidentioSite, OPENED, OUTAGE, type Post, read } from "./incidentio-site.ts";
import { timeOf } from "./statuspage-site.ts";

const at = (time: string) => Date.parse(timeOf(time));
const MINUTE_MS = 60_000;
const API = ["/api/v2/summary.json", "/api/v2/incidents.json"] as const;

describe("an incident.io page", () => {
  it("tells nothing of a component ahead of the incident whose words it waits for", async () => {
    const site = new IncidentioSite().api().feed();
    await using scene = await read(site);
    const { reader } = scene;
    await reader.poll();
    site.api(OPENED).feed(undefined, "11:50");
    reader.nowMs = at("11:50") + 20_000;
    expect(await reader.poll()).toEqual([]);
    site.feed(OPENED);
    reader.nowMs += 20_000;
    expect(await reader.poll()).toEqual([`opened ${OUTAGE}: We are looking into it.`]);
    expect(await reader.poll()).toEqual([]);
  });

  it("takes an API that fails for a while for no end, so that the end is told when it comes", async () => {
    // The page's own state is behind: what it does not list is going on all the same.
    const site = new IncidentioSite().api().calmState();
    await using scene = await read(site);
    const { reader } = scene;
    const poll = (): Promise<string[]> => {
      reader.nowMs += 2 * MINUTE_MS;
      return reader.poll();
    };
    expect(await poll()).toEqual([]);
    site.api(["investigating", "", "12:02"]);
    expect(await poll()).toEqual([`opened ${OUTAGE}: `, "changed Website: Was operational."]);
    site.calmState(1).isDown = true;
    expect(await poll()).toEqual([]);
    expect(reader.outcome?.failures).toBe(1);
    site.isDown = false;
    expect(await poll()).toEqual([]);
    site.api(["investigating", "", "12:02"], ["resolved", "", "12:09"]);
    expect(await poll()).toEqual([`resolved ${OUTAGE}: `, "changed Website: Was degraded performance."]);
    expect(await poll()).toEqual([]);
  });
});

describe("the closing post of an incident.io page, edited later,", () => {
  const EDITED: Post = ["resolved", FIXED[1], "12:15"];

  it.each([
    ["when the feed alone was looked at", "12:20", [], FIXED],
    ["when the API is gone", "12:16", API, EDITED],
    ["when the feed was written anew", "12:20", [], EDITED],
  ] as const)("is not told again %s", async (_, time, refused, before) => {
    const site = new IncidentioSite().api(OPENED, FIXED).feed(before, "12:06");
    await using scene = await read(site);
    const { reader } = scene;
    reader.nowMs = at("12:07");
    expect(await reader.poll()).toEqual([]);
    site.refuse(...refused).feed(EDITED, time);
    reader.nowMs = at(time);
    expect(await reader.poll()).toEqual([]);
    expect(await reader.poll()).toEqual([]);
  });
});
