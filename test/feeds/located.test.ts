import { describe, expect, it } from "vitest";
import { type Handler, routes, startServer } from "../helpers/server.ts";
import { Reader } from "./reader.ts";

const DOCUMENT = JSON.stringify({
  config: { slug: "acme", title: "Acme", description: "" },
  incident: null,
  publicGroupList: [],
  maintenanceList: [],
});

function pageWith(slug: string): string {
  return `<html><link rel="manifest" href="/api/status-page/${slug}/manifest.json"><script>window.preloadData = {}</script></html>`;
}

const answering =
  (status: number, body = ""): Handler =>
  (_, response) =>
    response.writeHead(status, { "content-type": "text/html" }).end(body);

describe("a page whose documents lie where its HTML tells", () => {
  it.each([
    ["403", answering(403)],
    ["404", answering(404)],
    ["410", answering(410)],
    ["a web page", answering(200, "<html>Welcome</html>")],
    ["something else", answering(200, '{"welcome":true}')],
  ])("is looked at anew when they are answered with %s there", async (_, gone) => {
    await using server = await startServer(
      routes({ "/": pageWith("old"), "/api/status-page/old": DOCUMENT }),
    );
    await using reader = new Reader({ url: `${server.origin}/`, format: "uptimekuma" });
    await reader.poll();
    expect(reader.outcome).toEqual({ failures: 0 });
    server.handle(
      routes({ "/": pageWith("new"), "/api/status-page/old": gone, "/api/status-page/new": DOCUMENT }),
    );
    await reader.poll();
    await reader.poll();
    expect(reader.outcome).toEqual({ failures: 0 });
  });

  it("is not looked at while its host is out of order", async () => {
    await using server = await startServer(
      routes({ "/": pageWith("old"), "/api/status-page/old": DOCUMENT }),
    );
    await using reader = new Reader({ url: `${server.origin}/`, format: "uptimekuma" });
    await reader.poll();
    server.handle(answering(502));
    const before = server.requests.length;
    for (let poll = 0; poll < 3; poll++) await reader.poll();
    expect(server.requests.slice(before).map(({ url }) => url)).not.toContain("/");
  });
});
