import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/clock.ts";
import { documentOf, OUTAGE, StatusPage } from "../faults/page.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { startServer } from "../helpers/server.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A page counts as stuck when its next poll should have begun longer ago than this. */
const STUCK_AFTER_MS = 300_000;
const SETTINGS = { format: "statuspage", intervalMs: MINUTE_MS, adaptive: true } as const;

/** A clock that stands still unless it is put forward: when a poll is due does not depend on how long the last one took. */
class StillClock implements Clock {
  nowMs = Date.now();
  readonly now = () => this.nowMs;
  readonly random = () => 0.5;
}

/** The daemon, asked when it means to read a page next. */
class PlanningDaemon extends TestDaemon {
  readonly clock: StillClock;

  constructor(clock = new StillClock()) {
    super({ clock });
    this.clock = clock;
  }

  /** Resolves once every page was read. */
  async looked(): Promise<void> {
    await this.#until(() => this.#unreadyIn(0).length === 0);
  }

  /** Resolves once all pages are due later than by now: they were read since the clock was put forward. */
  async planned(): Promise<void> {
    await this.#until(() => this.#unreadyIn(1 + STUCK_AFTER_MS).length === 0);
  }

  /** Of the only page: in how many milliseconds it is to be read again, if in one of these. */
  dueIn(...candidatesMs: readonly number[]): number | undefined {
    return candidatesMs.find((ms) => this.#isDueIn(ms + 1) && !this.#isDueIn(ms));
  }

  #isDueIn(ms: number): boolean {
    return this.#unreadyIn(ms + STUCK_AFTER_MS).length > 0;
  }

  #unreadyIn(aheadMs: number): readonly string[] {
    const { nowMs } = this.clock;
    this.clock.nowMs = nowMs + aheadMs;
    const unready = this.app.unready();
    this.clock.nowMs = nowMs;
    return unready;
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  }
}

const CANDIDATES_MS = [1 / 3, 1 / 2, 1, 2, 60].map((share) => share * MINUTE_MS);

async function pageWith(headers: Readonly<Record<string, string>>): Promise<StatusPage> {
  const page = await StatusPage.start();
  await page.server.become({
    http: (request, response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      page.handler(request, response);
    },
  });
  return page;
}

describe("An adaptive provider", () => {
  it.each([
    ["is read at a third of its interval", true, MINUTE_MS / 3],
    ["is read at its interval, if it were not adaptive,", false, MINUTE_MS],
  ])("%s while it has an open incident", async (_, adaptive, dueInMs) => {
    await using page = await StatusPage.start();
    page.publish(OUTAGE);
    await using daemon = new PlanningDaemon();
    daemon.watch(provider({ ...SETTINGS, url: page.url, adaptive }));
    await daemon.looked();
    expect(daemon.dueIn(...CANDIDATES_MS)).toBe(dueInMs);
  });

  it("goes on being read more often while the page stays as it is", async () => {
    await using page = await StatusPage.start();
    page.publish(OUTAGE);
    await using daemon = new PlanningDaemon();
    daemon.watch(provider({ ...SETTINGS, url: page.url, intervalMs: 900 }));
    await daemon.looked();
    daemon.clock.nowMs += MINUTE_MS;
    await daemon.planned();
    expect(daemon.dueIn(300, 900)).toBe(300);
  });

  it.each([
    ["is not read again before its Cache-Control says", true, 30, MINUTE_MS / 2],
    ["is not read again for an hour, where its Cache-Control says a day,", true, 86_400, 60 * MINUTE_MS],
    ["keeps its interval, if it were not adaptive, whatever Cache-Control says", false, 86_400, MINUTE_MS],
  ])("%s while it has an open incident", async (_, adaptive, maxAgeS, dueInMs) => {
    await using page = await pageWith({ "cache-control": `max-age=${maxAgeS}` });
    page.publish(OUTAGE);
    await using daemon = new PlanningDaemon();
    daemon.watch(provider({ ...SETTINGS, url: page.url, adaptive }));
    await daemon.looked();
    expect(daemon.dueIn(...CANDIDATES_MS)).toBe(dueInMs);
  });

  it("keeps to the shortest of what its documents ask for: each may be asked for again by then", async () => {
    const summary = JSON.stringify({
      ...{ page: { id: "kctbh9vrtdwd", name: "Acme", url: "https://acme.example" }, components: [] },
      ...{ status: { indicator: "none", description: "Fine" }, incidents: [], scheduled_maintenances: [] },
    });
    await using site = await startServer((request, response) => {
      const isSummary = request.url?.endsWith("/summary.json");
      response.setHeader("content-type", "application/json");
      response.setHeader("cache-control", `max-age=${isSummary ? 90 : 3_600}`);
      response.end(isSummary ? summary : documentOf("statuspage", [OUTAGE]));
    });
    await using daemon = new PlanningDaemon();
    daemon.watch(provider({ ...SETTINGS, url: `${site.origin}/` }));
    await daemon.looked();
    expect(site.requests.length).toBeGreaterThan(1);
    expect(daemon.dueIn(90_000, ...CANDIDATES_MS)).toBe(90_000);
  });

  it.each([
    ["says once that its Cache-Control holds it up", 250, 1],
    ["says nothing of a Cache-Control that does not", 500, 0],
  ])("%s: read every %i ms, with a max-age of 1 s", async (_, intervalMs, times) => {
    await using page = await pageWith({ "cache-control": "max-age=1" });
    await using daemon = new PlanningDaemon();
    daemon.watch(provider({ ...SETTINGS, url: page.url, intervalMs }));
    await daemon.looked();
    daemon.clock.nowMs += MINUTE_MS;
    await daemon.planned();
    expect(daemon.logLines.filter((line) => line.includes("Cache-Control"))).toHaveLength(times);
  });

  it("is read less often once all has been quiet for a day", async () => {
    await using page = await StatusPage.start();
    await using daemon = new PlanningDaemon();
    daemon.watch(provider({ ...SETTINGS, url: page.url }));
    // Before the first poll, which only begins when we have let go.
    daemon.clock.nowMs += DAY_MS;
    await daemon.looked();
    expect(daemon.dueIn(...CANDIDATES_MS)).toBe(2 * MINUTE_MS);
  });

  it("keeps to the interval where another provider of its page is not adaptive", async () => {
    await using page = await StatusPage.start();
    page.publish(OUTAGE);
    await using daemon = new PlanningDaemon();
    const settings = { ...SETTINGS, url: page.url };
    daemon.watch(
      provider({ ...settings, name: "Adaptive" }),
      provider({ ...settings, name: "Fixed", adaptive: false }),
    );
    await daemon.looked();
    expect(daemon.dueIn(...CANDIDATES_MS)).toBe(MINUTE_MS);
  });
});
