import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { OUTAGE, PATHS, StatusPage } from "./page.ts";
import { WaitableStore } from "./store.ts";

/** More than may be read at once. */
const LOST = ["One", "Two", "Three"];

it("pages that are looked for elsewhere, in vain and for long, keep no other from being read", async () => {
  await using page = await StatusPage.start();
  const lost = await Promise.all(LOST.map(() => StatusPage.start()));
  const store = new WaitableStore();
  await using daemon = new TestDaemon({ store, deadlineMs: 600_000 });
  const pages = [page, ...lost];
  const names = ["Acme", ...LOST];
  daemon.watch(...pages.map(({ url, format }, index) => provider({ name: names[index] ?? "", url, format })));
  await Promise.all(names.map((name) => store.baseline(name)));

  const hanging = new Set<ServerResponse>();
  for (const { server } of lost) {
    await server.become({
      http: (request, response) => {
        if (request.url === PATHS.statuspage) response.end('{"products":[]}');
        else response.on("close", () => hanging.delete(response)) && hanging.add(response);
      },
    });
  }
  while (hanging.size < LOST.length) await new Promise((resolve) => setTimeout(resolve, 10));
  const asked = [...hanging];
  page.publish(OUTAGE);
  await daemon.until(() => daemon.events.some(({ title }) => title === OUTAGE.title));
  expect(asked.filter((response) => !hanging.has(response))).toEqual([]);
  await daemon.app.stop();
  for (const one of lost) await one[Symbol.asyncDispose]();
});
