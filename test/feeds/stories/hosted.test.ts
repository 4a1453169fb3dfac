import { describe, expect, it } from "vitest";
import { at, Story } from "./story.ts";

type Row = Readonly<Record<string, unknown>>;

describe("a Better Stack page", () => {
  const RESOURCE = "status_page_resource";
  const affected = (status: string) => [{ status_page_resource_id: "5", status }];
  const post = (id: string, time: string, message: string, status: string) => ({
    id,
    type: "status_update",
    attributes: { message, published_at: at(time), affected_resources: affected(status) },
  });
  const report = (id: string, attributes: Row, posts: readonly { id: string }[] = []) => [
    { id, type: "status_report", attributes, relationships: { status_updates: { data: posts } } },
    ...posts,
  ];
  const page = (status: string, rest: readonly object[] = []) => ({
    "/index.json": {
      data: { type: "status_page", attributes: { company_name: "H", aggregate_state: status } },
      included: [{ id: "5", type: RESOURCE, attributes: { public_name: "API", status } }, ...rest],
    },
  });

  it("tells the end that makes the last post one of the end", async () => {
    const story = new Story("betterstack", "https://h.betteruptime.com/");
    const posts = [post("11", "12:06", "Looking.", "downtime"), post("12", "12:12", "Fixed.", "degraded")];
    const open = {
      title: "Down",
      starts_at: at("12:06"),
      aggregate_state: "downtime",
      affected_resources: affected("downtime"),
    };
    const over = { ...open, aggregate_state: "resolved", ends_at: at("12:18") };
    expect(await story.next(page("operational"))).toEqual([]);
    expect(await story.next(page("downtime", report("9", open, posts.slice(0, 1))))).toEqual([
      "incident opened 9 [investigating] Looking.",
    ]);
    expect(await story.next(page("degraded", report("9", open, posts)))).toEqual([
      "incident updated 9 [investigating] Fixed.",
    ]);
    expect(await story.next(page("operational", report("9", over, posts)))).toEqual([
      "incident resolved 9 [resolved]",
    ]);
  });

  it("tells how a maintenance goes on without a post, and its end without a change of the document", async () => {
    const story = new Story("betterstack", "https://h.betteruptime.com/");
    const upgrade = {
      title: "Upgrade",
      report_type: "maintenance",
      starts_at: at("13:00"),
      ends_at: at("14:00"),
      aggregate_state: "maintenance",
      affected_resources: affected("maintenance"),
    };
    const told = report("20", upgrade, [post("31", "12:09", "We upgrade.", "maintenance")]);
    await story.next(page("operational"));
    expect(await story.next(page("operational", told))).toEqual([
      "maintenance opened 20 [scheduled] We upgrade.",
    ]);
    expect(await story.next(page("maintenance", told), 55)).toEqual(["maintenance updated 20 [in_progress]"]);
    expect(await story.next({}, 5)).toEqual([]);
    expect(await story.next({}, 60)).toEqual(["maintenance resolved 20 [completed]"]);
  });
});

describe("a StatusPal page", () => {
  const [SUMMARY, HISTORY] = ["summary", "incidents"].map((one) => `/api/v2/status_pages/plover/${one}`);
  const post = (id: number, type: string, time: string, description: string) => {
    return { id, type, description, posted_at: `2026-03-04T${time}:00` };
  };
  const summary = (lists: Row, state: string | null = null) => ({
    [SUMMARY as string]: {
      status_page: { name: "P", current_incident_type: state },
      services: [{ id: 1, name: "API", current_incident_type: state, children: [] }],
      incidents: [],
      maintenances: [],
      upcoming_maintenances: [],
      ...lists,
    },
  });
  const history = (...incidents: readonly Row[]) => ({ [HISTORY as string]: { incidents } });

  it("tells how a maintenance begins and ends that has one post", async () => {
    const story = new Story("statuspal", "https://plover.statuspal.io/");
    const upgrade = {
      id: 7,
      type: "scheduled",
      title: "Upgrade",
      starts_at: "2026-03-04T13:00:00",
      ends_at: "2026-03-04T14:00:00",
      service_ids: [1],
      updates: [post(1, "issue", "12:01", "We upgrade.")],
    };
    await story.next({ ...summary({}), ...history() });
    expect(await story.next(summary({ upcoming_maintenances: [upgrade] }))).toEqual([
      "maintenance opened 7 [scheduled] We upgrade.",
    ]);
    expect(await story.next(summary({ maintenances: [upgrade] }), 55)).toEqual([
      "maintenance updated 7 [in_progress]",
    ]);
    expect(await story.next({ ...summary({}), ...history(upgrade) }, 60)).toEqual([
      "maintenance resolved 7 [completed]",
    ]);
  });

  it("names the components in the end that it finds in the list of all", async () => {
    const story = new Story("statuspal", "https://plover.statuspal.io/");
    const [first, last] = [post(3, "issue", "12:06", "Down!"), post(4, "resolved", "12:14", "Back.")];
    const down = { id: 8, type: "major", title: "Down", starts_at: at("12:06"), service_ids: [1] };
    await story.next({ ...summary({}), ...history() });
    await story.next(summary({ incidents: [{ ...down, ends_at: null, updates: [first] }] }, "major"));
    const ended = { ...down, ends_at: at("12:14"), updates: [last, first] };
    expect(await story.next({ ...summary({}), ...history(ended) })).toEqual([
      "incident resolved 8 [resolved] Back.",
    ]);
    expect(story.events).toMatchObject([{ components: ["API"] }]);
  });

  it("follows the clock where the list of all is what is watched", async () => {
    const story = new Story("statuspal", `https://statuspal.io${HISTORY}`);
    const one = { id: 1, type: "scheduled", title: "M", service_ids: [], updates: [] };
    const times = { starts_at: "2026-03-04T13:00:00", ends_at: "2026-03-04T14:00:00" };
    expect(await story.next(history({ ...one, ...times }))).toEqual([]);
    expect(await story.next({}, 60)).toEqual(["maintenance updated 1 [in_progress]"]);
    expect(await story.next({}, 60)).toEqual(["maintenance resolved 1 [completed]"]);
    expect(await story.next()).toEqual([]);
  });
});

describe("a Cachet page", () => {
  const when = (time: string) => ({ string: `2026-03-04 ${time}:00` });
  const status = (value: number) => ({ human: `status ${value}`, value });
  const item = (type: string, id: string, attributes: Row, ...updates: string[]) => ({
    id,
    type,
    attributes: { id: Number(id), name: "Down", created: when("12:06"), message: "Down.", ...attributes },
    relationships: { updates: { data: updates.map((one) => ({ id: one, type: "updates" })) } },
  });
  const update = item("updates", "70", { message: "Watching.", created: when("12:14"), status: status(3) });
  const list = (...data: readonly object[]) => ({
    data,
    included: [update],
    links: { next: null },
    meta: {},
  });
  const page = (...incidents: readonly object[]) => ({
    "/api/components": list(item("components", "1", { status: status(1) })),
    "/api/incidents": list(...incidents),
    "/api/schedules": list(),
  });
  const old = item("incidents", "50", { status: status(4) });

  it("tells once what an incident began with, and an end without an update", async () => {
    const story = new Story("cachet", "https://status.example.com/");
    await story.next(page(old));
    expect(await story.next(page(item("incidents", "60", { status: status(2) }), old))).toEqual([
      "incident opened 60 [identified] Down.",
    ]);
    expect(await story.next(page(item("incidents", "60", { status: status(3) }, "70"), old))).toEqual([
      "incident updated 60 [monitoring] Watching.",
    ]);
    expect(await story.next(page(item("incidents", "60", { status: status(4) }, "70"), old))).toEqual([
      "incident resolved 60 [resolved]",
    ]);
  });

  it("tells how an incident goes on that is edited in its place", async () => {
    const story = new Story("cachet", "https://status.example.com/");
    await story.next(page(old));
    const one = (value: number, message: string) =>
      page(item("incidents", "60", { status: status(value), message, updated: when("12:30") }), old);
    expect(await story.next(one(1, "Down."))).toEqual(["incident opened 60 [investigating] Down."]);
    expect(await story.next(one(2, "A disk."))).toEqual(["incident updated 60 [identified] A disk."]);
    expect(await story.next(one(4, "Mended."))).toEqual(["incident resolved 60 [resolved] Mended."]);
  });
});
