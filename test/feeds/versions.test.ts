import { describe, expect, it } from "vitest";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { routes, startServer } from "../helpers/server.ts";
import { Reader } from "./reader.ts";

const SUMMARY = JSON.stringify({
  page: { id: "kctbh9vrtdwd", name: "Acme" },
  status: {},
  components: [],
  incidents: [],
});

describe("a document", () => {
  it("that comes again under another ETag is asked for by that one", async () => {
    let etag = '"a"';
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json", etag }).end(SUMMARY);
    });
    await using reader = new Reader({ url: `${server.origin}/api/v2/incidents.json` });
    await reader.poll();
    etag = '"b"';
    await reader.poll();
    await reader.poll();
    expect(server.requests.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"a"', '"b"']);
  });

  it("that has moved for good is told of with the page it now belongs to", async () => {
    await using moved = await startServer(routes({ "/api/v2/summary.json": SUMMARY }));
    await using old = await startServer((request, response) => {
      response.writeHead(301, { location: `${moved.origin}${request.url}` }).end();
    });
    await using daemon = new TestDaemon();
    const definedAt = "config/providers.yaml:7";
    daemon.watch(provider({ url: old.origin, format: "statuspage", definedAt }));
    await daemon.until(() => daemon.logLines.length > 0);
    expect(daemon.logLines).toEqual([
      `warn: Acme: ${old.origin} has moved for good; write url: ${moved.origin}/ (${definedAt})`,
    ]);
  });
});

describe("what a page is", () => {
  it("is looked at again while what would tell more fails in passing", async () => {
    const feed = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title></feed>';
    await using server = await startServer(
      routes({
        "/": "<html></html>",
        "/history.atom": feed,
        "/api/v2/summary.json": (_, response) => response.writeHead(500).end(),
      }),
    );
    await using daemon = new TestDaemon();
    daemon.watch(provider({ url: server.origin }));
    await daemon.until(() => daemon.logLines.some((line) => line.includes("read as atom")));
    server.handle(routes({ "/": "<html></html>", "/history.atom": feed, "/api/v2/summary.json": SUMMARY }));
    await daemon.until(() => daemon.logLines.some((line) => line.includes("read as statuspage")));
    expect(daemon.logLines.filter((line) => line.includes("read as"))).toHaveLength(2);
  });
});
