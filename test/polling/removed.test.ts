import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { StatusPage } from "../faults/page.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";

it("a poll that is under way when its provider is removed is reported to nobody", async () => {
  await using page = await StatusPage.start("atom");
  let reports = 0;
  await using daemon = new TestDaemon({ observer: { polled: () => reports++ } });
  daemon.watch(provider({ url: page.url, format: "atom" }));
  await page.server.asked(3);
  // From here on an answer waits until it is let go.
  const held = await new Promise<ServerResponse>((resolve) => {
    void page.server.become({ http: (_, response) => resolve(response) });
  });
  daemon.watch();
  const before = reports;
  held.writeHead(304).end();
  await daemon.app.stop();
  expect(reports).toBe(before);
});
