import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Rules } from "../../src/audience/types.ts";
import type { Consumer, Delivery } from "../../src/consumers/types.ts";
import { Bus } from "../../src/delivery/bus.ts";
import { MemoryStore } from "../../src/state/memory.ts";
import type { Settlement, StateStore } from "../../src/state/store.ts";
import { EMPTY_MEMORY } from "../../src/state/types.ts";
import type { StatusEvent } from "../../src/types.ts";
import { Folder } from "../helpers/cli.ts";
import { eventOf, ids, logTo, openStore } from "../state/making.ts";

const HOUR_MS = 3_600_000;
const BUSY: Delivery = { outcome: "retry", reason: "busy" };
const DELIVERED: Delivery = { outcome: "delivered" };

/** Keeps in mind what was settled. */
class Settled extends MemoryStore {
  readonly settlements: Settlement[] = [];

  override settle(settlement: Settlement): Promise<void> {
    this.settlements.push(settlement);
    return super.settle(settlement);
  }
}

interface Told {
  readonly id: string;
  readonly atMs: number;
  readonly thread: string | undefined;
}

/** A bus with one consumer, which answers as it is made to. */
function scene(
  answer: (event: StatusEvent, tries: number) => Delivery | Promise<Delivery>,
  store: StateStore,
  rules: Rules = {},
  now: () => number = Date.now,
) {
  const told: Told[] = [];
  const log: string[] = [];
  const startMs = Date.now();
  const consumer: Consumer = {
    name: "pager",
    deliver: async (event, thread) => {
      told.push({ id: event.id, atMs: Date.now() - startMs, thread });
      return answer(event, told.filter(({ id }) => id === event.id).length);
    },
  };
  const clock = { now, random: () => 0.5 };
  const bus = new Bus([{ consumer, rules }], { clock, log: logTo(log), store });
  const publish = async (...names: readonly string[]) => {
    for (const name of names) {
      const [provider = "", incidentId = ""] = name.split("/");
      await bus.publish(provider, EMPTY_MEMORY, [eventOf(name, { provider, incidentId, title: name })]);
    }
  };
  return { bus, told, log, publish };
}

describe("A consumer that cannot take an event", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it("is tried again more and more rarely, for a day, and then the event is given up and said to be", async () => {
    const store = new Settled();
    const { told, log, publish } = scene(({ id }) => (id === "Acme/poison" ? BUSY : DELIVERED), store);
    await publish("Acme/poison", "Acme/next");
    await vi.advanceTimersByTimeAsync(25 * HOUR_MS);
    const times = told.filter(({ id }) => id === "Acme/poison").map(({ atMs }) => atMs);
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(gaps[0]).toBeLessThanOrEqual(2_000);
    expect(gaps.at(-1)).toBe(300_000);
    expect(times.at(-1)).toBeGreaterThan(24 * HOUR_MS);
    expect(times.at(-1)).toBeLessThanOrEqual(24 * HOUR_MS + 300_000);
    expect(told.at(-1)).toMatchObject({ id: "Acme/next" });
    expect(log).toEqual([
      "warn: pager: busy; will be tried again",
      "error: pager: event Acme/poison not delivered: busy",
    ]);
    expect(store.settlements.map(({ seqs }) => seqs)).toEqual([[1], [2]]);
  });

  it("lets events of other providers pass at once, and is said to fail once", async () => {
    const poison = ({ provider }: StatusEvent) => (provider === "Acme" ? BUSY : DELIVERED);
    const { told, log, publish } = scene(poison, new MemoryStore());
    for (let n = 0; n < 20; n++) {
      await publish(`Acme/${n}`, `Bolt/${n}`);
      await vi.advanceTimersByTimeAsync(10_000);
    }
    const passed = told.filter(({ id }) => id.startsWith("Bolt"));
    expect(passed.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, n) => `Bolt/${n}`));
    expect(new Set(told.filter(({ id }) => id.startsWith("Acme")).map(({ id }) => id))).toEqual(
      new Set(["Acme/0"]),
    );
    expect(log).toEqual(["warn: pager: busy; will be tried again"]);
  });

  it("makes all events wait where two in a row fail: then it is the consumer", async () => {
    const { told, publish } = scene(() => (Date.now() < 60_000 ? BUSY : DELIVERED), new MemoryStore());
    const names = Array.from({ length: 50 }, (_, n) => `P${n}/1`);
    await publish(...names);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(told.length).toBeLessThan(15);
    await vi.advanceTimersByTimeAsync(301_000);
    expect(new Set(told.filter(({ atMs }) => atMs >= 60_000).map(({ id }) => id))).toEqual(new Set(names));
  });

  it("is left alone for as long as it asks, by events of other providers too", async () => {
    const answer = ({ id }: StatusEvent, tries: number): Delivery =>
      id === "Acme/1" && tries === 1 ? { ...BUSY, afterMs: 90_000 } : DELIVERED;
    const { told, publish } = scene(answer, new MemoryStore());
    await publish("Acme/1", "Bolt/1");
    await vi.advanceTimersByTimeAsync(89_999);
    await publish("Cord/1");
    expect(told.map(({ id }) => id)).toEqual(["Acme/1"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told.map(({ id, atMs }) => `${id} ${atMs}`)).toEqual([
      ...["Acme/1 0", "Acme/1 90000", "Bolt/1 90000", "Cord/1 90000"],
    ]);
  });

  it("is given with the next event of an incident what it answered to the last one", async () => {
    const answer = ({ id }: StatusEvent, tries: number): Delivery => {
      if (id === "Acme/2") return DELIVERED;
      return { ...DELIVERED, thread: `${id} ${tries}` };
    };
    const { told, publish } = scene(answer, new MemoryStore());
    await publish("Acme/1", "Acme/1", "Acme/2", "Acme/2", "Bolt/1", "Acme/1");
    await vi.advanceTimersByTimeAsync(0);
    expect(told.map(({ thread }) => thread)).toEqual([
      ...[undefined, "Acme/1 1", undefined, undefined, undefined, "Acme/1 2"],
    ]);
  });
});

describe("A lane that is closed", () => {
  it("keeps what could not be delivered for the next start, and delivers it then, in order", async () => {
    await using folder = await Folder.create();
    const before = await openStore(folder.path);
    const down = scene(({ provider }) => (provider === "Acme" ? BUSY : DELIVERED), before);
    await down.publish("Acme/1", "Bolt/1", "Acme/2");
    await down.bus.close(5_000);
    expect(down.log.at(-1)).toBe("error: pager: 2 events kept for the next start");
    await before.close();
    const store = await openStore(folder.path);
    expect(ids(store, "pager")).toEqual(["Acme/1", "Acme/2"]);
    const up = scene(() => ({ ...DELIVERED, thread: "t" }), store);
    up.bus.start();
    await up.publish("Acme/3");
    await up.bus.close(5_000);
    expect(up.told.map(({ id }) => id)).toEqual(["Acme/1", "Acme/2", "Acme/3"]);
    expect([up.log, store.owedTo("pager"), store.threadOf("pager", "Acme/3")]).toEqual([[], [], "t"]);
    await store.close();
  });

  it("is given up on after a day, however often it is started anew in between", async () => {
    await using folder = await Folder.create();
    const store = await openStore(folder.path);
    const first = scene(
      () => BUSY,
      store,
      {},
      () => 0,
    );
    await first.publish("Acme/1", "Bolt/1");
    await first.bus.close(5_000);
    await store.close();
    const startAt = async (nowMs: number) => {
      const again = await openStore(folder.path);
      const { bus, told, log } = scene(
        () => BUSY,
        again,
        {},
        () => nowMs,
      );
      bus.start();
      await bus.close(5_000);
      const owed = ids(again, "pager");
      await again.close();
      return { told: told.map(({ id }) => id), owed, last: log.at(-1) };
    };
    const all = ["Acme/1", "Bolt/1"];
    for (const hours of [12, 23, 24])
      expect(await startAt(hours * HOUR_MS)).toMatchObject({ told: all, owed: all });
    expect(await startAt(24 * HOUR_MS + 1)).toEqual({
      ...{ told: all, owed: [], last: "error: pager: event Bolt/1 not delivered: busy" },
    });
  });

  it("gives up on a digest no earlier than a day after the last of what is in it was first tried", async () => {
    await using folder = await Folder.create();
    const rules = { quietHours: { from: "00:00", to: "06:00", timeZone: "UTC" } };
    const at = async (nowMs: number, ...names: readonly string[]) => {
      const store = await openStore(folder.path);
      const { bus } = scene(
        () => BUSY,
        store,
        rules,
        () => nowMs,
      );
      bus.start();
      const detectedAt = new Date(nowMs).toISOString();
      for (const name of names) await bus.publish(name, EMPTY_MEMORY, [eventOf(name, { detectedAt })]);
      await bus.close(5_000);
      const owed = ids(store, "pager");
      await store.close();
      return owed;
    };
    expect(await at(HOUR_MS, "Acme/1")).toEqual(["Acme/1"]);
    expect(await at(7 * HOUR_MS)).toEqual(["Acme/1"]);
    expect(await at(25 * HOUR_MS, "Bolt/1")).toEqual(["Acme/1", "Bolt/1"]);
    expect(await at(32 * HOUR_MS)).toEqual(["Acme/1", "Bolt/1"]);
    expect(await at(55 * HOUR_MS)).toEqual(["Acme/1", "Bolt/1"]);
    expect(await at(57 * HOUR_MS)).toEqual([]);
  });

  it("goes on after a start at which nothing of what is owed is to be told any more", async () => {
    await using folder = await Folder.create();
    const before = await openStore(folder.path);
    const down = scene(() => BUSY, before);
    await down.publish("Acme/1");
    await down.bus.close(5_000);
    await before.close();
    const store = await openStore(folder.path);
    const up = scene(() => DELIVERED, store, { ignore: { providers: ["Acme"] } });
    up.bus.start();
    expect(ids(store, "pager")).toEqual([]);
    await up.publish("Bolt/1");
    await up.bus.close(5_000);
    expect(up.told.map(({ id }) => id)).toEqual(["Bolt/1"]);
    await store.close();
  });

  it("waits no longer than it may for a consumer that is stuck, and keeps what that was given", async () => {
    await using folder = await Folder.create();
    const before = await openStore(folder.path);
    const stuck = scene(() => new Promise(() => {}), before);
    await stuck.publish("Acme/1", "Bolt/1");
    await stuck.bus.close(20);
    await before.close();
    expect(stuck.log).toEqual(["error: pager: 2 events kept for the next start"]);
    const store = await openStore(folder.path);
    expect(ids(store, "pager")).toEqual(["Acme/1", "Bolt/1"]);
    await store.close();
  });
});
