import { describe, expect, it } from "vitest";
import { at, feed, incident, inShort, Observer, summary, update } from "../helpers/snapshot.ts";

const resolved = (id: string, time: string) => update(id, { status: "resolved", postedAtMs: at(time) });
const old = (id: string, time: string, title = `Incident ${id}`) =>
  incident(id, { title, updates: [resolved(`${id}-end`, time)] });
const DAY_MS = 86_400_000;

describe("an end", () => {
  const open = incident("a", { updates: [update("u1")] });
  const closed = incident("a", { updates: [update("u1"), resolved("u2", "12:30")] });

  it("is told once, however often a cache shows the page as it was before", () => {
    const observer = new Observer();
    observer.see(feed(open));
    const told = [closed, open, closed, open, closed].flatMap((view) => inShort(observer.see(feed(view))));
    expect(told).toEqual(["resolved a u2"]);
  });

  it("is told once though an update dated before it turns up later", () => {
    const observer = new Observer();
    observer.see(feed(open));
    observer.see(feed(closed));
    const between = update("u3", { status: "monitoring", postedAtMs: at("12:20") });
    const late = incident("a", {
      status: "resolved",
      updates: [update("u1"), between, resolved("u2", "12:30")],
    });
    expect(inShort(observer.see(feed(late)))).toEqual(["updated a u3"]);
    expect(observer.see(feed(late))).toEqual([]);
  });

  it("is told though only the status and the time of the last edit say so", () => {
    const observer = new Observer();
    observer.see(feed({ ...open, updatedAtMs: at("12:00") }));
    const ended = { ...open, status: "resolved" as const, updatedAtMs: at("13:00") };
    expect(inShort(observer.see(feed(ended)))).toEqual(["resolved a resolved"]);
    expect(observer.see(feed(ended))).toEqual([]);
  });
});

describe("history", () => {
  it("is not told when a page that was empty at first sight shows all of it", () => {
    const observer = new Observer();
    observer.see(feed());
    const history = Array.from({ length: 25 }, (_, index) => old(`i${index}`, "10:00"));
    expect(observer.see(feed(...history))).toEqual([]);
  });

  it("reaches as far back as the incidents do, whatever the maintenances do", () => {
    const observer = new Observer();
    const work = { ...old("m", "01:00"), kind: "maintenance" as const };
    observer.see(feed(old("a", "10:00"), old("b", "11:00"), work));
    expect(observer.see(feed(old("b", "11:00"), old("slid-back", "05:00"), work))).toEqual([]);
  });

  it("is not told again when its list comes back after 90 days of not having changed", () => {
    const observer = new Observer();
    const start = at("12:00");
    const history = [old("a", "10:00"), old("b", "10:10")];
    observer.see({ ...summary(...history), listsClosed: true }, start);
    observer.see(summary(incident("open")), start + 60 * DAY_MS);
    observer.see(summary(incident("open")), start + 95 * DAY_MS);
    expect(
      observer.see({ ...summary(incident("open"), ...history), listsClosed: true }, start + 96 * DAY_MS),
    ).toEqual([]);
  });

  it("is known again under new ids though several incidents share a title", () => {
    const observer = new Observer();
    const views = [
      old("a", "10:00", "Errors"),
      old("b", "11:00", "Errors"),
      incident("c", { title: "Errors" }),
    ];
    observer.see(feed(...views));
    expect(observer.see(feed(...views.map((one) => ({ ...one, id: `new/${one.id}` }))))).toEqual([]);
  });

  it("does not swallow a new incident of a feed without times for its title", () => {
    const undated = (id: string) =>
      incident(id, {
        title: "Errors",
        updates: [{ id: "u", idFrom: "derived", status: "investigating", message: id }],
      });
    const observer = new Observer();
    observer.see(feed(undated("a")));
    expect(inShort(observer.see(feed(undated("b"))))).toEqual(["opened b u"]);
  });
});

describe("the components of an event", () => {
  it("are the incident's, so that who was told of its start hears of its end", () => {
    const components = [{ name: "API" }, { name: "Web" }];
    const last = update("u2", { status: "resolved", components: [{ name: "Web" }] });
    const observer = new Observer();
    observer.see(feed());
    const events = observer.see(feed(incident("a", { components, updates: [update("u1"), last] })));
    expect(events.map((event) => event.components)).toEqual([
      ["API", "Web"],
      ["API", "Web"],
    ]);
  });
});

describe("an incident under another id", () => {
  const first = update("u1");
  const second = update("u2", { postedAtMs: at("12:20") });
  const third = update("u3", { postedAtMs: at("12:40") });

  it("is known by an update of the page's own id, though it has a new one too", () => {
    const observer = new Observer();
    observer.see(feed(incident("a", { title: "Outage", updates: [first, second] })));
    const later = incident("b", { title: "Outage", updates: [second, third] });
    expect(inShort(observer.see(feed(later)))).toEqual(["updated b u3"]);
  });

  it("is another where only the title is the same", () => {
    const observer = new Observer();
    observer.see(feed(incident("a", { title: "Outage", updates: [first] })));
    const other = incident("b", { title: "Outage", updates: [update("u9", { postedAtMs: at("13:00") })] });
    expect(inShort(observer.see(feed(other)))).toEqual(["opened b u9"]);
  });
});
