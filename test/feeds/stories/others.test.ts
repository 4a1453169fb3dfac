import { describe, expect, it } from "vitest";
import { at, Story } from "./story.ts";

type Row = Readonly<Record<string, unknown>>;

/** Seconds of 12:00 on the day. */
const NOON = Date.parse(at("12:00")) / 1000;

describe("an Upptime repository", () => {
  const ISSUES = "/repos/acme/status/issues";
  const SITES = "https://raw.githubusercontent.com/acme/status/HEAD/history/summary.json";
  const issue = (number: number, ...labels: string[]) => ({
    id: 1000 + number,
    number,
    title: `Issue ${number}`,
    body: `Text ${number}.`,
    state: "open",
    labels: labels.map((name) => ({ name })),
    created_at: at("12:06"),
    updated_at: at("12:06"),
    closed_at: null,
    author_association: "OWNER",
    comments: 0,
  });
  const sites = (status: string) => [{ slug: "search", name: "Search", status, uptime: "99%" }];

  it("has no incidents but its own, also while its summary cannot be had", async () => {
    const story = new Story("upptime", "https://github.com/acme/status");
    const others = [issue(1), issue(2, "enhancement")];
    await story.next({ [ISSUES]: others, [SITES]: sites("up") });
    const down = { [ISSUES]: [issue(3, "status", "search"), ...others] };
    expect(await story.next({ ...down, [SITES]: sites("down") })).toEqual([
      "incident opened 3 [investigating] Text 3.",
    ]);
    const edited = { ...issue(3, "status", "search"), updated_at: at("12:14") };
    expect(await story.next({ [ISSUES]: [edited, ...others], [SITES]: 500 })).toEqual([]);
    expect(await story.next({ [SITES]: sites("down") })).toEqual([]);
  });

  it("is not all there is to it where its address asks for a few issues", async () => {
    const story = new Story("upptime", `https://api.github.com${ISSUES}?per_page=2&state=all`);
    await story.next({ [ISSUES]: [issue(2, "incident"), issue(1, "incident")] });
    expect(await story.next({ [ISSUES]: [issue(3, "incident"), issue(2, "incident")] })).toEqual([
      "incident opened 3 [investigating] Text 3.",
    ]);
  });
});

describe("a cState page", () => {
  it("names the components in the end that it finds in the feed", async () => {
    const story = new Story("cstate", "https://status.example.com/");
    const link = "https://status.example.com/issues/down/";
    const index = (status: string, ...unresolvedIssues: readonly object[]) => ({
      "/index.json": { cStateVersion: "5", systems: [{ name: "API", status, unresolvedIssues }] },
    });
    const feed = (item: string) => ({ "/index.xml": `<rss version="2.0"><channel>${item}</channel></rss>` });
    const common = `<link>${link}</link><pubDate>Wed, 04 Mar 2026 12:06:00 +0000</pubDate><description>Down.</description>`;
    const issue = { title: "Down", permalink: link, severity: "down", affected: ["API"] };
    await story.next({ ...index("ok"), ...feed("") });
    await story.next({ ...index("down", issue), ...feed(`<item><title>Down</title>${common}</item>`) });
    const ended = `<item><title>[Resolved] Down</title>${common}</item>`;
    expect(await story.next({ ...index("ok"), ...feed(ended) })).toHaveLength(1);
    expect(story.events).toMatchObject([{ change: "resolved", components: ["API"], impact: "critical" }]);
  });
});

describe("a PagerDuty page", () => {
  it("tells nothing of components while it waits for how an incident ended", async () => {
    const story = new Story("pagerduty", "https://status.pagerduty.com/");
    const names = { s1: "investigating", s3: "resolved", v1: "major", v0: "all good" };
    const update = (id: string, status_id: string, severity_id: string, time: string, message: string) => {
      const impacts = [{ service_id: "SV", severity_id }];
      return { id, status_id, severity_id, message, reported_at: Date.parse(at(time)), impacts };
    };
    const post = (...updates: readonly object[]) => {
      return { id: "P1", post_type: "incident", title: "Down", latest_update: updates[0], updates };
    };
    const list = (...posts: readonly object[]) => ({ "/api/posts": { posts, continuationToken: null } });
    const services = [{ id: "SV", business_service_id: "BS", display_name: "Web", is_active: true }];
    await story.next({
      "/api/post_enums": { post_enums: Object.entries(names).map(([id, name]) => ({ id, name })) },
      "/api/services": { services },
      "/api/data": { layout: { layout_settings: { name: "PD", statusPage: {}, business_services: [] } } },
      ...list(),
    });
    const first = update("1", "s1", "v1", "12:06", "Bad.");
    expect(await story.next({ ...list(post(first)), "/api/posts/P1": { post: post(first) } })).toHaveLength(
      1,
    );
    expect(await story.next({ ...list(), "/api/posts/P1": 500 })).toEqual([]);
    const last = update("3", "s3", "v0", "12:14", "Back.");
    expect(await story.next({ "/api/posts/P1": { post: post(last, first) } })).toEqual([
      "incident resolved P1 [resolved] Back.",
    ]);
  });
});

describe("an Uptime Kuma page", () => {
  it("tells of a maintenance each time", async () => {
    const story = new Story("uptimekuma", "https://status.example.com/status/acme");
    const page = (...maintenanceList: readonly object[]) => ({
      "/api/status-page/acme": {
        config: { slug: "acme" },
        publicGroupList: [],
        incident: null,
        maintenanceList,
      },
    });
    const slot = (day: number) => {
      const [startDate, endDate] = [`2026-03-0${day} 13:00:00`, `2026-03-0${day} 14:00:00`];
      const common = { id: 1, title: "Nightly", description: "Rest.", status: "under-maintenance" };
      return { ...common, timeslotList: [{ startDate, endDate }], timezoneOffset: "+00:00" };
    };
    await story.next(page());
    for (const day of [4, 5]) {
      const id = `maintenance-1/2026-03-0${day}T13:00Z`;
      expect(await story.next(page(slot(day)), 60)).toEqual([`maintenance opened ${id} [in_progress] Rest.`]);
      expect(await story.next(page(), 60)).toEqual([`maintenance resolved ${id} [completed]`]);
    }
  });
});

describe("a post is told once, whatever is said of it later", () => {
  it("on a Sorry page", async () => {
    const story = new Story("sorry", "https://status.example.com/");
    const texts = { "12:06": "Looking.", "12:12": "Found.", "12:18": "Back." };
    const updates = Object.entries(texts).map(([time, content]) => ({ created_at: at(time), content }));
    const page = (state: string, count: number) => {
      const notice = { id: 1, type: "unplanned", state, subject: "Down", updates: updates.slice(0, count) };
      const list = { notices: count > 0 ? [{ ...notice, updated_at: at(`12:${count}0`) }] : [], meta: {} };
      return { "/api/v1/notices": list, "/api/v1/notices/1": { notice } };
    };
    await story.next({ ...page("", 0), "/api/v1/components": { components: [] } });
    expect(await story.next(page("investigating", 1))).toEqual([
      "incident opened 1 [investigating] Looking.",
    ]);
    expect(await story.next(page("identified", 2))).toEqual(["incident updated 1 [identified] Found."]);
    expect(await story.next(page("resolved", 3))).toEqual(["incident resolved 1 [resolved] Back."]);
  });

  it("on a FireHydrant page", async () => {
    const story = new Story("firehydrant", "https://status.example.com/");
    const entries = [
      [at("12:06"), "Bad."],
      [at("12:12"), "Fixed."],
    ];
    const timeline = entries.map(([occurredAt, note]) => ({ occurredAt, details: { note } }));
    const page = (timestamps: Row, ...incidents: readonly Row[]) => ({
      "/data/payload.json": {
        components: [{ id: "1", name: "API" }],
        conditions: { Operational: "OPERATIONAL" },
        incidents: incidents.map((one) => ({ id: "i", title: "Down", components: [], timestamps, ...one })),
      },
    });
    const started = { started: at("12:06") };
    await story.next(page({}));
    expect(await story.next(page(started, { timeline }), 15)).toHaveLength(2);
    const later = { ...started, identified: at("12:05"), mitigated: at("12:11") };
    expect(await story.next(page(later, { timeline }))).toEqual([]);
    expect(await story.next(page({ ...later, resolved: at("12:30") }, { timeline }))).toEqual([
      "incident resolved i [resolved]",
    ]);
  });

  it("in Infomaniak's list, in its own order", async () => {
    const story = new Story("infomaniak", "https://api.infomaniak.com/2/events");
    const times = { started_at: NOON + 3600, ended_at: NOON + 7200 };
    const event = (status: string) => {
      const description = { title: "Upgrade", description: "We upgrade.", translations: [] };
      const comments = [{ started_at: NOON + 60, body: "Bring coffee." }];
      const data = [{ id: 1, type: "maintenance", status, ...times, description, services: [], comments }];
      return { "/2/events": { result: "success", data } };
    };
    await story.next({ "/2/events": { result: "success", data: [] } });
    expect(await story.next(event("planned"))).toEqual([
      "maintenance opened 1 [scheduled] We upgrade.",
      "maintenance updated 1 [scheduled] Bring coffee.",
    ]);
    expect(await story.next(event("inprogress"), 60)).toEqual(["maintenance updated 1 [in_progress]"]);
    expect(await story.next(event("terminated"), 60)).toEqual(["maintenance resolved 1 [completed]"]);
  });
});
