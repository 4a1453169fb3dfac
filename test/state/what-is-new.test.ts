import { describe, expect, it } from "vitest";
import { at, component, feed, incident, inShort, Observer, summary, update } from "../helpers/snapshot.ts";

const resolved = (id: string, time: string) => update(id, { status: "resolved", postedAtMs: at(time) });
/** History that makes a baseline of a window. */
const old = (id: string, time: string) => incident(id, { updates: [resolved(`${id}-end`, time)] });

describe("rule 1: the key of an update is provider, incident and update id", () => {
  it("tells the same update id of two incidents apart", () => {
    const observer = new Observer();
    observer.see(feed());
    expect(inShort(observer.see(feed(incident("a"), incident("b"))))).toEqual(["opened a u1", "opened b u1"]);
  });

  it("tells posts of one minute and status apart that turn up one after the other", () => {
    const first = update("12:00Z/update", { idFrom: "derived" });
    const second = update("12:00Z/update/2", { idFrom: "derived" });
    const observer = new Observer();
    observer.see(feed());
    expect(inShort(observer.see(feed(incident("a", { updates: [first] }))))).toEqual([
      "opened a 12:00Z/update",
    ]);
    expect(inShort(observer.see(feed(incident("a", { updates: [first, second] }))))).toEqual([
      "updated a 12:00Z/update/2",
    ]);
  });

  it("tells posts of one minute and status word that turn up together as one event with all their text", () => {
    const posts = ["Pages is fine.", "Issues is fine."].map((message, index) =>
      update(`12:00Z/update/${index + 1}`, { idFrom: "derived", rawStatus: "Update", message }),
    );
    const observer = new Observer();
    observer.see(feed());
    const events = observer.see(feed(incident("a", { updates: posts })));
    expect(events.map(({ message }) => message)).toEqual(["Pages is fine.\nIssues is fine."]);
    expect(observer.see(feed(incident("a", { updates: posts })))).toEqual([]);
  });

  it("knows an update again that another format of the page gives another id", () => {
    const own = update("7mgxcp0zk4fj", { postedAtMs: at("12:00") + 31_000 });
    const derived = update("12:00Z/investigating", { idFrom: "derived", message: "shortened" });
    for (const [first, second] of [
      [own, derived],
      [derived, own],
    ] as const) {
      const observer = new Observer();
      observer.see(feed());
      expect(observer.see(feed(incident("a", { updates: [first] })))).toHaveLength(1);
      expect(observer.see(feed(incident("a", { updates: [second] })))).toEqual([]);
    }
  });

  it("counts posts of one minute and status when formats alternate, and loses none", () => {
    const [own, next] = [update("p1"), update("p2")];
    const derived = ["12:00Z/x", "12:00Z/x/2"].map((id) => update(id, { idFrom: "derived", message: id }));
    const observer = new Observer();
    observer.see(feed());
    expect(observer.see(feed(incident("a", { updates: [own] })))).toHaveLength(1);
    expect(inShort(observer.see(feed(incident("a", { updates: derived }))))).toEqual([
      "updated a 12:00Z/x/2",
    ]);
    expect(observer.see(feed(incident("a", { updates: [own, next] })))).toEqual([]);
  });
});

describe("rule 2: an edit is not an update", () => {
  const before = incident("a", { updates: [update("u1")], updatedAtMs: at("12:00") });
  const edited = incident("a", {
    updates: [update("u1", { message: "rewritten" })],
    updatedAtMs: at("13:00"),
  });

  it("is silent about an edit, however often it is read", () => {
    const observer = new Observer();
    observer.see(feed(before));
    expect(observer.see(feed(edited))).toEqual([]);
    expect(observer.see(feed(edited))).toEqual([]);
  });

  it("tells an edit once, with an id of its own, where edits are asked for", () => {
    const observer = new Observer({ edits: true });
    const [told] = observer.see(feed(before));
    const events = observer.see(feed(edited));
    expect(events.map(({ change, message }) => [change, message])).toEqual([["edited", "rewritten"]]);
    expect(events[0]?.id).not.toBe(told?.id);
    expect(observer.see(feed(edited))).toEqual([]);
  });

  it("takes a changed body with the same `updated` for nothing, even where edits are asked for", () => {
    const observer = new Observer({ edits: true });
    observer.see(feed(before));
    expect(observer.see(feed({ ...edited, updatedAtMs: at("12:00") }))).toEqual([]);
  });

  it("takes a moved displayed time under the same words for an edit", () => {
    const post = (time: string) =>
      update(`${time}Z/investigating`, { idFrom: "derived", postedAtMs: at(time), message: "m" });
    const observer = new Observer();
    observer.see(feed(incident("a", { updates: [post("12:00")] })));
    expect(observer.see(feed(incident("a", { updates: [post("12:05")] })))).toEqual([]);
    // The same words posted again while the first still stand are news.
    expect(observer.see(feed(incident("a", { updates: [post("12:05"), post("12:30")] })))).toHaveLength(1);
  });

  it("lets order, component lists and white space decide nothing", () => {
    const updates = [update("u1", { message: "two  words" }), update("u2", { postedAtMs: at("12:10") })];
    const observer = new Observer({ edits: true });
    observer.see(
      feed(incident("a", { updates, components: [{ name: "API" }, { name: "Web" }] }), incident("b")),
    );
    const again = incident("a", {
      updates: [update("u1", { message: "two words" }), update("u2", { postedAtMs: at("12:10") })],
      components: [{ name: "Web" }],
    });
    expect(observer.see(feed(incident("b"), again))).toEqual([]);
  });
});

describe("rule 3: several updates between two polls are several events", () => {
  it("tells them oldest first, over all incidents", () => {
    const observer = new Observer();
    observer.see(feed());
    const a = incident("a", {
      updates: [update("a1", { postedAtMs: at("12:00") }), update("a2", { postedAtMs: at("12:20") })],
    });
    const b = incident("b", { updates: [update("b1", { postedAtMs: at("12:10") })] });
    expect(inShort(observer.see(feed(b, a)))).toEqual(["opened a a1", "opened b b1", "updated a a2"]);
  });

  it("tells an incident whole that opened and closed between two polls", () => {
    const observer = new Observer();
    observer.see(feed());
    const whole = incident("a", {
      updates: [update("u1"), update("u2", { status: "monitoring" }), resolved("u3", "12:30")],
    });
    expect(inShort(observer.see(feed(whole)))).toEqual(["opened a u1", "updated a u2", "resolved a u3"]);
  });

  it("keeps the order within an incident whose times run backwards", () => {
    const observer = new Observer();
    observer.see(feed());
    const updates = [update("u1", { postedAtMs: at("12:30") }), update("u2", { postedAtMs: at("12:30") })];
    expect(inShort(observer.see(feed(incident("a", { updates }))))).toEqual(["opened a u1", "updated a u2"]);
  });
});

describe("rule 4: the first sight of a provider is a baseline", () => {
  const open = incident("open", {
    updates: [update("u1"), update("u2", { status: "monitoring", postedAtMs: at("12:10") })],
  });
  const planned = incident("plan", { kind: "maintenance", updates: [update("m1", { status: "scheduled" })] });
  const begun = incident("work", { kind: "maintenance", updates: [update("m2", { status: "in_progress" })] });

  it("is silent about history and tells once of what is open, with its newest update", () => {
    const observer = new Observer();
    const snapshot = feed(open, old("past", "10:00"), planned, begun);
    expect(inShort(observer.see(snapshot))).toEqual(["ongoing work m2", "ongoing open u2"]);
    expect(observer.see(snapshot)).toEqual([]);
  });

  it("is wholly silent where ongoing incidents are not asked for", () => {
    expect(new Observer({ ongoing: false }).see(feed(open, begun))).toEqual([]);
  });

  it("does not take an entry of no known status for something open", () => {
    const post = incident("post", { updates: [update("p", { status: "unknown" })] });
    expect(new Observer().see(feed(post))).toEqual([]);
  });

  it("tells a planned maintenance when it begins and when it is done", () => {
    const observer = new Observer();
    observer.see(feed(planned));
    const posts = [
      update("m1", { status: "scheduled" }),
      update("m2", { status: "in_progress" }),
      update("m3", { status: "completed" }),
    ];
    const maintenance = (count: number) =>
      incident("plan", { kind: "maintenance", updates: posts.slice(0, count) });
    expect(inShort(observer.see(feed(maintenance(2))))).toEqual(["updated plan m2"]);
    expect(inShort(observer.see(feed(maintenance(3))))).toEqual(["resolved plan m3"]);
  });

  it("tells what was posted since, where the memory of an earlier run is at hand", () => {
    const before = new Observer();
    before.see(feed(open));
    const after = new Observer();
    after.memory = before.memory;
    expect(
      inShort(
        after.see(feed({ ...open, updates: [...open.updates, resolved("u3", "12:40")], status: "resolved" })),
      ),
    ).toEqual(["resolved open u3"]);
  });
});

describe("rule 5: disappearing is an event only from a list of what is open", () => {
  const open = incident("a", {
    title: "Trouble",
    components: [{ name: "API" }],
    url: "https://s.example/incidents/a",
  });

  it("takes falling off the end of a window for nothing", () => {
    const observer = new Observer();
    observer.see(feed(open));
    expect(observer.see(feed(incident("b", { updates: [resolved("x", "12:30")] })))).toHaveLength(1);
    expect(observer.see(feed())).toEqual([]);
  });

  it("tells of the end of what a list of all open incidents no longer lists, and never twice", () => {
    const observer = new Observer();
    observer.see(summary(open));
    const [event, ...more] = observer.see(summary());
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      change: "resolved",
      status: "resolved",
      title: "Trouble",
      message: "",
      product: "Acme - API",
    });
    expect(observer.see(summary())).toEqual([]);
    // The closing words turn up late: told already.
    const closed = {
      ...open,
      status: "resolved" as const,
      updates: [...open.updates, resolved("end", "12:50")],
    };
    expect(observer.see(feed(closed))).toEqual([]);
    const postmortem = update("pm", { status: "postmortem", postedAtMs: at("15:00") });
    expect(inShort(observer.see(feed({ ...closed, updates: [...closed.updates, postmortem] })))).toEqual([
      "updated a pm",
    ]);
  });

  it("tells the end of an incident that is closed without an update that says so", () => {
    const observer = new Observer();
    observer.see(feed(open));
    expect(inShort(observer.see(feed({ ...open, status: "resolved" })))).toEqual(["resolved a resolved"]);
    expect(observer.see(feed({ ...open, status: "resolved" }))).toEqual([]);
  });

  it("is silent about a maintenance that is called off before it began", () => {
    const observer = new Observer();
    observer.see(
      summary(incident("m", { kind: "maintenance", updates: [update("s", { status: "scheduled" })] })),
    );
    expect(observer.see(summary())).toEqual([]);
  });

  it("tells again of an incident that is opened again, and of its second end", () => {
    const observer = new Observer();
    const steps = [
      update("u1"),
      resolved("u2", "12:10"),
      update("u3", { postedAtMs: at("12:20") }),
      resolved("u4", "12:30"),
    ];
    const shown = (count: number) => feed(incident("a", { updates: steps.slice(0, count) }));
    observer.see(feed());
    expect([1, 2, 3, 4].flatMap((count) => inShort(observer.see(shown(count))))).toEqual([
      "opened a u1",
      "resolved a u2",
      "updated a u3",
      "resolved a u4",
    ]);
  });
});

describe("rule 6: old entries, back-filled ones and new ids cause no storm", () => {
  const history = ["10:00", "10:10", "10:20", "10:30", "10:40", "10:50", "11:00"].map((time, index) =>
    old(`i${index}`, time),
  );

  it("is silent about an entry older than the window ever reached", () => {
    const observer = new Observer();
    observer.see(feed(...history));
    expect(observer.see(feed(...history, old("slid-back", "09:00")))).toEqual([]);
  });

  it("tells of a back-filled incident within the window", () => {
    const observer = new Observer();
    observer.see(feed(...history));
    expect(inShort(observer.see(feed(...history, old("late", "10:25"))))).toEqual(["resolved late late-end"]);
  });

  it("is silent when all ids change, and tells what comes after", () => {
    const observer = new Observer();
    const open = incident("open", { updates: [update("u1", { idFrom: "derived" })] });
    const rename = (one: typeof open) => ({ ...one, id: `new-host/${one.id}` });
    const renamed = history.map(rename);
    observer.see(feed(open, ...history));
    expect(observer.see(feed(rename(open), ...renamed))).toEqual([]);
    const end = resolved("u2", "12:30");
    const next = { ...rename(open), status: end.status, updates: [...open.updates, end] };
    expect(inShort(observer.see(feed(next, ...renamed)))).toEqual(["resolved new-host/open u2"]);
  });

  it("is silent when old incidents turn up in numbers under new ids and titles", () => {
    const observer = new Observer();
    observer.see(feed(...history));
    const rewritten = history.map((one, index) => ({ ...one, id: `x${index}`, title: `Rewritten ${index}` }));
    expect(observer.see(feed(...rewritten))).toEqual([]);
  });
});

describe("rule 7: a component change is told where no incident says so already", () => {
  const withComponents = (
    status: "operational" | "major_outage",
    ...incidents: ReturnType<typeof incident>[]
  ) => ({
    ...summary(...incidents),
    components: [component("api", status), component("web", "operational")],
  });

  it("tells what it changed from and to", () => {
    const observer = new Observer();
    observer.see(withComponents("operational"));
    expect(observer.see(withComponents("major_outage"))).toMatchObject([
      {
        kind: "component",
        change: "changed",
        product: "Acme - API",
        from: "operational",
        to: "major_outage",
        impact: "critical",
      },
    ]);
    expect(observer.see(withComponents("major_outage"))).toEqual([]);
    expect(observer.see(withComponents("operational"))).toMatchObject([
      { from: "major_outage", to: "operational" },
    ]);
  });

  it("tells a second outage as well as the first", () => {
    const observer = new Observer();
    observer.see(withComponents("operational"), at("01:00"));
    const down = (time: string) => ({
      ...summary(),
      components: [{ ...component("api", "major_outage"), updatedAtMs: at(time) }],
    });
    const [first] = observer.see(down("02:00"));
    observer.see(withComponents("operational"));
    const [second] = observer.see(down("04:00"));
    expect(second?.to).toBe("major_outage");
    expect(second?.id).not.toBe(first?.id);
  });

  it("leaves it to an open incident that names the component, and to its end", () => {
    const named = incident("a", { components: [{ id: "api", name: "API" }] });
    const observer = new Observer();
    observer.see(withComponents("operational"));
    expect(inShort(observer.see(withComponents("major_outage", named)))).toEqual(["opened a u1"]);
    expect(inShort(observer.see(withComponents("operational")))).toEqual(["resolved a"]);
  });

  it("does not take absence from the list for recovery", () => {
    const observer = new Observer();
    observer.see(withComponents("operational"));
    observer.see(withComponents("major_outage"));
    expect(observer.see({ ...summary(), components: [component("web", "operational")] })).toEqual([]);
    expect(observer.see(withComponents("major_outage"))).toEqual([]);
  });

  it("is silent at first sight, and tells of a component that first turns up broken", () => {
    const observer = new Observer();
    expect(observer.see(withComponents("major_outage"))).toEqual([]);
    const events = observer.see({
      ...summary(),
      components: [component("new", "partial_outage"), component("ok", "operational")],
    });
    expect(events).toMatchObject([{ product: "Acme - NEW", from: "unknown", to: "partial_outage" }]);
  });
});
