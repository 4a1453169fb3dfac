import { describe, expect, it } from "vitest";
import type { Rules } from "../../src/audience/types.ts";
import { systemClock } from "../../src/clock.ts";
import type { Consumer, Delivery } from "../../src/consumers/types.ts";
import { Bus } from "../../src/delivery/bus.ts";
import { MemoryStore } from "../../src/state/memory.ts";
import type { StateStore } from "../../src/state/store.ts";
import { EMPTY_MEMORY } from "../../src/state/types.ts";
import type { StatusEvent } from "../../src/types.ts";
import { Folder } from "../helpers/cli.ts";
import { eventOf, ids, logTo, openStore } from "../state/making.ts";

const HOUR_MS = 3_600_000;
const DELIVERED: Delivery = { outcome: "delivered" };
const BUSY: Delivery = { outcome: "retry", reason: "busy" };

/** A consumer under one configuration; what is told to all of them stands in one list. */
class Told implements Consumer {
  readonly name: string;
  isClosed = false;
  answer: (event: StatusEvent) => Delivery | Promise<Delivery> = () => DELIVERED;
  readonly threads: (string | undefined)[] = [];
  readonly #version: string;
  readonly #scene: Scene;

  constructor(version: string, scene: Scene, name = "pager") {
    this.name = name;
    this.#version = version;
    this.#scene = scene;
  }

  async deliver(event: StatusEvent, thread?: string): Promise<Delivery> {
    this.threads.push(thread);
    this.#scene.hear(`${this.#version} ${event.change === "digest" ? event.title : event.id}`);
    return this.answer(event);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.#scene.hear();
  }
}

/** A delivery that is under way until it is said what became of it. */
function underWay() {
  let end: (delivery: Delivery) => void = () => {};
  const delivery = new Promise<Delivery>((resolve) => {
    end = resolve;
  });
  return { delivery, end: (outcome: Delivery = DELIVERED) => end(outcome) };
}

class Scene implements AsyncDisposable {
  readonly told: string[] = [];
  readonly log: string[] = [];
  readonly store: StateStore;
  readonly bus: Bus;
  #folder: Folder | undefined;
  #heard: () => void = () => {};

  constructor(store: StateStore, folder?: Folder) {
    this.store = store;
    this.#folder = folder;
    this.bus = new Bus([], {
      clock: systemClock,
      log: logTo(this.log),
      store,
      about: () => ({ tags: [], host: "status.acme.example" }),
    });
    this.bus.start();
  }

  static async create(isDurable: boolean): Promise<Scene> {
    if (!isDurable) return new Scene(new MemoryStore());
    const folder = await Folder.create();
    return new Scene(await openStore(folder.path, { now: Date.now }), folder);
  }

  hear(what?: string): void {
    if (what !== undefined) this.told.push(what);
    this.#heard();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  tells(...consumers: readonly (Consumer | { consumer: Consumer; rules: Rules })[]) {
    const subscriptions = consumers.map((one) => ("consumer" in one ? one : { consumer: one }));
    return this.bus.subscribe(subscriptions, 20);
  }

  publish(...events: readonly (string | StatusEvent)[]): Promise<void> {
    const whole = events.map((one) =>
      typeof one === "string" ? eventOf(one, { incidentId: one, title: one, ...now() }) : one,
    );
    return this.bus.publish("Acme", EMPTY_MEMORY, whole);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bus.close(1_000);
    await this.store.close();
    await this.#folder?.[Symbol.asyncDispose]();
  }
}

function now(): Partial<StatusEvent> {
  const iso = new Date().toISOString();
  return { updatedAt: iso, detectedAt: iso };
}

const maintenance = (id: string, settings: Partial<StatusEvent> = {}) =>
  eventOf(id, {
    ...{ kind: "maintenance", status: "scheduled", incidentId: "m", title: "Upgrade", ...now() },
    scheduledFor: new Date(Date.now() + 2 * HOUR_MS).toISOString(),
    ...settings,
  });

describe.each([
  ["in memory", false],
  ["in a folder", true],
])("With state %s, a consumer that is configured anew", (_, isDurable) => {
  it("goes on undisturbed where nothing about it has changed", async () => {
    await using scene = await Scene.create(isDurable);
    const same = new Told("a", scene);
    const first = underWay();
    same.answer = () => (scene.told.length === 1 ? first.delivery : DELIVERED);
    expect(scene.tells(same)).toEqual({ started: 1, replaced: 0, stopped: 0 });
    await scene.publish("1", "2");
    await scene.until(() => scene.told.length === 1);
    expect(scene.tells(same, new Told("b", scene, "other"))).toEqual({ started: 1, replaced: 0, stopped: 0 });
    first.end();
    await scene.publish("3");
    await scene.until(() => scene.told.filter((one) => one.startsWith("a")).length === 3);
    await scene.bus.close(1_000);
    expect(scene.told.filter((one) => one.startsWith("a"))).toEqual(["a 1", "a 2", "a 3"]);
    expect(scene.told.filter((one) => one.startsWith("b"))).toEqual(["b 3"]);
  });

  it("is told the rest by its new configuration, in order, and nothing twice", async () => {
    await using scene = await Scene.create(isDurable);
    const before = new Told("old", scene);
    const after = new Told("new", scene);
    const first = underWay();
    before.answer = () => first.delivery;
    scene.tells(before);
    await scene.publish("1", "2");
    await scene.until(() => scene.told.length === 1);
    expect(scene.tells(after)).toEqual({ started: 0, replaced: 1, stopped: 0 });
    await scene.publish("3");
    expect([scene.told, before.isClosed]).toEqual([["old 1"], false]);
    first.end({ outcome: "delivered", thread: "t" });
    await scene.until(() => scene.told.length === 3 && before.isClosed);
    await scene.publish(eventOf("4", { incidentId: "1", ...now() }));
    await scene.until(() => scene.told.length === 4);
    await scene.bus.close(1_000);
    expect(scene.told).toEqual(["old 1", "new 2", "new 3", "new 4"]);
    expect(after.threads).toEqual([undefined, undefined, "t"]);
    expect(ids(scene.store, "pager")).toEqual([]);
    expect([scene.bus.reports()[0]?.delivered, scene.log]).toEqual([4, []]);
  });

  it("is told at once, and first, what failed by the configuration before", async () => {
    await using scene = await Scene.create(isDurable);
    const before = new Told("old", scene);
    const first = underWay();
    before.answer = () => first.delivery;
    scene.tells(before);
    await scene.publish("1", "2");
    await scene.until(() => scene.told.length === 1);
    scene.tells(new Told("new", scene));
    first.end({ ...BUSY, afterMs: HOUR_MS });
    await scene.until(() => scene.told.length === 3);
    await scene.bus.close(1_000);
    expect(scene.told).toEqual(["old 1", "new 1", "new 2"]);
    expect(ids(scene.store, "pager")).toEqual([]);
  });

  it("waits for no try that was put off, and may be changed again and again meanwhile", async () => {
    await using scene = await Scene.create(isDurable);
    const [one, two, three] = ["1st", "2nd", "3rd"].map((version) => new Told(version, scene));
    if (!one || !two || !three) throw new Error("three");
    const first = underWay();
    one.answer = () => first.delivery;
    scene.tells(one);
    await scene.publish("1", "2");
    await scene.until(() => scene.told.length === 1);
    scene.tells(two);
    await scene.publish("3");
    scene.tells(three);
    await scene.publish("4");
    first.end(BUSY);
    await scene.until(() => scene.told.length === 5 && one.isClosed && two.isClosed);
    await scene.bus.close(1_000);
    expect(scene.told).toEqual(["1st 1", "3rd 1", "3rd 2", "3rd 3", "3rd 4"]);
  });

  it("is told once of what is being kept just then", async () => {
    await using scene = await Scene.create(isDurable);
    scene.tells(new Told("old", scene));
    const published = scene.publish("1", "2");
    scene.tells(new Told("new", scene));
    await published;
    await scene.until(() => scene.told.length === 2);
    await scene.bus.close(1_000);
    expect(scene.told).toEqual(["new 1", "new 2"]);
  });

  it("hears by its new rules of what it is owed, and of no more than that", async () => {
    await using scene = await Scene.create(isDurable);
    const before = new Told("old", scene);
    before.answer = () => BUSY;
    scene.tells({ consumer: before, rules: { digestMs: HOUR_MS } });
    await scene.publish("1", eventOf("2", { kind: "component", change: "changed", ...now() }));
    scene.tells({ consumer: new Told("new", scene), rules: { ignore: { kinds: ["component"] } } });
    await scene.until(() => scene.told.length === 1);
    await scene.bus.close(1_000);
    expect(scene.told).toEqual(["new 1"]);
    expect(ids(scene.store, "pager")).toEqual([]);
  });

  it("is told one by one what a digest held that never arrived, where it wants none any more", async () => {
    await using scene = await Scene.create(isDurable);
    const before = new Told("old", scene);
    before.answer = () => ({ ...BUSY, afterMs: HOUR_MS });
    scene.tells({ consumer: before, rules: { digestMs: 40 } });
    const late = { detectedAt: new Date(Date.now() - HOUR_MS).toISOString() };
    await scene.publish(
      eventOf("1", { incidentId: "1", ...late }),
      eventOf("2", { incidentId: "2", ...late }),
    );
    await scene.until(() => scene.told.length === 1);
    scene.tells(new Told("new", scene));
    await scene.until(() => scene.told.length === 3);
    await scene.bus.close(1_000);
    expect(scene.told).toEqual(["old 2 updates of 2 incidents", "new 1", "new 2"]);
    expect(ids(scene.store, "pager")).toEqual([]);
  });

  it("keeps the reminder that was set, which may still be called off", async () => {
    await using scene = await Scene.create(isDurable);
    const rules = { remindMs: HOUR_MS };
    scene.tells({ consumer: new Told("old", scene), rules });
    await scene.publish(maintenance("1", { change: "opened" }));
    await scene.until(() => scene.told.length === 1);
    scene.tells({ consumer: new Told("new", scene), rules });
    expect(scene.bus.reports()).toMatchObject([{ held: 1 }]);
    await scene.publish(maintenance("2", { status: "in_progress" }));
    await scene.until(() => scene.told.length === 2);
    expect(scene.bus.reports()).toMatchObject([{ held: 0 }]);
    await scene.bus.close(1_000);
    expect(ids(scene.store, "pager")).toEqual([]);
  });

  it("is not told by another provider's page what it was told before it changed", async () => {
    await using scene = await Scene.create(isDurable);
    const shared = eventOf("acme/1", {
      ...{ incidentId: "1", updateId: "u", url: "https://status.acme.example/1" },
      ...now(),
    });
    scene.tells(new Told("old", scene));
    await scene.publish(shared);
    await scene.until(() => scene.told.length === 1);
    scene.tells(new Told("new", scene));
    await scene.publish({ ...shared, id: "bolt/1", provider: "Bolt" }, "2");
    await scene.until(() => scene.told.length === 2);
    expect(scene.told).toEqual(["old acme/1", "new 2"]);
  });
});

describe("A consumer that is removed", () => {
  it("is told what it is owed, if it takes it in time, and closed", async () => {
    await using scene = await Scene.create(false);
    const gone = new Told("a", scene);
    scene.tells(gone);
    await scene.publish("1", "2");
    expect(scene.tells()).toEqual({ started: 0, replaced: 0, stopped: 1 });
    await scene.publish("3");
    await scene.until(() => gone.isClosed);
    expect([scene.told, scene.log, scene.bus.reports()]).toEqual([["a 1", "a 2"], [], []]);
  });

  it("is still owed what it did not take, and told of it when it is configured again", async () => {
    await using scene = await Scene.create(true);
    const gone = new Told("a", scene);
    gone.answer = () => BUSY;
    scene.tells(gone);
    await scene.publish("1", "2");
    await scene.until(() => scene.told.length === 1);
    scene.tells();
    await scene.until(() => gone.isClosed);
    expect(scene.log.at(-1)).toBe("error: pager: 2 events kept for when it is configured again");
    expect(ids(scene.store, "pager")).toEqual(["1", "2"]);
    const again = new Told("b", scene);
    expect(scene.tells(again)).toEqual({ started: 1, replaced: 0, stopped: 0 });
    await scene.until(() => scene.told.at(-1) === "b 2");
    await scene.bus.close(1_000);
    expect(scene.told.filter((one) => one.startsWith("b"))).toEqual(["b 1", "b 2"]);
  });

  it.each([true, false])(
    "and configured again while something is still under way is told of it by one of the two (durable: %s)",
    async (isDurable) => {
      await using scene = await Scene.create(isDurable);
      const gone = new Told("a", scene);
      const first = underWay();
      gone.answer = () => first.delivery;
      scene.tells(gone);
      await scene.publish("1", "2");
      await scene.until(() => scene.told.length === 1);
      scene.tells();
      // After the grace: it is closed, and not done for all that.
      await scene.until(() => gone.isClosed);
      scene.tells(new Told("b", scene));
      await scene.publish("3");
      expect(scene.told).toEqual(["a 1"]);
      first.end();
      await scene.until(() => scene.told.length === 3);
      await scene.bus.close(1_000);
      expect(scene.told).toEqual(["a 1", "b 2", "b 3"]);
      expect(ids(scene.store, "pager")).toEqual([]);
    },
  );
});

describe("A bus that is closed", () => {
  it("waits for what is under way with a consumer that has been replaced, but not for ever", async () => {
    await using folder = await Folder.create();
    const store = await openStore(folder.path);
    const scene = new Scene(store);
    const [before, after] = [new Told("old", scene), new Told("new", scene)];
    before.answer = () => new Promise(() => {});
    scene.tells(before);
    await scene.publish("1", "2");
    await scene.until(() => scene.told.length === 1);
    scene.tells(after);
    await scene.bus.close(20);
    expect([before.isClosed, after.isClosed]).toEqual([true, true]);
    expect(scene.log).toEqual(["error: pager: 2 events kept for the next start"]);
    expect([scene.told, ids(store, "pager")]).toEqual([["old 1"], ["1", "2"]]);
    await store.close();
  });
});
