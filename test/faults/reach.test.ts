import { describe, expect, it } from "vitest";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { OUTAGE, StatusPage } from "./page.ts";
import { WaitableStore } from "./store.ts";

/** What is told of a page that is read once, fails so many times, and then has news. */
async function afterFailures(count: number) {
  await using page = await StatusPage.start();
  const store = new WaitableStore();
  await using daemon = new TestDaemon({ store });
  daemon.watch(provider({ url: page.url, intervalMs: 2 }));
  await store.baseline("Acme");
  page.publish(OUTAGE);
  let left = count;
  await page.server.become({
    http: (request, response) => {
      if (left-- > 0) response.writeHead(500).end();
      else page.handler(request, response);
    },
  });
  await daemon.until(() => daemon.events.some(({ title }) => title === "Outage"));
  expect(store.mostFailures("Acme")).toBe(count);
  return { changes: daemon.events.map(({ change }) => change), logLines: daemon.logLines };
}

describe("Not being able to read a page", () => {
  it.each([1, 2])("%i times in a row is logged and told to nobody", async (count) => {
    const { changes, logLines } = await afterFailures(count);
    expect(changes).toEqual(["opened"]);
    expect(logLines).toEqual([expect.stringMatching(/answered 500/), "Acme: can be read again"]);
  });

  it.each([3, 4])("%i times in a row is told once, and its end too", async (count) => {
    const { changes, logLines } = await afterFailures(count);
    expect(changes).toEqual(["unreachable", "recovered", "opened"]);
    expect(logLines).toEqual([expect.stringMatching(/answered 500/), "Acme: can be read again"]);
  });

  it("for one reason and then for another is one line for each, and one event", async () => {
    await using page = await StatusPage.start();
    const store = new WaitableStore();
    await using daemon = new TestDaemon({ store });
    await page.server.become({ http: (_, response) => response.writeHead(500).end() });
    daemon.watch(provider({ url: page.url, intervalMs: 2 }));
    await store.failures("Acme", 3);
    await page.server.become({ http: (_, response) => response.writeHead(200).end("<html>") });
    await store.failures("Acme", 6);
    await daemon.app.stop();
    expect(daemon.logLines).toEqual([
      expect.stringMatching(/answered 500/),
      expect.stringMatching(/answered with a web page/),
    ]);
    expect(daemon.events).toMatchObject([{ kind: "provider", change: "unreachable" }]);
    expect(daemon.events).toHaveLength(1);
  });
});
