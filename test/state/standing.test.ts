import { describe, expect, it } from "vitest";
import { at, feed, incident, inShort, Observer, summary, update } from "../helpers/snapshot.ts";

const DERIVED = { idFrom: "derived" } as const;

describe("how an incident stands, where no post says it", () => {
  it("ends it, once, though the post told last is said to be of the end now", () => {
    const observer = new Observer();
    observer.see(feed(incident("a")));
    const ended = feed(incident("a", { updates: [update("u1", { status: "resolved" })] }));
    expect(inShort(observer.see(ended))).toEqual(["resolved a resolved"]);
    expect(observer.see(ended)).toEqual([]);
    const report = update("u2", { status: "resolved", postedAtMs: at("14:00") });
    expect(inShort(observer.see(feed(incident("a", { updates: [update("u1"), report] }))))).toEqual([
      "updated a u2",
    ]);
  });

  const planned = update("u1", { status: "scheduled" });
  const maintenance = (status: "scheduled" | "in_progress", ...updates: ReturnType<typeof update>[]) => {
    return feed(incident("m", { kind: "maintenance", status, updates, scheduledForMs: at("13:00") }));
  };

  it("begins a maintenance, once, at its time", () => {
    const observer = new Observer();
    observer.see(maintenance("scheduled", planned));
    const [begun, ...more] = observer.see(maintenance("in_progress", planned), at("13:02"));
    expect(begun).toMatchObject({
      id: "acme/m/in_progress",
      change: "updated",
      status: "in_progress",
      updatedAt: "2025-11-03T13:00:00.000Z",
    });
    expect(more).toEqual([]);
    expect(observer.see(maintenance("in_progress", planned))).toEqual([]);
  });

  it("does not begin a maintenance where a post says so, nor one that was under way at first sight", () => {
    const observer = new Observer();
    observer.see(maintenance("scheduled", planned));
    const post = update("u2", { status: "in_progress", postedAtMs: at("13:00") });
    expect(inShort(observer.see(maintenance("in_progress", planned, post)))).toEqual(["updated m u2"]);
    const late = new Observer({ ongoing: false });
    late.see(maintenance("in_progress", planned));
    expect(late.see(maintenance("in_progress", planned))).toEqual([]);
  });
});

describe("what ended by its absence", () => {
  it("begins anew with the next post, and its next end is another", () => {
    const observer = new Observer();
    const spell = (id: string, time: string) =>
      summary(incident("mail", { updates: [update(id, { postedAtMs: at(time) })] }));
    observer.see(spell("u1", "10:00"));
    const [first] = observer.see(summary());
    expect(inShort(observer.see(spell("u2", "12:00")))).toEqual(["opened mail u2"]);
    const [second] = observer.see(summary());
    expect([first?.id, second?.id]).toEqual(["acme/mail/resolved", "acme/mail/resolved/2025-11-03T12:00Z"]);
  });
});

describe("another view of an incident", () => {
  it("that names neither components nor impact is told with those that are known", () => {
    const observer = new Observer();
    observer.see(feed(incident("a", { components: [{ name: "Search" }], impact: "major" })));
    const end = update("u2", { status: "resolved", postedAtMs: at("13:00") });
    const told = observer.see(feed(incident("a", { impact: "unknown", updates: [update("u1"), end] })));
    expect(told).toMatchObject([{ change: "resolved", components: ["Search"], impact: "major" }]);
  });

  it("keeps for the end what an update in between did not name", () => {
    const observer = new Observer();
    observer.see(summary(incident("a", { components: [{ name: "Search" }], impact: "major" })));
    observer.see(summary(incident("a", { impact: "unknown" })));
    expect(observer.see(summary())).toMatchObject([{ components: ["Search"], impact: "major" }]);
  });
});

describe("an incident that is named after the oldest of its posts", () => {
  const [first, second, third] = ["10:00", "10:10", "10:20"].map((time, index) =>
    update(`p${index + 1}`, { postedAtMs: at(time) }),
  ) as [ReturnType<typeof update>, ReturnType<typeof update>, ReturnType<typeof update>];

  it("is the same when that has left the page, whatever it is called now", () => {
    const observer = new Observer();
    observer.see(feed(incident("p1", { updates: [first, second] })));
    const later = feed(incident("p2", { title: "Another", updates: [second, third] }));
    expect(inShort(observer.see(later))).toEqual(["updated p2 p3"]);
  });

  it("is not taken for one that merely counts its posts in the same way", () => {
    const observer = new Observer();
    observer.see(feed(incident("a", { updates: [update("1")] })));
    const other = feed(incident("b", { updates: [update("1", { postedAtMs: at("13:00") })] }));
    expect(inShort(observer.see(other))).toEqual(["opened b 1"]);
  });
});

describe("the order of what is told at once", () => {
  it("is the page's own within an incident, though times are missing or out of order", () => {
    const observer = new Observer();
    observer.see(feed());
    const undated = (id: string) => {
      const { postedAtMs: _, ...rest } = update(id, DERIVED);
      return rest;
    };
    const a = incident("a", {
      updates: [undated("a1"), update("a2", { postedAtMs: at("12:30") }), undated("a3")],
    });
    const b = incident("b", {
      updates: [update("b1", { postedAtMs: at("12:50") }), update("b2", { postedAtMs: at("12:40") })],
    });
    expect(inShort(observer.see(feed(b, a)))).toEqual([
      "opened a a1",
      "updated a a2",
      "updated a a3",
      "opened b b1",
      "updated b b2",
    ]);
  });
});
