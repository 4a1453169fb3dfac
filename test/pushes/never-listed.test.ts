import { expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { serving } from "../faults/page.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { startServer } from "../helpers/server.ts";

const MINUTE_MS = 60_000;

function webhook(at: string) {
  const update = { id: "u1", incident_id: "i1", body: "We look.", status: "INVESTIGATING" };
  return {
    meta: { unsubscribe: "x" },
    page: { id: "p1", status_indicator: "HASISSUES", url: "https://acme.instatus.com" },
    incident: {
      ...{ id: "i1", name: "API down", status: "INVESTIGATING", impact: "MAJOROUTAGE", backfilled: false },
      ...{ created_at: at, updated_at: at, url: "https://acme.instatus.com/incident/i1" },
      incident_updates: [{ ...update, created_at: at, updated_at: at }],
    },
  };
}

it("What a push told of ends, once, where the page answers for long that it is as before, and has never listed it", async () => {
  const summary = JSON.stringify({ page: { name: "Acme", url: "https://acme.instatus.com", status: "UP" } });
  const answer = serving(() => summary);
  await using site = await startServer((request, response) => {
    if (request.url?.endsWith("/summary.json")) answer(request, response);
    else response.writeHead(404).end();
  });
  let aheadMs = 0;
  const clock = { ...systemClock, now: () => Date.now() + aheadMs };
  await using daemon = new TestDaemon({ clock });
  const asked = async (times: number) => {
    const until = site.requests.length + times;
    while (site.requests.length < until) await new Promise((resolve) => setImmediate(resolve));
  };
  daemon.watch(provider({ url: `${site.origin}/`, format: "instatus", intervalMs: 5 }));
  await asked(6);
  const receivedAtMs = clock.now();
  const body = Buffer.from(JSON.stringify(webhook(new Date(receivedAtMs).toISOString())));
  expect(await daemon.app.accept({ provider: "Acme", source: "webhook", receivedAtMs, body })).toBe(true);
  await daemon.until(() => daemon.events.length === 1);
  // Pages are cached: for a while it may not be listed yet.
  aheadMs = 9 * MINUTE_MS;
  await asked(6);
  expect(daemon.events.map(({ change, source }) => `${change} ${source}`)).toEqual(["opened webhook"]);
  aheadMs = 11 * MINUTE_MS;
  await daemon.until(() => daemon.events.length === 2);
  await asked(12);
  expect(daemon.events.map(({ change, source }) => `${change} ${source}`)).toEqual([
    "opened webhook",
    "resolved poll",
  ]);
  // Read wholly once for that, and no more.
  const summaries = site.requests.filter(({ url }) => url?.endsWith("/summary.json"));
  expect(summaries.filter(({ headers }) => !headers["if-none-match"]).length).toBeLessThanOrEqual(2);
});
