import { describe, expect, it } from "vitest";
import { systemClock } from "../src/clock.ts";
import { OUTAGE, StatusPage } from "./faults/page.ts";
import { provider, TestDaemon } from "./helpers/daemon.ts";

const DAY_MS = 86_400_000;

/** When each request came, on the clock of the machine. */
interface Arrivals {
  readonly ms: number[];
  until(count: number): Promise<void>;
}

/** Has the page note when it is asked, with more headers for its answers. */
async function watchArrivals(page: StatusPage, headers: Record<string, string> = {}): Promise<Arrivals> {
  const ms: number[] = [];
  let changed = () => {};
  await page.server.become({
    http: (request, response) => {
      ms.push(performance.now());
      changed();
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      page.handler(request, response);
    },
  });
  return {
    ms,
    async until(count) {
      while (ms.length < count)
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
    },
  };
}

describe("An adaptive provider", () => {
  it("is read more often than others while it has an open incident", async () => {
    await using adaptive = await StatusPage.start();
    await using fixed = await StatusPage.start();
    const [often, seldom] = [await watchArrivals(adaptive), await watchArrivals(fixed)];
    for (const page of [adaptive, fixed]) page.publish(OUTAGE);
    await using daemon = new TestDaemon();
    const settings = { intervalMs: 900, format: "statuspage" };
    daemon.watch(
      provider({ ...settings, name: "Adaptive", url: adaptive.url, adaptive: true }),
      provider({ ...settings, name: "Fixed", url: fixed.url }),
    );
    await often.until(7);
    expect(seldom.ms.length).toBeLessThan(5);
    expect(Math.min(...gaps(often.ms))).toBeGreaterThan(200);
  });

  it("is not read again before its Cache-Control says, up to twice its interval, and others are", async () => {
    await using page = await StatusPage.start();
    await using beside = await StatusPage.start();
    const headers = { "cache-control": "max-age=60" };
    const [asked, others] = [await watchArrivals(page, headers), await watchArrivals(beside, headers)];
    page.publish(OUTAGE);
    await using daemon = new TestDaemon();
    const settings = { intervalMs: 300, format: "statuspage" };
    daemon.watch(
      provider({ ...settings, name: "Adaptive", url: page.url, adaptive: true }),
      provider({ ...settings, name: "Fixed", url: beside.url }),
    );
    await asked.until(4);
    expect(Math.min(...gaps(asked.ms))).toBeGreaterThan(450);
    expect(others.ms.length).toBeGreaterThan(4);
  });

  it("is read less often once all has been quiet for a day", async () => {
    await using page = await StatusPage.start();
    const asked = await watchArrivals(page);
    let aheadMs = 0;
    const clock = { random: () => 0.5, now: () => systemClock.now() + aheadMs };
    await using daemon = new TestDaemon({ clock });
    daemon.watch(provider({ url: page.url, format: "statuspage", intervalMs: 300, adaptive: true }));
    await asked.until(1);
    aheadMs = DAY_MS;
    await asked.until(4);
    // The poll under way when the clock was put forward took a day by it, and the next comes at once.
    expect(Math.min(...gaps(asked.ms.slice(1)))).toBeGreaterThan(450);
  });

  it("keeps to the interval where another provider of its page is not adaptive", async () => {
    await using page = await StatusPage.start();
    const asked = await watchArrivals(page);
    page.publish(OUTAGE);
    await using daemon = new TestDaemon({ clock: { now: systemClock.now, random: () => 0.5 } });
    const settings = { url: page.url, format: "statuspage", intervalMs: 900 };
    daemon.watch(
      provider({ ...settings, name: "Adaptive", adaptive: true }),
      provider({ ...settings, name: "Fixed" }),
    );
    await asked.until(3);
    expect(Math.min(...gaps(asked.ms))).toBeGreaterThan(600);
  });
});

function gaps(ms: readonly number[]): number[] {
  return ms.slice(1).map((at, index) => at - (ms[index] ?? 0));
}
