import { describe, expect, it } from "vitest";
import { observeFailure, observeSuccess } from "../../src/state/reach.ts";
import { EMPTY_MEMORY } from "../../src/state/types.ts";
import { at, feed, incident, Observer, update } from "../helpers/snapshot.ts";

const occasion = (time: string) => ({ provider: "Acme", detectedAtMs: at(time), source: "poll" }) as const;
const DAY_MS = 86_400_000;

describe("rule 8: not being able to read a page is neither up nor down", () => {
  it("tells once after three failures in a row, and once when the page is back", () => {
    let memory = EMPTY_MEMORY;
    const told: string[] = [];
    for (const time of ["12:00", "12:01", "12:02", "12:03", "12:04"]) {
      const missed = observeFailure(memory, "no answer", occasion(time));
      memory = missed.memory;
      told.push(
        ...missed.events.map(({ change, status, message }) => `${time} ${change} ${status}: ${message}`),
      );
    }
    expect(told).toEqual(["12:02 unreachable unknown: no answer"]);
    const back = observeSuccess(memory, occasion("12:05"));
    expect(back.events).toMatchObject([
      { kind: "provider", change: "recovered", startedAt: "2025-11-03T12:00:00.000Z" },
    ]);
    expect(observeSuccess(back.memory, occasion("12:06")).events).toEqual([]);
  });

  it("counts failures in a row only", () => {
    let memory = EMPTY_MEMORY;
    for (let round = 0; round < 5; round++) {
      for (const time of ["12:00", "12:01"])
        memory = observeFailure(memory, "no answer", occasion(time)).memory;
      const { events, memory: after } = observeSuccess(memory, occasion("12:02"));
      expect(events).toEqual([]);
      memory = after;
    }
  });

  it("leaves what is known of incidents as it was", () => {
    const observer = new Observer();
    observer.see(feed(incident("a")));
    observer.memory = observeFailure(observer.memory, "no answer", occasion("12:00")).memory;
    expect(observer.see(feed(incident("a")))).toEqual([]);
  });
});

describe("rule 9: what was seen is remembered longer than any window, and bounded", () => {
  it("knows an incident again for 90 days after it was last on the page, and no longer", () => {
    const observer = new Observer();
    const start = at("12:00");
    observer.see(feed(incident("a")), start);
    observer.see(feed(incident("b")), start + 60 * DAY_MS);
    expect(observer.memory.incidents.toMap().has("a")).toBe(true);
    expect(observer.see(feed(incident("a")), start + 80 * DAY_MS)).toEqual([]);
    observer.see(feed(incident("b")), start + 171 * DAY_MS);
    expect(observer.memory.incidents.toMap().has("a")).toBe(false);
  });

  it("counts the days from the last sighting, not the first", () => {
    const observer = new Observer();
    for (let day = 0; day <= 300; day += 30) {
      const events = observer.see(feed(incident("a")), at("12:00") + day * DAY_MS);
      expect(events).toHaveLength(day === 0 ? 1 : 0);
    }
  });

  it("holds a bounded number of incidents, the open ones before all others", () => {
    const observer = new Observer({ ongoing: false });
    observer.see(feed(incident("open")));
    for (let batch = 0; batch < 30; batch++) {
      const closed = Array.from({ length: 100 }, (_, index) =>
        incident(`c${batch}-${index}`, {
          updates: [update("u", { status: "resolved", postedAtMs: at("13:00") + batch })],
        }),
      );
      observer.see(feed(...closed), at("13:00") + batch);
    }
    expect(observer.memory.incidents.toMap().size).toBe(2_000);
    expect(observer.memory.incidents.toMap().has("open")).toBe(true);
    expect(observer.memory.incidents.toMap().has("c29-0")).toBe(true);
  });

  it("holds a bounded number of updates of one incident, the newest of them", () => {
    const observer = new Observer();
    const updates = Array.from({ length: 3_000 }, (_, index) => update(`u${index}`));
    for (let end = 500; end <= 3_000; end += 500)
      observer.see(feed(incident("a", { updates: updates.slice(end - 500, end) })));
    const kept = observer.memory.incidents.toMap().get("a")?.updates.length ?? 0;
    expect(kept).toBeLessThanOrEqual(4 * 1_000);
    expect(observer.see(feed(incident("a", { updates: updates.slice(2_500) })))).toEqual([]);
  });
});
