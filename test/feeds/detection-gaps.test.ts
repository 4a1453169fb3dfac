import { expect, it } from "vitest";
import { detect } from "../../src/feeds/detection/detect.ts";
import { createDocument } from "../../src/http/document.ts";
import { Relocation } from "../../src/polling/relocation.ts";
import { startServer } from "../helpers/server.ts";
import { feed } from "../helpers/snapshot.ts";
import { Reader } from "./reader.ts";

it.each([404, 403, 500])("a page whose address answers %i is not searched at every poll", async (status) => {
  await using server = await startServer((_, response) => response.writeHead(status).end());
  await using reader = new Reader({ url: `${server.origin}/`, format: undefined });
  await reader.poll();
  const searched = server.requests.length;
  for (let poll = 0; poll < 5; poll++) await reader.poll();
  expect(server.requests).toHaveLength(searched);
  reader.nowMs += 60_000;
  await reader.poll();
  expect(server.requests.length).toBeGreaterThan(searched);
});

it("what wrote the page before it moved is not what wrote it while it was away", () => {
  const relocation = new Relocation({ now: () => 0 });
  const read = (generator: string) =>
    relocation.suspects({ outcome: "read", snapshot: { ...feed(), page: { generator } } });
  // After a start at which the page was away: it comes back, and leaves again.
  read("incident.io");
  relocation.relocated("Statuspage", false);
  expect(relocation.homeGenerator).toBeUndefined();
  expect(read("incident.io")).toBe(true);
  relocation.relocated("incident.io", true);
  expect(relocation.homeGenerator).toBe("Statuspage");
});

it.each([
  ["is out of order", 503, false],
  ["is not there", 404, true],
])(
  "a page with the marks of a product whose API %s is settled to be its feed: %s %s",
  async (_, status, isSettled) => {
    const page = "<html><script>window.preloadData = {'slug':'acme'}</script>";
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title></feed>`;
    const documents = new Map([
      ["/", page],
      ["/history.atom", atom],
    ]);
    const detection = await detect(new URL("https://status.acme.example/"), async (url) => {
      const text = documents.get(url.pathname);
      const type = { "content-type": url.pathname === "/" ? "text/html" : "application/atom+xml" };
      if (text)
        return { outcome: "modified", document: createDocument(url, type, Buffer.from(text)), version: {} };
      const code = url.pathname === "/api/status-page/acme" ? status : 404;
      return { outcome: "failed", status: code, failure: { code: "http_status", reason: `${code}` } };
    });
    expect(detection).toMatchObject({ format: "atom", isSettled });
  },
);
