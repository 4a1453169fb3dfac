import { describe, expect, it } from "vitest";
import type { Rules } from "../../src/audience/types.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { Consumer, Delivery } from "../../src/consumers/types.ts";
import { Bus } from "../../src/delivery/bus.ts";
import { silentLogger } from "../../src/log.ts";
import { MemoryStore } from "../../src/state/memory.ts";
import type { Settlement } from "../../src/state/store.ts";
import { EMPTY_MEMORY } from "../../src/state/types.ts";
import type { StatusEvent } from "../../src/types.ts";

const HOUR_MS = 3_600_000;
let count = 0;

function event(settings: Partial<StatusEvent> = {}): StatusEvent {
  const now = new Date().toISOString();
  const id = `acme/i/${++count}`;
  return {
    id,
    kind: "incident",
    change: "opened",
    provider: "Acme",
    product: "Acme",
    incidentId: "i",
    updateId: id,
    title: "Outage",
    status: "investigating",
    impact: "minor",
    message: "",
    components: [],
    updatedAt: now,
    detectedAt: now,
    source: "poll",
    ...settings,
  };
}

const component = (from: "operational" | "major_outage", to: "operational" | "major_outage") =>
  event({ kind: "component", change: "changed", title: "Web", components: ["Web"], from, to, status: to });

const maintenance = (startsInMs: number, status: "scheduled" | "in_progress" = "scheduled") =>
  event({
    kind: "maintenance",
    incidentId: "m",
    status,
    scheduledFor: new Date(Date.now() + startsInMs).toISOString(),
  });

/** A store that tells what was settled. */
class Watched extends MemoryStore {
  readonly settled: number[] = [];
  override async settle(settlement: Settlement): Promise<void> {
    this.settled.push(...settlement.seqs);
    await super.settle(settlement);
  }
}

/** One consumer with rules, and what it was told. */
class Scene {
  readonly told: StatusEvent[] = [];
  readonly store = new Watched();
  readonly bus: Bus;
  answer: (event: StatusEvent) => Delivery | Promise<Delivery> = () => ({ outcome: "delivered" });
  #changed: () => void = () => {};

  readonly threads: (string | undefined)[] = [];
  isClosed = false;

  constructor(rules: Rules, clock: Clock = systemClock) {
    const consumer: Consumer = {
      name: "one",
      close: async () => {
        this.isClosed = true;
      },
      deliver: async (one, thread) => {
        this.told.push(one);
        this.threads.push(thread);
        this.#changed();
        return this.answer(one);
      },
    };
    this.bus = new Bus([{ consumer, rules }], {
      clock,
      log: silentLogger,
      store: this.store,
      about: () => ({ tags: [], host: "status.example.com" }),
    });
  }

  publish(...events: readonly StatusEvent[]): Promise<void> {
    return this.bus.publish("Acme", EMPTY_MEMORY, events);
  }

  async heard(amount: number): Promise<void> {
    while (this.told.length < amount) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}

describe("a consumer with rules", () => {
  it("is told in one message what happens within a digest's time, and owes nothing of it afterwards", async () => {
    const scene = new Scene({ digestMs: 40 });
    // Digests follow the clock: what is detected at one moment is of one of them.
    const { detectedAt } = event();
    const changes = ["opened", "updated", "resolved"] as const;
    await scene.publish(...changes.map((change) => event({ change, detectedAt })));
    await scene.heard(1);
    await scene.bus.close(1_000);
    expect(scene.told.map(({ change, title }) => [change, title])).toEqual([
      ["digest", "3 updates of 1 incident"],
    ]);
    expect(scene.store.settled.sort()).toEqual([1, 2, 3]);
  });

  it("is told again, with what came meanwhile, of a digest that could not be delivered", async () => {
    const scene = new Scene({ digestMs: 40 });
    scene.answer = () =>
      scene.told.length === 1 ? { outcome: "retry", reason: "busy", afterMs: 1 } : { outcome: "delivered" };
    const { detectedAt } = event();
    await scene.publish(event({ detectedAt }), event({ detectedAt }));
    await scene.heard(2);
    await scene.bus.close(1_000);
    expect(scene.told[1]?.id).toBe(scene.told[0]?.id);
    expect(scene.store.settled.sort()).toEqual([1, 2]);
  });

  it("hears nothing of a component that is back in time, and of incidents at once", async () => {
    const scene = new Scene({ settleMs: HOUR_MS });
    await scene.publish(component("operational", "major_outage"));
    await scene.publish(event());
    await scene.publish(component("major_outage", "operational"));
    await scene.heard(1);
    await scene.bus.close(1_000);
    expect(scene.told.map(({ kind }) => kind)).toEqual(["incident"]);
    expect(scene.store.settled.sort()).toEqual([1, 2, 3]);
  });

  it("hears of a component that has not come back, once", async () => {
    const scene = new Scene({ settleMs: 30 });
    await scene.publish(component("operational", "major_outage"));
    await scene.heard(1);
    await scene.bus.close(1_000);
    expect(scene.told.map(({ kind, to }) => [kind, to])).toEqual([["component", "major_outage"]]);
  });

  it("is reminded of a maintenance before it begins", async () => {
    const scene = new Scene({ remindMs: HOUR_MS });
    await scene.publish(maintenance(HOUR_MS + 60));
    await scene.heard(2);
    await scene.bus.close(1_000);
    expect(scene.told.map(({ change }) => change)).toEqual(["opened", "reminder"]);
  });

  it("is not reminded of one that has begun, though it is not told of that", async () => {
    const scene = new Scene({ remindMs: HOUR_MS, only: { changes: ["opened"] } });
    await scene.publish(maintenance(2 * HOUR_MS));
    await scene.publish({ ...maintenance(0, "in_progress"), change: "updated" });
    await scene.heard(1);
    await scene.bus.close(1_000);
    expect(scene.told.map(({ change }) => change)).toEqual(["opened"]);
    expect(scene.store.settled.sort()).toEqual([1, 2]);
  });

  it("is told once of what two providers of a page say", async () => {
    const scene = new Scene({});
    const one = event({ url: "https://status.example.com/incidents/i", updateId: "u1" });
    await scene.publish(one);
    await scene.publish({ ...one, id: "other/i/u1", provider: "Other" });
    await scene.bus.close(1_000);
    expect(scene.told.map(({ provider }) => provider)).toEqual(["Acme"]);
  });

  it("is owed nothing that its rules leave out", async () => {
    const scene = new Scene({ ignore: { kinds: ["incident"] } });
    await scene.publish(event());
    await scene.bus.close(1_000);
    expect(scene.told).toEqual([]);
  });

  it("is told of components in the order in which they changed, though the first could not be delivered", async () => {
    const scene = new Scene({ settleMs: 30 });
    scene.answer = () =>
      scene.told.length === 1 ? { outcome: "retry", reason: "busy", afterMs: 150 } : { outcome: "delivered" };
    await scene.publish(component("operational", "major_outage"));
    await scene.heard(1);
    await scene.publish(component("major_outage", "operational"));
    await scene.heard(3);
    await scene.bus.close(1_000);
    expect(scene.told.map(({ to }) => to)).toEqual(["major_outage", "major_outage", "operational"]);
  });

  it("keeps no thread of a digest: the next update of an incident is none of the digest's", async () => {
    const scene = new Scene({ digestMs: 40 });
    scene.answer = () => ({ outcome: "delivered", thread: "message-1" });
    await scene.publish(event(), event({ change: "updated" }));
    await scene.heard(1);
    await scene.publish(event({ change: "resolved" }));
    await scene.heard(2);
    await scene.bus.close(1_000);
    expect(scene.threads).toEqual([undefined, undefined]);
  });

  it("is not told in the morning how an incident began whose end it heard of at night", async () => {
    const hours = { from: "00:00", to: "24:00", timeZone: "UTC" };
    const scene = new Scene({ quietHours: hours });
    await scene.publish(event({ impact: "minor" }));
    await scene.publish(event({ impact: "critical", change: "resolved", status: "resolved" }));
    await scene.heard(1);
    await scene.bus.close(1_000);
    expect(scene.told.map(({ change }) => change)).toEqual(["resolved"]);
    expect(scene.store.settled.sort()).toEqual([1, 2]);
  });

  it("is not told in the morning that a component broke that was seen to be back at night", async () => {
    const hours = { from: "00:00", to: "24:00", timeZone: "UTC" };
    const scene = new Scene({ quietHours: hours });
    await scene.publish({ ...component("operational", "major_outage"), impact: "minor" });
    await scene.publish({ ...component("major_outage", "operational"), impact: "critical" });
    await scene.publish({
      ...component("operational", "major_outage"),
      impact: "minor",
      components: ["API"],
    });
    await scene.heard(1);
    await scene.bus.close(1_000);
    expect(scene.told.filter(({ change }) => change !== "digest").map(({ to }) => to)).toEqual([
      "operational",
      "major_outage",
    ]);
    expect(scene.told.map(({ components: [name] }) => name)).toEqual(["Web", "API"]);
    expect(scene.store.settled.sort()).toEqual([1, 2, 3]);
  });

  it("is told in the morning that a page has moved, though it is known to be read again at night", async () => {
    const hours = { from: "00:00", to: "24:00", timeZone: "UTC" };
    const scene = new Scene({ quietHours: hours });
    const { incidentId: _, updateId: __, ...page } = event({ kind: "provider", status: "unknown" });
    await scene.publish({ ...page, id: "moved", change: "moved", impact: "none" });
    await scene.publish({ ...page, id: "back", change: "recovered", impact: "critical" });
    await scene.heard(1);
    await scene.bus.close(1_000);
    expect(scene.told.map(({ change }) => change)).toEqual(["recovered", "moved"]);
  });

  it("is told of a component though the clock is set back while it settles, and all else goes on meanwhile", async () => {
    let backMs = 0;
    const scene = new Scene({ settleMs: 40 }, { ...systemClock, now: () => Date.now() - backMs });
    const change = (from: "operational" | "major_outage", to: "operational" | "major_outage") => ({
      ...component(from, to),
      detectedAt: new Date(Date.now() - backMs).toISOString(),
    });
    await scene.publish(change("operational", "major_outage"));
    backMs = HOUR_MS;
    await scene.publish({
      ...change("operational", "major_outage"),
      from: "major_outage",
      to: "partial_outage",
    });
    await scene.heard(1);
    await scene.bus.close(1_000);
    expect(scene.told).toMatchObject([{ from: "operational", to: "partial_outage" }]);
  });

  it("is told nothing once it is closed, whatever came of the delivery that was under way", async () => {
    const scene = new Scene({ settleMs: 10 });
    let fail: () => void = () => {};
    scene.answer = () =>
      new Promise((resolve) => {
        fail = () => resolve({ outcome: "retry", reason: "ended" });
      });
    await scene.publish(component("operational", "major_outage"));
    await scene.heard(1);
    await scene.bus.close(1);
    expect(scene.isClosed).toBe(true);
    fail();
    await new Promise((resolve) => setImmediate(resolve));
    expect(scene.told).toHaveLength(1);
  });

  it("is reminded of nothing any more once that is taken out of its rules", async () => {
    const reminder = {
      ...maintenance(HOUR_MS),
      change: "reminder",
      updatedAt: "2026-01-01T00:00:00Z",
    } as const;
    const scene = new Scene({});
    await scene.publish(reminder);
    await scene.bus.close(1_000);
    expect(scene.told).toEqual([]);
    expect(scene.store.settled).toEqual([1]);
  });
});
