import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/types.ts";
import { component, feed, incident, summary, update } from "../helpers/snapshot.ts";
import { event, Scrape } from "./scrape.ts";

const closed = (id: string) => incident(id, { updates: [update("u", { status: "resolved" })] });
const notice = (settings: Partial<Snapshot>): Snapshot => ({ ...feed(), isNotice: true, ...settings });

async function status(scrape: Scrape): Promise<number | undefined> {
  return (await scrape.series("status_watch_provider_status"))['provider="Acme"'];
}

/** Components by name. */
async function components(scrape: Scrape): Promise<Record<string, number>> {
  const series = Object.entries(await scrape.series("status_watch_component_status"));
  return Object.fromEntries(series.map(([labels, value]) => [/component="(.*)"/.exec(labels)?.[1], value]));
}

/** Impacts with an open incident. */
async function open(scrape: Scrape): Promise<Record<string, number>> {
  const series = Object.entries(await scrape.series("status_watch_open_incidents"));
  return Object.fromEntries(
    series
      .filter(([, value]) => value > 0)
      .map(([labels, value]) => [/impact="(.*)"/.exec(labels)?.[1], value]),
  );
}

describe("how a provider is", () => {
  it.each([
    ["operational", 0],
    ["under_maintenance", 1],
    ["degraded_performance", 2],
    ["partial_outage", 3],
    ["major_outage", 4],
    ["unknown", -1],
  ] as const)("is a number that grows with the trouble: %s is %d", async (word, severity) => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", { ...summary(), components: [component("api", word)] });
    expect(await status(scrape)).toBe(severity);
    expect(await components(scrape)).toEqual({ API: severity });
  });

  it("is what the page says of itself, where that is worse", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", { ...summary(), indicator: "critical" });
    expect(await status(scrape)).toBe(4);
    scrape.read("Acme", { ...summary(), indicator: "none" });
    expect(await status(scrape)).toBe(0);
  });

  it("holds while the page is unchanged or cannot be read", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", summary(incident("a", { impact: "major" })));
    scrape.poll("Acme", { outcome: "unchanged" });
    scrape.poll("Acme", { outcome: "failed", failure: "timeout" });
    expect(await status(scrape)).toBe(3);
    expect(await open(scrape)).toEqual({ major: 1 });
  });

  it("is unknown where the newest incident is in words that we do not know", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", feed(incident("a", { updates: [update("u", { status: "unknown" })] })));
    expect(await status(scrape)).toBe(-1);
    scrape.read("Acme", feed(closed("a")));
    expect(await status(scrape)).toBe(0);
  });

  it("is forgotten when the page turns out to be another product's", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", { ...summary(), components: [component("api", "major_outage")] });
    scrape.metrics.told(event({ kind: "provider", change: "moved" }));
    scrape.read("Acme", feed());
    expect(await status(scrape)).toBe(0);
    expect(await components(scrape)).toEqual({});
  });
});

describe("open incidents", () => {
  it("are counted by impact, a maintenance as one whatever it is given", async () => {
    const scrape = new Scrape("Acme");
    const planned = incident("p", { kind: "maintenance", updates: [update("u", { status: "scheduled" })] });
    const begun = incident("m", {
      kind: "maintenance",
      impact: "minor",
      updates: [update("u", { status: "in_progress" })],
    });
    scrape.read(
      "Acme",
      summary(incident("a"), incident("b"), incident("c", { impact: "unknown" }), planned, begun),
    );
    expect(await scrape.series("status_watch_open_incidents")).toEqual({
      'provider="Acme",impact="none"': 0,
      'provider="Acme",impact="maintenance"': 1,
      'provider="Acme",impact="minor"': 2,
      'provider="Acme",impact="major"': 0,
      'provider="Acme",impact="critical"': 0,
      'provider="Acme",impact="unknown"': 1,
    });
  });

  it("are over when they are closed, or missing from a list of all that is open", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", summary(incident("a"), incident("b")));
    scrape.read("Acme", summary(closed("a"), incident("b")));
    expect(await open(scrape)).toEqual({ minor: 1 });
    scrape.read("Acme", summary());
    expect(await open(scrape)).toEqual({});
  });

  it("are not over when they fall off the end of a window", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", feed(incident("a"), incident("b", { impact: "major" })));
    scrape.read("Acme", feed(incident("c"), incident("a")));
    expect(await open(scrape)).toEqual({ minor: 2, major: 1 });
    expect(await status(scrape)).toBe(3);
    scrape.read("Acme", feed(closed("b")));
    expect(await open(scrape)).toEqual({ minor: 2 });
  });

  it("keep their impact where another view of them tells of none", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", feed(incident("a", { impact: "critical" })));
    scrape.read("Acme", feed(incident("a", { impact: "unknown" })));
    expect(await open(scrape)).toEqual({ critical: 1 });
  });

  it("are bounded, and the oldest go first", async () => {
    const scrape = new Scrape("Acme");
    const many = (prefix: string) => Array.from({ length: 598 }, (_, index) => incident(`${prefix}${index}`));
    const [newest, oldest] = [incident("new", { impact: "critical" }), incident("old", { impact: "major" })];
    scrape.read("Acme", feed(newest, ...many("a"), oldest));
    expect(await open(scrape)).toEqual({ minor: 598, major: 1, critical: 1 });
    scrape.read("Acme", feed(...many("b")));
    expect(await open(scrape)).toEqual({ minor: 999, critical: 1 });
  });
});

describe("components", () => {
  it("keep their last status where a reading tells nothing of components", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", { ...summary(), components: [component("api", "partial_outage")] });
    scrape.read("Acme", summary());
    expect(await components(scrape)).toEqual({ API: 3 });
    expect(await status(scrape)).toBe(3);
  });

  it("that the page no longer lists have no series", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", {
      ...summary(),
      components: [component("api", "operational"), component("web", "operational")],
    });
    scrape.read("Acme", { ...summary(), components: [component("web", "operational")] });
    expect(await components(scrape)).toEqual({ WEB: 0 });
  });

  it("of one name are one series, that of the gravest", async () => {
    const scrape = new Scrape("Acme");
    const named = (id: string, word: "operational" | "major_outage") => ({
      ...component(id, word),
      name: "API",
    });
    scrape.read("Acme", {
      ...summary(),
      components: [named("eu", "operational"), named("us", "major_outage")],
    });
    expect(await components(scrape)).toEqual({ API: 4 });
    expect(await scrape.series("status_watch_components_omitted")).toEqual({ "": 1 });
  });
});

describe("of more components than can be shown", () => {
  const many = Array.from({ length: 120 }, (_, index) => component(`c${index}`, "operational"));

  it("those of which nothing is known go before those that are well", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", { ...summary(), components: [...many, component("new", "unknown")] });
    expect(await components(scrape)).toMatchObject({ NEW: -1, C98: 0 });
    expect(await components(scrape)).not.toHaveProperty("C99");
  });

  it("the others stay counted after a notice", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", { ...summary(), components: many });
    scrape.push("Acme", { snapshot: notice({ components: [component("new", "major_outage")] }) });
    expect(await components(scrape)).toMatchObject({ NEW: 4, C98: 0 });
    expect(await scrape.series("status_watch_components_omitted")).toEqual({ "": 21 });
  });
});

describe("a notice touches only what it names:", () => {
  const page = {
    ...summary(incident("a", { impact: "major" })),
    indicator: "minor" as const,
    components: [component("api", "partial_outage"), component("web", "degraded_performance")],
  };

  it("one incident", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", page);
    scrape.push("Acme", { snapshot: notice({ incidents: [incident("b", { impact: "critical" })] }) });
    expect(await open(scrape)).toEqual({ major: 1, critical: 1 });
    expect(await status(scrape)).toBe(4);
    scrape.push("Acme", { snapshot: notice({ incidents: [closed("b")] }) });
    expect(await open(scrape)).toEqual({ major: 1 });
    expect(await components(scrape)).toEqual({ API: 3, WEB: 2 });
    expect(await status(scrape)).toBe(3);
  });

  it("and no other, even if it claims to list all that is open", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", page);
    scrape.push("Acme", { snapshot: { ...summary(incident("b")), isNotice: true } });
    expect(await open(scrape)).toEqual({ major: 1, minor: 1 });
  });

  it("one component, known by its id under the name that the page gives it", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", { ...page, incidents: [], indicator: "critical" });
    const told = { ...component("api", "operational"), name: "The API" };
    scrape.push("Acme", { snapshot: notice({ components: [told] }) });
    expect(await components(scrape)).toEqual({ API: 0, WEB: 2 });
    // The page's own word holds until it says another.
    expect(await status(scrape)).toBe(4);
  });

  it("one component that is known by its name only, or not known yet", async () => {
    const scrape = new Scrape("Acme");
    scrape.read("Acme", page);
    scrape.push("Acme", {
      snapshot: notice({
        components: [
          { ...component("other", "major_outage"), name: "WEB" },
          component("new", "under_maintenance"),
        ],
      }),
    });
    expect(await components(scrape)).toEqual({ API: 3, WEB: 4, NEW: 1 });
  });

  it("an incident that it knows by its title only", async () => {
    const scrape = new Scrape("Acme");
    const byTitle = (status: "monitoring" | "resolved") =>
      incident("title-of-a", { idFrom: "title", title: "Incident a", updates: [update("u", { status })] });
    scrape.push("Acme", { snapshot: notice({ incidents: [byTitle("monitoring")] }) });
    expect(await open(scrape)).toEqual({ minor: 1 });
    // The page tells of the same one by its own id.
    scrape.read("Acme", feed(incident("a")));
    expect(await open(scrape)).toEqual({ minor: 1 });
    scrape.push("Acme", { snapshot: notice({ incidents: [byTitle("monitoring")] }) });
    expect(await open(scrape)).toEqual({ minor: 1 });
    scrape.read("Acme", feed({ ...closed("a"), title: "Another title" }));
    expect(await open(scrape)).toEqual({});
    scrape.read("Acme", feed(incident("a")));
    scrape.push("Acme", { snapshot: notice({ incidents: [byTitle("resolved")] }) });
    expect(await open(scrape)).toEqual({});
  });

  it("and never says that all is well before the page was read", async () => {
    const scrape = new Scrape("Acme");
    scrape.push("Acme", { snapshot: notice({ incidents: [closed("a")] }) });
    expect(await status(scrape)).toBe(-1);
    scrape.push("Acme", { snapshot: notice({ incidents: [incident("b")] }) });
    expect(await status(scrape)).toBe(2);
    expect(await scrape.series("status_watch_provider_up")).toEqual({});
  });
});
