import { describe, expect, it } from "vitest";
import { heroku } from "../../src/feeds/heroku/index.ts";
import { salesforce } from "../../src/feeds/salesforce/index.ts";
import { slack } from "../../src/feeds/slack.ts";
import type { FeedFormat, Reading } from "../../src/feeds/types.ts";
import { createDocument } from "../../src/http/document.ts";
import type { FetchResult } from "../../src/http/fetcher.ts";
import { PageDocuments } from "../../src/polling/documents.ts";
import type { Snapshot } from "../../src/types.ts";

const SLACK = "https://slack-status.com/api/v2.0.0/";
const QUIET = { status: "ok", active_incidents: [] };
const NOTE = { date_created: "2026-06-05T09:20:00-07:00", body: "Uploads fail." };
const END = { date_created: "2026-06-05T10:20:00-07:00", body: "Uploads work again." };
const ISSUE = { id: 7, title: "Uploads", type: "incident", services: ["Files"], notes: [NOTE] };

/** A page of JSON documents, and what has been asked of it. */
class Vendor {
  readonly asked: string[] = [];
  readonly #documents = new PageDocuments();
  readonly #format: FeedFormat;
  readonly #page: string;
  bodies: Record<string, unknown> = {};
  nowMs = Date.parse("2026-06-05T18:00:00Z");

  constructor(format: FeedFormat, page: string) {
    this.#format = format;
    this.#page = page;
  }

  async read(...open: string[]): Promise<Reading> {
    const openIncidents = () => new Set(open);
    const reading = this.#documents.begin(new URL(this.#page), openIncidents, this.nowMs, this.#fetch);
    const result = await this.#format.read(reading);
    reading.commit();
    return result;
  }

  async snapshot(...open: string[]): Promise<Snapshot> {
    const reading = await this.read(...open);
    if (reading.outcome !== "read") throw new Error(JSON.stringify(reading));
    return reading.snapshot;
  }

  readonly #fetch = async (url: URL): Promise<FetchResult> => {
    this.asked.push(url.href);
    const body = this.bodies[url.href];
    if (body === undefined) {
      const failure = { code: "http_status", reason: "404" } as const;
      return { outcome: "failed", failure, status: 404 };
    }
    const document = createDocument(url, {}, Buffer.from(JSON.stringify(body)));
    return { outcome: "modified", document, version: {} };
  };
}

describe("Slack's page", () => {
  it("costs one request while nothing has ended", async () => {
    const vendor = new Vendor(slack, "https://status.slack.com/");
    vendor.bodies = { [`${SLACK}current`]: { status: "active", active_incidents: [ISSUE] } };
    expect((await vendor.snapshot("7")).incidents).toMatchObject([{ id: "7", status: "unknown" }]);
    expect(vendor.asked).toEqual([`${SLACK}current`]);
  });

  it("tells from the history how an incident ended", async () => {
    const vendor = new Vendor(slack, "https://slack-status.com/");
    const ended = { ...ISSUE, status: "resolved", notes: [END, NOTE] };
    vendor.bodies = { [`${SLACK}current`]: QUIET, [`${SLACK}history`]: [{ ...ended, id: 6 }, ended] };
    const { incidents, listsAllOpen } = await vendor.snapshot("7");
    expect(incidents).toMatchObject([
      { id: "7", updates: [{ message: "Uploads fail." }, { status: "resolved", message: END.body }] },
    ]);
    expect(listsAllOpen.incident).toBe(true);
  });

  it("keeps the end where a summary follows it", async () => {
    const vendor = new Vendor(slack, `${SLACK}history`);
    const solved = { ...END, body: "This issue has been resolved for everyone." };
    const summary = { date_created: "2026-06-06T10:20:00-07:00", body: "Issue summary: a disk was full." };
    const idsWith = async (...notes: readonly object[]) => {
      vendor.bodies = { [`${SLACK}history`]: [{ ...ISSUE, status: "resolved", notes }] };
      return (await vendor.snapshot()).incidents[0]?.updates.map(({ id }) => id);
    };
    const before = await idsWith(solved, NOTE);
    expect(before).toEqual(["2026-06-05T16:20Z/note", "2026-06-05T17:20Z/note"]);
    expect(await idsWith(summary, solved, NOTE)).toEqual([...(before ?? []), "2026-06-06T17:20Z/note"]);
  });

  it("waits a while for a history that lags behind, and then takes the incident to be over", async () => {
    const vendor = new Vendor(slack, "https://slack-status.com/");
    vendor.bodies = {
      [`${SLACK}current`]: QUIET,
      [`${SLACK}history`]: [{ ...ISSUE, status: "active" }],
    };
    expect(await vendor.snapshot("7")).toMatchObject({ incidents: [], listsAllOpen: { incident: false } });
    vendor.nowMs += 3_600_000;
    expect(await vendor.snapshot("7")).toMatchObject({ incidents: [], listsAllOpen: { incident: true } });
  });

  it("names a note the same when there is a newer one, and when it is over", async () => {
    const idsOf = async (status: string, notes: readonly object[]) => {
      const vendor = new Vendor(slack, "https://slack-status.com/");
      const issue = { ...ISSUE, status, notes };
      vendor.bodies = { [`${SLACK}current`]: { status: "active", active_incidents: [issue] } };
      return (await vendor.snapshot()).incidents[0]?.updates.map(({ id }) => id);
    };
    expect(await idsOf("active", [NOTE])).toEqual(["2026-06-05T16:20Z/note"]);
    expect(await idsOf("active", [END, NOTE])).toEqual(["2026-06-05T16:20Z/note", "2026-06-05T17:20Z/note"]);
    expect(await idsOf("resolved", [NOTE])).toEqual(["2026-06-05T16:20Z/note"]);
  });
});

describe("Heroku's page", () => {
  it("leaves out what was announced, never closed, and is long past", async () => {
    const vendor = new Vendor(heroku, "https://status.heroku.com/");
    const posts = (at: string) => [{ update_type: "scheduled", contents: "From 9 to 10.", created_at: at }];
    const scheduled = ["2026-03-01T09:00:00Z", "2026-06-04T09:00:00Z"].map((at, id) => ({
      id: id + 1,
      title: "Maintenance",
      state: "upcoming",
      resolved: false,
      created_at: at,
      updates: posts(at),
    }));
    const status = [{ system: "Apps", status: "green" }];
    vendor.bodies = {
      "https://status.heroku.com/api/v4/current-status": { status, incidents: [], scheduled },
    };
    expect((await vendor.snapshot()).incidents).toMatchObject([{ id: "2", status: "scheduled" }]);
  });
});

describe("Salesforce's page", () => {
  const shared = (address: string) => salesforce.shared?.(new URL(address)).href;

  it("is one document, except for an instance's own page", () => {
    const active = "https://api.status.salesforce.com/v1/incidents/active";
    expect(shared("https://status.salesforce.com/products/all")).toBe(active);
    expect(shared(active)).toBe(active);
    expect(shared("https://status.salesforce.com/instances/na79/incidents")).toBe(
      "https://status.salesforce.com/instances/NA79",
    );
  });

  it("is told of an instance even where the list of all that is open cannot be read", async () => {
    const vendor = new Vendor(salesforce, "https://status.salesforce.com/instances/XQ8");
    const status = { key: "XQ8", location: "NA", environment: "production", status: "OK", isActive: true };
    vendor.bodies = { "https://api.status.salesforce.com/v1/instances/XQ8/status": status };
    expect(await vendor.snapshot()).toMatchObject({
      components: [{ id: "XQ8", status: "operational" }],
      listsAllOpen: { incident: false, maintenance: false },
    });
  });
});
