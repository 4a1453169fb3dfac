import { describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../src/clock.ts";
import { Fetcher } from "../../src/http/fetcher.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { answering } from "./answers.ts";
import { OUTAGE, StatusPage } from "./page.ts";
import { WaitableStore } from "./store.ts";

const NOON = Date.parse("2026-03-01T12:00:00Z");
const HOUR_MS = 3_600_000;

/** A clock that starts so long before noon and runs as fast as any other. */
function clockBeforeNoon(ms: number): Clock {
  const startedAt = Date.now();
  return { ...systemClock, now: () => NOON - ms + Date.now() - startedAt };
}

describe("How long a host asks to be left alone", () => {
  it.each<[status: number, written: string, restMs: number | undefined]>([
    [429, "120", 120_000],
    [429, " 7 ", 7_000],
    [429, "0", 0],
    [429, "3600", HOUR_MS],
    [429, "86400", HOUR_MS],
    [429, "9".repeat(400), HOUR_MS],
    [429, "Sun, 01 Mar 2026 12:01:30 GMT", 90_000],
    [429, "Sunday, 01-Mar-26 12:01:30 GMT", 90_000],
    [429, "Sun, 01 Mar 2026 11:00:00 GMT", 0],
    [429, "Mon, 01 Mar 2027 12:00:00 GMT", HOUR_MS],
    [429, "soon", undefined],
    [429, "", undefined],
    [503, "120", 120_000],
    [503, "Sun, 01 Mar 2026 12:00:10 GMT", 10_000],
  ])("with %i and Retry-After %o is %s ms", async (status, written, restMs) => {
    await using page = await StatusPage.start();
    await page.server.become(answering(status, { "retry-after": written }));
    const fetcher = new Fetcher({ clock: { ...systemClock, now: () => NOON } });
    const result = await fetcher.fetch(new URL(page.url));
    await fetcher.close();
    expect(result).toMatchObject({ outcome: "throttled", failure: { code: "throttled" } });
    expect("retryAfterMs" in result ? result.retryAfterMs : undefined).toBe(restMs);
  });

  it("is nothing where a 503 does not say: that is a failure like any other", async () => {
    await using page = await StatusPage.start();
    await page.server.become(answering(503));
    const fetcher = new Fetcher({ clock: systemClock });
    const result = await fetcher.fetch(new URL(page.url));
    await fetcher.close();
    expect(result).toMatchObject({ outcome: "failed", status: 503 });
  });
});

describe("A host that asks to be left alone", () => {
  it.each([429, 503])(
    "until a date, gets no request before it, from none of its providers (%i)",
    async (status) => {
      await using page = await StatusPage.start();
      await using beside = await StatusPage.start();
      const clock = clockBeforeNoon(250);
      const arrivals: { path: string; atMs: number }[] = [];
      const refuse = answering(status, { "retry-after": new Date(NOON).toUTCString() });
      await page.server.become({
        http: (request, response) => {
          arrivals.push({ path: request.url ?? "", atMs: clock.now() });
          const answer = arrivals.length === 1 ? refuse.http : page.handler;
          answer(request, response);
        },
      });
      const store = new WaitableStore();
      await using daemon = new TestDaemon({ store, clock });
      const first = provider({ name: "First", url: page.url, intervalMs: 2 });
      const second = provider({
        name: "Second",
        url: `${page.server.origin}/2${new URL(page.url).pathname}`,
        intervalMs: 2,
      });
      const other = provider({ name: "Other", url: beside.url, intervalMs: 2 });
      daemon.watch(first);
      await daemon.until(() => daemon.logLines.length > 0);
      daemon.watch(first, second, other);

      await store.baseline("Other");
      beside.publish(OUTAGE);
      await daemon.until(() => daemon.events.length > 0);
      await Promise.all([store.baseline("First"), store.baseline("Second")]);
      await daemon.app.stop();
      expect(new Set(arrivals.map(({ path }) => path)).size).toBe(2);
      expect(Math.min(...arrivals.slice(1).map(({ atMs }) => atMs))).toBeGreaterThanOrEqual(NOON);
      expect(daemon.events).toMatchObject([{ provider: "Other", change: "opened" }]);
      expect(daemon.logLines).toEqual([
        expect.stringMatching(new RegExp(`^warn: First: .* answered ${status}`)),
        "First: can be read again",
      ]);
    },
  );

  it("for a second, gets no request within it", async () => {
    await using page = await StatusPage.start();
    const arrivals: number[] = [];
    await page.server.become({
      http: (request, response) => {
        arrivals.push(Date.now());
        if (arrivals.length === 1) response.writeHead(429, { "retry-after": "1" }).end();
        else page.handler(request, response);
      },
    });
    const store = new WaitableStore();
    await using daemon = new TestDaemon({ store });
    daemon.watch(provider({ url: page.url, intervalMs: 2 }));
    await store.baseline("Acme");
    const [refusedAt = 0, nextAt = 0] = arrivals;
    expect(nextAt - refusedAt).toBeGreaterThanOrEqual(1_000);
    expect(store.mostFailures("Acme")).toBe(1);
  });

  it("does so again and again, is unreachable after the third time, and loses nothing", async () => {
    await using page = await StatusPage.start();
    const store = new WaitableStore();
    await using daemon = new TestDaemon({ store });
    daemon.watch(provider({ url: page.url, intervalMs: 2 }));
    await store.baseline("Acme");
    await page.server.become(answering(429, { "retry-after": "0" }));
    page.publish(OUTAGE);
    await store.failures("Acme", 6);
    await page.mend();
    await daemon.until(() => daemon.events.length >= 3);
    expect(daemon.events.map(({ change }) => change)).toEqual(["unreachable", "recovered", "opened"]);
  });
});
