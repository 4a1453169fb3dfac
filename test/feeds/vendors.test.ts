import { describe, expect, it } from "vitest";
import { formatByAddress } from "../../src/feeds/detection/detect.ts";
import { FORMATS, type FormatName } from "../../src/feeds/index.ts";
import type { Incident } from "../../src/types.ts";
import { Site } from "../helpers/site.ts";

describe("pages of vendors with one document for many services", () => {
  const events = "https://health.aws.amazon.com/public/currentevents";
  const apple = "https://www.apple.com/support/systemstatus/data/";
  const azure = "https://rssfeed.azure.status.microsoft/en-us/status/feed/";
  const workspace = "https://www.google.com/appsstatus/dashboard/incidents.json";

  it.each<[FormatName, string, string]>([
    [
      "aws",
      "https://health.aws.amazon.com/health/status?eventID=arn:aws:health:us-east-1::event/A/B/C",
      events,
    ],
    ["aws", "https://status.aws.amazon.com/", events],
    ["aws", "https://status.aws.amazon.com/data.json", events],
    ["aws", events, events],
    ["googlecloud", "https://status.cloud.google.com", "https://status.cloud.google.com/incidents.json"],
    [
      "googlecloud",
      "https://status.cloud.google.com/regional/europe",
      "https://status.cloud.google.com/incidents.json",
    ],
    [
      "googlecloud",
      "https://status.firebase.google.com/",
      "https://status.firebase.google.com/incidents.json",
    ],
    ["googlecloud", "https://www.google.com/appsstatus#hl=de", workspace],
    ["googlecloud", "https://www.google.com/appsstatus/dashboard/products/abc/history", workspace],
    [
      "googlecloud",
      "https://ads.google.com/status/publisher/summary",
      "https://ads.google.com/status/publisher/incidents.json",
    ],
    ["azure", "https://azure.status.microsoft/de-de/status", azure],
    ["azure", "https://status.azure.com/", azure],
    ["azure", azure, azure],
    ["apple", "https://www.apple.com/de/support/systemstatus/", `${apple}system_status_en_US.js`],
    ["apple", "https://developer.apple.com/system-status/", `${apple}developer/system_status_en_US.js`],
    ["apple", `${apple}system_status_de_DE.js?_=1779000000000`, `${apple}system_status_de_DE.js`],
    ["m365", "https://status.cloud.microsoft/m365", "https://status.cloud.microsoft/"],
    ["m365", "https://status.cloud.microsoft/api/feed/mac", "https://status.cloud.microsoft/api/posts/mac"],
  ])("%s: %s is read from %s", (format, address, document) => {
    const url = new URL(address);
    expect(formatByAddress(url)).toBe(format);
    const shared = FORMATS[format].shared?.(url);
    expect(shared?.href).toBe(document);
    expect(shared && FORMATS[format].shared?.(shared).href).toBe(document);
  });

  it.each([
    "https://status.aws.amazon.com/rss/ec2-us-east-1.rss",
    "https://status.cloud.google.com/en/feed.atom",
    "https://www.google.com/appsstatus/rss/en",
    "https://status.dev.azure.com/_rss",
    "https://www.google.com/search",
    "https://www.apple.com/support/",
    "https://ads.google.com/status",
    "https://example.com/health.aws.amazon.com/",
  ])("%s is none of theirs", (address) => {
    const format = formatByAddress(new URL(address));
    expect(["apple", "aws", "azure", "azuredevops", "googlecloud", "m365"]).not.toContain(format);
  });
});

const DAY_S = 86_400;
const NOW_S = 1_779_000_000;

function event(id: string, logAtS: number, more: object = {}) {
  return {
    date: String(logAtS - 60),
    arn: `arn:aws:health:me-central-1::event/EC2/CODE/CODE_${id}`,
    region_name: "UAE",
    status: "3",
    service: "ec2-me-central-1",
    service_name: "Amazon EC2",
    summary: "Impaired power",
    event_log: [{ summary: "Impaired power", message: "…", status: 3, timestamp: logAtS }],
    ...more,
  };
}

async function readAws(...events: object[]): Promise<readonly Incident[]> {
  const url = "https://health.aws.amazon.com/public/currentevents";
  const site = new Site(url, new Map([[url, Buffer.from(JSON.stringify(events))]]));
  const reading = await site.read("aws");
  return reading.outcome === "read" ? reading.snapshot.incidents : [];
}

describe("AWS events that nobody closes", () => {
  it("count as going on for a fortnight after their last news, by what else the list tells", async () => {
    const fresh = event("fresh", NOW_S);
    const quiet = event("quiet", NOW_S - 13 * DAY_S);
    const old = event("old", NOW_S - 15 * DAY_S);
    const incidents = await readAws(old, quiet, fresh);
    expect(incidents.map(({ id, status }) => [id, status])).toEqual([
      ["me-central-1/EC2/fresh", "investigating"],
      ["me-central-1/EC2/quiet", "investigating"],
      ["me-central-1/EC2/old", "unknown"],
    ]);
    expect(incidents[2]?.rawStatus).toBe("disruption");
  });

  it("go on while there is no newer news, however old they are", async () => {
    const [incident] = await readAws(event("old", NOW_S - 400 * DAY_S));
    expect(incident?.status).toBe("investigating");
  });

  it("are over when they have an end, even if no post says so", async () => {
    const [incident] = await readAws(event("ended", NOW_S, { end_time: String(NOW_S + 60) }));
    expect(incident).toMatchObject({ status: "resolved", updatedAtMs: (NOW_S + 60) * 1000 });
    expect(incident?.updates).toMatchObject([{ status: "investigating" }]);
  });
});

describe("the Microsoft 365 page", () => {
  const post = { Id: "1", Title: "", Message: "", LastUpdatedTime: "2026-05-17T06:24:00Z" };
  const consumer = "https://status.cloud.microsoft/api/posts/m365Consumer";
  const services = JSON.stringify([{ ...post, ServiceDisplayName: "Lists", Status: "Available" }]);

  it("is read without the post about the portal, and then nothing follows from what is missing", async () => {
    const site = new Site("https://status.cloud.microsoft/", new Map([[consumer, Buffer.from(services)]]));
    const reading = await site.read("m365");
    expect(reading).toMatchObject({
      outcome: "read",
      snapshot: { components: [{ name: "Lists", status: "operational" }], listsAllOpen: { incident: false } },
    });
  });
});
