import { describe, expect, it } from "vitest";
import { Backlog } from "../../src/delivery/backlog.ts";
import type { Item } from "../../src/delivery/item.ts";
import type { Change } from "../../src/types.ts";
import { eventOf } from "../state/making.ts";

let seq = 0;

/** `"Acme/1 opened"`: of that provider's first incident; `"Acme/- changed"`: of none. */
function item(name: string, settings: Partial<Item> = {}): Item {
  const [place = "", change = "updated"] = name.split(" ");
  const [provider = "", incident = "-"] = place.split("/");
  const incidentId = incident === "-" ? {} : { incidentId: incident };
  const id = `${name} ${++seq}`;
  const event = eventOf(id, { provider, ...incidentId, change: change as Change });
  return { seq, event, tries: 0, dueMs: 0, ...settings };
}

function filled(capacity: number, ...names: readonly string[]): { backlog: Backlog; items: Item[] } {
  const backlog = new Backlog(capacity);
  const items = names.map((name) => item(name));
  expect(backlog.add(items)).toEqual([]);
  return { backlog, items };
}

/** Takes all that is due, as a consumer does that accepts everything. */
function drained(backlog: Backlog, nowMs = 0): Item[] {
  const taken: Item[] = [];
  for (let next = backlog.next(nowMs); next; next = backlog.next(nowMs)) {
    taken.push(next);
    backlog.remove(next);
  }
  return taken;
}

describe("A backlog", () => {
  it("gives the oldest first", () => {
    const { backlog, items } = filled(10, "Acme/1", "Bolt/1", "Acme/1", "Acme/2", "Bolt/1");
    expect(drained(backlog)).toEqual(items);
    expect([backlog.size, backlog.total, backlog.next(0)]).toEqual([0, 0, undefined]);
  });

  it("lets other providers pass one whose event waits, and gives none of that one before it", () => {
    const { backlog, items } = filled(10, "Acme/1", "Bolt/1", "Acme/2", "Bolt/2");
    const [poison] = items;
    Object.assign(poison as Item, { dueMs: 1_000, tries: 1 });
    expect(backlog.nextWaitMs(0)).toBe(0);
    expect(drained(backlog, 999)).toEqual([items[1], items[3]]);
    expect(backlog.nextWaitMs(999)).toBe(1);
    expect(drained(backlog, 1_000)).toEqual([poison, items[2]]);
    expect(backlog.nextWaitMs(1_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it("is due when the first of any provider is, whatever comes behind that", () => {
    const { backlog, items } = filled(10, "Acme/1", "Acme/1", "Bolt/1");
    Object.assign(items[0] as Item, { dueMs: 5_000 });
    Object.assign(items[2] as Item, { dueMs: 3_000 });
    expect(backlog.nextWaitMs(1_000)).toBe(2_000);
    expect(backlog.next(2_999)).toBeUndefined();
    expect(backlog.next(3_000)).toBe(items[2]);
  });

  it("waits for no retry longer than any receiver may ask for: then the clock was set back", () => {
    const { backlog, items } = filled(10, "Acme/1");
    Object.assign(items[0] as Item, { dueMs: 10_000_000, tries: 1 });
    expect(backlog.next(6_000_000 - 1_000)).toBe(items[0]);
    expect(backlog.next(9_000_000)).toBeUndefined();
  });

  it("takes what was held to its place by number", () => {
    const { backlog, items } = filled(10, "Acme/1", "Acme/1");
    const [first, second] = items as [Item, Item];
    backlog.remove(first);
    backlog.add([first]);
    expect(drained(backlog)).toEqual([first, second]);
  });

  it("lets nothing pass a digest that holds something of the same provider, and puts that aside with it", () => {
    const parts = [item("Acme/1"), item("Bolt/1")];
    const backlog = new Backlog(10);
    const digest = item("Acme, Bolt/- digest", { parts, dueMs: 1_000, tries: 1 });
    const others = ["Acme/1 resolved", "Bolt/1", "Corp/1"].map((name) => item(name));
    backlog.add([digest, ...others]);
    expect(backlog.nextWaitMs(999)).toBe(0);
    expect(drained(backlog, 999)).toEqual([others[2]]);
    expect(backlog.nextWaitMs(999)).toBe(1);
    expect(backlog.next(1_000)).toBe(digest);
    backlog.setAside(digest);
    expect([backlog.size, backlog.total]).toEqual([0, 3]);
  });

  it("puts aside a provider's event with all that comes behind it, and still counts them", () => {
    const { backlog, items } = filled(10, "Acme/1", "Bolt/1", "Acme/2");
    backlog.setAside(items[0] as Item);
    expect([backlog.size, backlog.total]).toEqual([1, 3]);
    expect(drained(backlog)).toEqual([items[1]]);
    expect(backlog.total).toBe(2);
  });
});

describe("A backlog without room", () => {
  const names = (items: readonly Item[]) => items.map(({ event }) => event.id.replace(/ \d+$/, ""));

  it("gives up first what was told of incidents that are over, oldest first, but never how they ended", () => {
    const { backlog, items } = filled(
      6,
      ...[
        "Acme/open opened",
        "Acme/over opened",
        "Bolt/- changed",
        "Acme/over updated",
        "Acme/over resolved",
      ],
      "Bolt/over opened",
    );
    expect(backlog.add([item("Acme/open updated")])).toEqual([items[1]]);
    expect(names(backlog.add([item("Bolt/over resolved")]))).toEqual(["Acme/over updated"]);
    expect(names(backlog.add([item("Cord/1 opened")]))).toEqual(["Bolt/over opened"]);
    expect(names(backlog.add([item("Cord/1 updated")]))).toEqual(["Acme/open opened"]);
    expect(names(drained(backlog))).toEqual([
      ...["Bolt/- changed", "Acme/over resolved", "Acme/open updated", "Bolt/over resolved"],
      ...["Cord/1 opened", "Cord/1 updated"],
    ]);
  });

  it("does not take an incident of another provider for the one that is over", () => {
    const { backlog, items } = filled(3, "Acme/1 opened", "Bolt/1 opened", "Bolt/1 resolved");
    expect(backlog.add([item("Acme/1 updated")])).toEqual([items[1]]);
  });

  it("gives up the oldest where nothing is over, and never what is under way", () => {
    const { backlog, items } = filled(3, "Acme/1", "Acme/2", "Acme/3");
    Object.assign(items[0] as Item, { isUnderWay: true });
    expect(backlog.add([item("Acme/4"), item("Acme/5")])).toEqual([items[1], items[2]]);
    expect(names(drained(backlog))).toEqual(["Acme/1", "Acme/4", "Acme/5"]);
  });

  it("never holds more than it may, however much comes at once", () => {
    const backlog = new Backlog(1_000);
    const { event } = item("Acme/1");
    const some = (count: number) =>
      Array.from({ length: count }, () => ({ seq: 0, event, tries: 0, dueMs: 0 }));
    let given = 0;
    for (let round = 0; round < 20; round++) {
      given += backlog.add(some(600)).length;
      expect(backlog.size).toBeLessThanOrEqual(1_000);
    }
    expect(backlog.size + given).toBe(12_000);
    // More than a call may have arguments.
    expect(backlog.add(some(150_000)).length).toBeGreaterThan(149_000);
    expect(backlog.size).toBeLessThanOrEqual(1_000);
  });
});
