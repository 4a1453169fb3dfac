import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { Consumer, Delivery } from "../../src/consumers/types.ts";
import { Bus } from "../../src/delivery/bus.ts";
import { createLogger } from "../../src/log.ts";
import { MemoryStore } from "../../src/state/memory.ts";
import { EMPTY_MEMORY } from "../../src/state/types.ts";
import type { StatusEvent } from "../../src/types.ts";

const event = (id: string): StatusEvent => ({
  id,
  kind: "incident",
  change: "opened",
  provider: "Acme",
  product: "Acme",
  incidentId: id,
  updateId: "u1",
  title: "Outage",
  status: "investigating",
  impact: "minor",
  message: "We are looking into it.",
  components: [],
  updatedAt: "2026-03-01T10:00:00.000Z",
  detectedAt: "2026-03-01T10:00:20.000Z",
  source: "poll",
});
const events = (count: number) => Array.from({ length: count }, (_, index) => event(`e${index}`));

function logTo(lines: string[]) {
  return createLogger("info", {
    write: (line: string) => lines.push(line),
  } as unknown as NodeJS.WritableStream);
}

/** A consumer that keeps what it is told, answers as it is made to, and can be waited for. */
class Listener implements Consumer {
  readonly name: string;
  readonly told: string[] = [];
  isClosed = false;
  answer: (id: string) => Promise<Delivery> | Delivery = () => ({ outcome: "delivered" });
  #changed: () => void = () => {};

  constructor(name: string) {
    this.name = name;
  }

  async deliver({ id }: StatusEvent): Promise<Delivery> {
    this.told.push(id);
    this.#changed();
    return this.answer(id);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  async heard(count: number): Promise<void> {
    while (this.told.length < count) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}

function busOf(consumers: Consumer[], log: string[] = [], capacity?: number): Bus {
  const store = new MemoryStore();
  const subscriptions = consumers.map((consumer) => ({ consumer }));
  return new Bus(subscriptions, {
    clock: systemClock,
    log: logTo(log),
    store,
    ...(capacity && { capacity }),
  });
}

function publish(bus: Bus, ...published: readonly StatusEvent[]): Promise<void> {
  return bus.publish("Acme", EMPTY_MEMORY, published);
}

describe("the bus", () => {
  it("tells every consumer every event, in order", async () => {
    const listeners = [new Listener("a"), new Listener("b")];
    const bus = busOf(listeners);
    await publish(bus, ...events(3));
    await publish(bus, event("last"));
    await bus.close(1_000);
    for (const { told } of listeners) expect(told).toEqual(["e0", "e1", "e2", "last"]);
  });

  it("delivers what is published just as the queue has run empty", async () => {
    for (let ticks = 0; ticks < 12; ticks++) {
      const listener = new Listener("a");
      const bus = busOf([listener]);
      await publish(bus, event("first"));
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      await publish(bus, event("second"));
      await bus.close(1_000);
      expect(listener.told).toEqual(["first", "second"]);
    }
  });

  it("lets no stuck consumer hold up another", async () => {
    const [stuck, free] = [new Listener("stuck"), new Listener("free")];
    stuck.answer = () => new Promise(() => {});
    const bus = busOf([stuck, free]);
    await publish(bus, ...events(1_000));
    await free.heard(1_000);
    expect(stuck.told).toEqual(["e0"]);
    await bus.close(1);
  });

  it("bounds what a stuck consumer is behind, gives up the oldest, and says so once", async () => {
    const log: string[] = [];
    const slow = new Listener("slow");
    let release: () => void = () => {};
    slow.answer = () =>
      slow.told.length > 1
        ? { outcome: "delivered" }
        : new Promise((resolve) => {
            release = () => resolve({ outcome: "delivered" });
          });
    const bus = busOf([slow], log, 10);
    for (const one of events(100)) await publish(bus, one);
    await slow.heard(1);
    release();
    await bus.close(1_000);
    expect(slow.told).toEqual([
      "e0",
      ...events(100)
        .slice(-9)
        .map(({ id }) => id),
    ]);
    expect(log.filter((line) => line.includes("too far behind"))).toHaveLength(1);
    expect(log.at(-1)).toBe("error: slow: 90 events given up\n");
  });

  it("tries again what a consumer could not take, before anything newer", async () => {
    const log: string[] = [];
    const flaky = new Listener("flaky");
    flaky.answer = () =>
      flaky.told.length <= 3 ? { outcome: "retry", reason: "busy", afterMs: 1 } : { outcome: "delivered" };
    const bus = busOf([flaky], log);
    await publish(bus, ...events(2));
    await flaky.heard(5);
    await bus.close(1_000);
    expect(flaky.told).toEqual(["e0", "e0", "e0", "e0", "e1"]);
    expect(log).toEqual(["warn: flaky: busy; will be tried again\n"]);
  });

  it("goes on after an event that can never be delivered, and says which it was", async () => {
    const log: string[] = [];
    const picky = new Listener("picky");
    picky.answer = (id) => {
      if (id === "e0") return { outcome: "drop", reason: "refused" };
      if (id === "e1") throw new Error("a bug of the consumer's");
      return { outcome: "delivered" };
    };
    const bus = busOf([picky], log);
    await publish(bus, ...events(3));
    await bus.close(1_000);
    expect(picky.told).toEqual(["e0", "e1", "e2"]);
    expect(log).toEqual([
      "error: picky: event e0 not delivered: refused\n",
      "error: picky: event e1 not delivered: a bug of the consumer's\n",
    ]);
  });

  it("delivers what is queued before it closes, waiting for no retry", async () => {
    const down = new Listener("down");
    down.answer = () => ({ outcome: "retry", reason: "down", afterMs: 3_600_000 });
    const up = new Listener("up");
    const bus = busOf([down, up]);
    await publish(bus, ...events(5));
    await down.heard(1);
    await bus.close(60_000);
    expect(up.told).toHaveLength(5);
    expect([down.isClosed, up.isClosed]).toEqual([true, true]);
  });

  it("is overrun by what a consumer that works cannot be told in time, and not by one that is dead", async () => {
    const [dead, slow] = [new Listener("dead"), new Listener("slow")];
    dead.answer = () => new Promise(() => {});
    let next = () => {};
    slow.answer = () =>
      new Promise<Delivery>((resolve) => {
        next = () => resolve({ outcome: "delivered" });
      });
    const bus = busOf([dead, slow], [], 10);
    await publish(bus, ...events(6));
    await slow.heard(1);
    expect(bus.isOverrun).toBe(false);
    await publish(bus, event("late"));
    next();
    await slow.heard(2);
    expect(bus.isOverrun).toBe(true);
    next();
    await slow.heard(3);
    expect(bus.isOverrun).toBe(false);
    await bus.close(0);
  });
});
