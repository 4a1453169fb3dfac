import { describe, expect, it } from "vitest";
import type { Consumer } from "../../src/consumers/types.ts";
import type { StatusEvent } from "../../src/types.ts";
import { outage, PAST, StatusPage, type Trouble } from "../cli/page.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";

const HOUR_MS = 3_600_000;

/** A maintenance that begins so much later than the tests think that it is. */
function planned(id: string, startsMs: number): Trouble {
  const [begins, ends] = [startsMs, startsMs + HOUR_MS].map((ms) => new Date(ms).toISOString());
  const first = { status: "scheduled", text: "We will upgrade.", at: "2026-03-01T09:00:00Z" };
  return {
    ...{ id, title: `Upgrade ${id}`, impact: "maintenance", posts: [first] },
    scheduled: { for: begins ?? "", until: ends ?? "" },
  };
}

/** A daemon that watches a page, with a consumer that is to be reminded, and a clock that can be put forward. */
class Scene implements AsyncDisposable {
  readonly told: StatusEvent[] = [];
  readonly page: StatusPage;
  readonly #daemon: TestDaemon;
  #aheadMs = 0;
  #heard: () => void = () => {};

  private constructor(page: StatusPage, startMs: number) {
    this.page = page;
    this.#aheadMs = startMs - Date.now();
    const consumer: Consumer = {
      name: "test",
      deliver: async (event) => {
        this.told.push(event);
        this.#heard();
        return { outcome: "delivered" };
      },
    };
    this.#daemon = new TestDaemon({
      consumers: [{ consumer, rules: { remindMs: HOUR_MS } }],
      clock: { now: () => this.nowMs, random: Math.random },
    });
  }

  /** A page on which nothing is going on. */
  static async start(): Promise<Scene> {
    const page = await StatusPage.start({ incidents: [PAST] });
    const scene = new Scene(page, Date.parse("2026-03-01T12:00:00Z"));
    scene.#daemon.watch(provider({ url: page.url, format: "statuspage" }));
    await page.read(2);
    return scene;
  }

  get nowMs(): number {
    return Date.now() + this.#aheadMs;
  }

  async until(what: (event: StatusEvent) => boolean): Promise<void> {
    while (!this.told.some(what)) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  async shows(...maintenances: readonly Trouble[]): Promise<void> {
    this.page.maintenances = maintenances;
    await this.page.read(3);
  }

  /** The clock is put forward, and something told, so that it is looked at. */
  async after(ms: number): Promise<void> {
    this.#aheadMs += ms;
    this.page.incidents = [outage(1, { id: `later${ms}`.padEnd(12, "0") }), PAST];
    await this.until(({ kind }) => kind === "incident");
  }

  get reminders(): string[] {
    return this.told.filter(({ change }) => change === "reminder").map(({ title }) => title);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#daemon[Symbol.asyncDispose]();
    await this.page[Symbol.asyncDispose]();
  }
}

const isOf = (id: string) => (event: StatusEvent) => event.incidentId === id;
const isReminderOf = (id: string) => (event: StatusEvent) => isOf(id)(event) && event.change === "reminder";

describe("A maintenance that disappears before it begins", () => {
  it("is not reminded of, and nothing is told of that; another one is", async () => {
    await using scene = await Scene.start();
    const [gone, stays] = [
      planned("gone00000001", scene.nowMs + 3 * HOUR_MS),
      planned("stays0000001", scene.nowMs + 3 * HOUR_MS),
    ];
    await scene.shows(gone, stays);
    await scene.until(isOf("stays0000001"));
    await scene.shows(stays);
    await scene.after(2.5 * HOUR_MS);
    await scene.until(isReminderOf("stays0000001"));
    expect(scene.reminders).toEqual(["Upgrade stays0000001"]);
    const toldOf = scene.told.filter(isOf("gone00000001")).map(({ change }) => change);
    expect(toldOf).toEqual(["opened"]);
  });

  it("is reminded of all the same where it is listed again by then", async () => {
    await using scene = await Scene.start();
    const back = planned("back00000001", scene.nowMs + 3 * HOUR_MS);
    await scene.shows(back);
    await scene.until(isOf("back00000001"));
    await scene.shows();
    await scene.shows(back);
    await scene.after(2.5 * HOUR_MS);
    await scene.until(isReminderOf("back00000001"));
    expect(scene.reminders).toEqual(["Upgrade back00000001"]);
  });
});
