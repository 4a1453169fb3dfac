import { describe, expect, it } from "vitest";
import type { StatusEvent } from "../../src/types.ts";
import { Folder } from "../helpers/cli.ts";
import { outage, PAST, StatusPage } from "./page.ts";
import { stopped, watching, watchingOne } from "./watching.ts";

const ANY_TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe.concurrent("run writes JSON", () => {
  it("of one object a line with the keys of the contract, from ongoing to resolved", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1), PAST] });
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder, ["--format", "json"]);
    await cli.until(() => cli.events.length === 1);
    page.incidents = [outage(2), PAST];
    await cli.until(() => cli.events.length === 2);
    page.incidents = [outage(3), outage(1, { id: "outage000002" }), PAST];
    await cli.until(() => cli.events.length === 4);
    await stopped(cli);
    const about = {
      ...{ kind: "incident", provider: "Acme", product: "Acme - API", title: "Errors of the API" },
      ...{ impact: "major", components: ["API"], startedAt: "2026-03-01T10:00:00.000Z" },
      ...{ detectedAt: ANY_TIME, source: "poll" },
    };
    const event = (change: string, status: string, post: 1 | 2 | 3, incidentId = "outage000001") => {
      const { text, at } = outage(3).posts[post - 1] ?? { text: "", at: "" };
      const updateId = `${incidentId}-${post}`;
      return {
        ...{ ...about, id: `acme/${incidentId}/${updateId}`, change, incidentId, updateId, status },
        message: text.replace(/<[^>]+>/g, ""),
        updatedAt: new Date(at).toISOString(),
        url: `${page.url}/incidents/${incidentId}`,
      };
    };
    expect(cli.events).toEqual([
      event("ongoing", "investigating", 1),
      event("updated", "identified", 2),
      event("opened", "investigating", 1, "outage000002"),
      event("resolved", "resolved", 3),
    ]);
  });

  it("of a maintenance with when it is to be", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder, ["--format", "json"]);
    const scheduled = { for: "2026-12-01T02:00:00Z", until: "2026-12-01T03:00:00Z" };
    const posts = [{ status: "scheduled", text: "New disks.", at: "2026-03-01T10:00:00Z" }];
    page.maintenances = [outage(1, { id: "disks0000001", impact: "maintenance", posts, scheduled })];
    await cli.until(() => cli.events.length === 1);
    await stopped(cli);
    expect(cli.events).toMatchObject([
      {
        ...{ kind: "maintenance", change: "opened", status: "scheduled", impact: "maintenance" },
        ...{ scheduledFor: "2026-12-01T02:00:00.000Z", scheduledUntil: "2026-12-01T03:00:00.000Z" },
      },
    ]);
  });

  it("of a component with what it was and what it is", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder, ["--format", "json"]);
    page.components = { ...page.components, Dashboard: "partial_outage" };
    await cli.until(() => cli.events.length === 1);
    await stopped(cli);
    const id = expect.stringMatching(/^acme\/component\/dashboard000\/partial_outage\//);
    expect(cli.events).toEqual([
      {
        ...{ id, kind: "component", change: "changed", provider: "Acme", product: "Acme - Dashboard" },
        ...{ title: "Dashboard", status: "partial_outage", impact: "major", message: "Was operational." },
        ...{ components: ["Dashboard"], from: "operational", to: "partial_outage", url: `${page.url}/` },
        ...{ updatedAt: "2026-02-01T12:00:00.000Z", detectedAt: ANY_TIME, source: "poll" },
      },
    ]);
  });

  it("of a page that cannot be read, once, and of its recovery", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder, ["--format", "json"]);
    page.answer((_, response) => response.writeHead(500).end());
    await page.read(3);
    await cli.until(() => cli.events.length === 1);
    page.mend();
    await cli.until(() => cli.events.length === 2);
    await page.read(2);
    await stopped(cli);
    const about = {
      ...{ kind: "provider", provider: "Acme", product: "Acme", status: "unknown", impact: "unknown" },
      ...{ components: [], startedAt: ANY_TIME, updatedAt: ANY_TIME, detectedAt: ANY_TIME, source: "poll" },
    };
    const told = (change: string, title: string, message: unknown): unknown => {
      return { ...about, id: expect.stringContaining(`acme/provider/${change}/`), change, title, message };
    };
    expect(cli.events).toEqual([
      told("unreachable", "Status page cannot be read", `${page.url}/api/v2/summary.json answered 500`),
      told("recovered", "Status page can be read again", ""),
    ]);
  });
});

describe.concurrent("run tells", () => {
  const edited = outage(1, {
    posts: [{ status: "investigating", text: "Few requests fail.", at: "2026-03-01T10:00:00Z" }],
    editedAt: "2026-03-01T10:20:00Z",
  });
  const summary = ({ change, incidentId, message }: StatusEvent) => `${change} ${incidentId}: ${message}`;

  it("of edits with --edits", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder, ["--format", "json", "--edits"]);
    page.incidents = [edited];
    await cli.until(() => cli.events.length === 2);
    await stopped(cli);
    expect(cli.events.map(summary)).toEqual([
      "ongoing outage000001: Requests fail.",
      "edited outage000001: Few requests fail.",
    ]);
  });

  it("of no edit without it, and of the next update all the same", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder, ["--format", "json"]);
    page.incidents = [edited];
    await page.read(2);
    page.incidents = [outage(3)];
    await cli.until(/"resolved"/);
    await stopped(cli);
    expect(cli.events.map(({ change }) => change)).toEqual(["ongoing", "updated", "resolved"]);
  });

  it("of nothing that was there before with --no-ongoing", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1), PAST] });
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder, ["--format", "json", "--no-ongoing"]);
    page.incidents = [outage(2), PAST];
    await cli.until(() => cli.events.length > 0);
    await stopped(cli);
    expect(cli.events.map(({ change, updateId }) => `${change} ${updateId}`)).toEqual([
      "updated outage000001-2",
    ]);
  });
});

describe.concurrent("run writes text", () => {
  it("of two lines an event, the message on one of them, in UTC", async () => {
    await using page = await StatusPage.start({ incidents: [PAST] });
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder, { env: { TZ: "America/New_York" } });
    await page.read(2);
    page.incidents = [outage(2), PAST];
    await cli.until(/Identified.*\n/);
    page.incidents = [outage(3), PAST];
    await cli.until(/Resolved.*\n/);
    await stopped(cli);
    expect(cli.stdout).toBe(
      "[2026-03-01 10:00:00] Product: Acme - API\nStatus: Investigating - Requests fail.\n" +
        "[2026-03-01 10:30:00] Product: Acme - API\nStatus: Identified - A disk is full. We empty it.\n" +
        "[2026-03-01 11:00:00] Product: Acme - API\nStatus: Resolved - Requests are answered again.\n",
    );
  });

  it("in the time of the machine with --tz local", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    const env = { TZ: "America/New_York" };
    await using cli = await watching({ Acme: page }, folder, { args: ["--tz", "local"], env });
    await cli.until(/Status: .*\n/);
    await stopped(cli);
    expect(cli.stdout).toBe(
      "[2026-03-01 05:00:00] Product: Acme - API\nStatus: Investigating - Requests fail.\n",
    );
  });

  it("of a component and of a page that cannot be read in the same two lines", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder);
    page.components = { ...page.components, Dashboard: "degraded_performance" };
    await cli.until(/Dashboard\n.*\n/);
    page.answer((_, response) => response.writeHead(500).end());
    await cli.until(/Unreachable.*\n/);
    await stopped(cli);
    const [changed, degraded, unreachable, why] = cli.stdout.split("\n");
    expect([changed, degraded]).toEqual([
      "[2026-02-01 12:00:00] Product: Acme - Dashboard",
      "Status: Degraded performance - Was operational.",
    ]);
    expect(unreachable).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] Product: Acme$/);
    expect(why).toMatch(/^Status: Unreachable - .* answered 500$/);
  });

  it("without a single control character, whatever the page says", async () => {
    const posts = [
      {
        status: "investigating",
        text: "\u001b[31mRed\u001b[0m\u202e &\u0007 <i>so on</i>",
        at: "2026-03-01T10:00:00Z",
      },
    ];
    await using page = await StatusPage.start({
      incidents: [outage(1, { title: "\u001b]0;x\u0007", posts })],
    });
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder);
    await cli.until(/Status: .*\n/);
    await stopped(cli);
    expect(cli.stdout).toContain("Status: Investigating - Red & so on\n");
    expect(cli.stdout + cli.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it("of events on standard output and of the log on standard error, and neither on the other", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder, ["--log-level", "debug"]);
    await cli.until(/Status: .*\n/);
    await stopped(cli);
    expect(cli.stdout).toMatch(/^\[.*\] Product: .*\nStatus: .*\n$/);
    expect(cli.stderr).toMatch(/^watching 1 provider of /m);
    expect(cli.stderr).not.toContain("Product:");
  });

  it("of nothing on standard error with --log-level silent", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    await using cli = await watchingOne(page, folder, ["--log-level", "silent"]);
    await cli.until(/Status: .*\n/);
    page.answer((_, response) => response.writeHead(500).end());
    await cli.until(/Unreachable.*\n/);
    await stopped(cli);
    expect(cli.stderr).toBe("");
  });
});
