import { describe, expect, it } from "vitest";
import { whatIsGone } from "../../src/state/emptied.ts";
import { at, feed, incident, inShort, Observer, summary, update } from "../helpers/snapshot.ts";

const DAY_MS = 86_400_000;
const ended = (id: string) => incident(id, { updates: [update("u1"), update("u2", { status: "resolved" })] });
const moved = (id: string, minute: number) =>
  incident(id, { updates: [update("u1"), update(`m${minute}`, { postedAtMs: at("13:00") + minute })] });

describe("what is listed just as before", () => {
  it("is not gone from a list of all that is open", () => {
    const observer = new Observer();
    observer.see(summary(incident("a"), incident("b"), incident("c")));
    expect(inShort(observer.see({ ...summary(), asBefore: ["a", "b"] }))).toEqual(["resolved c"]);
    expect(inShort(observer.see(summary(incident("a"))))).toEqual(["resolved b"]);
  });

  it("counts among what a page lists", () => {
    const observer = new Observer();
    observer.see(feed(incident("a"), ended("b"), ended("c")));
    const snapshot = { ...feed(), asBefore: ["b", "c"] };
    expect(whatIsGone(observer.memory, feed(), at("23:00"))).toBe("3 incidents");
    expect(whatIsGone(observer.memory, snapshot, at("23:00"))).toBeUndefined();
    observer.see(snapshot);
    expect(observer.memory.listed.incidents).toBe(2);
  });

  it("is as well seen as what is told, and not forgotten before its time", () => {
    const observer = new Observer();
    observer.see(feed(incident("a"), ended("b"), ended("c")));
    for (let day = 1; day <= 100; day++)
      observer.see({ ...feed(moved("a", day)), asBefore: ["b"] }, at("23:00") + day * DAY_MS);
    expect([...observer.memory.incidents.toMap().keys()]).toEqual(["a", "b"]);
  });

  it("is nobody's whose id is not known", () => {
    const observer = new Observer();
    observer.see(feed(incident("a")));
    expect(observer.see({ ...feed(), asBefore: ["a", "nobody"] })).toEqual([]);
    expect([...observer.memory.incidents.toMap().keys()]).toEqual(["a"]);
  });
});
