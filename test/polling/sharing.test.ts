import { describe, expect, it } from "vitest";
import { groupByPage } from "../../src/polling/sharing.ts";
import type { Provider } from "../../src/provider.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { type Handler, routes, startServer } from "../helpers/server.ts";

const COMPONENTS = [
  { id: "c1", name: "Mail", status: "operational" },
  { id: "c2", name: "Files", status: "operational" },
];

function summary(mail: string): string {
  const [one, other] = COMPONENTS;
  const components = [{ ...one, status: mail }, other];
  return JSON.stringify({
    page: { id: "kctbh9vrtdwd", name: "Acme" },
    status: { indicator: "none" },
    components,
  });
}

const only = (name: string): Provider["filter"] => ({
  components: [name],
  ignoredComponents: [],
  ignoredKinds: [],
});

describe("providers of one page", () => {
  it("share its readings, and each hears of its own components", async () => {
    let body = summary("operational");
    const asked: string[] = [];
    const handler: Handler = (request, response) => {
      asked.push(request.url ?? "");
      if (request.url !== "/api/v2/summary.json") return void response.writeHead(404).end();
      const etag = `"${body.length}"`;
      if (request.headers["if-none-match"] === etag) return void response.writeHead(304).end();
      response.writeHead(200, { "content-type": "application/json", etag }).end(body);
    };
    await using server = await startServer(handler);
    await using daemon = new TestDaemon();
    const settings = { url: server.origin, format: "statuspage", intervalMs: 250 };
    daemon.watch(
      provider({ ...settings, name: "Mail", filter: only("Mail") }),
      provider({ ...settings, name: "Files", filter: only("Files") }),
      provider({ ...settings, name: "All", intervalMs: 100 }),
    );
    while (asked.filter((path) => path.endsWith("summary.json")).length < 2)
      await new Promise((resolve) => setImmediate(resolve));
    const incidentLists = asked.filter((path) => path === "/api/v2/incidents.json");
    // One first reading for the three of them.
    expect(incidentLists).toHaveLength(1);
    body = summary("major_outage");
    await daemon.until(() => daemon.events.length >= 2);
    await daemon.app.stop();
    expect(daemon.events.map(({ provider: name, product }) => [name, product]).sort()).toEqual([
      ["All", "All - Mail"],
      ["Mail", "Mail - Mail"],
    ]);
  });

  it("are those with the same address, format and headers", () => {
    const a = provider({ name: "a", url: "https://status.acme.example" });
    const b = provider({ name: "b", url: "https://status.acme.example/" });
    const c = provider({ name: "c", url: "https://status.acme.example/", headers: { cookie: "x" } });
    const d = provider({ name: "d", url: "https://status.acme.example/", format: "statuspage" });
    expect(groupByPage([a, c, b, d]).map((group) => group.map(({ name }) => name))).toEqual([
      ["a", "b"],
      ["c"],
      ["d"],
    ]);
  });

  it("are read as what their page has become, though one that does not know yet comes first", async () => {
    const table = { "/": "<html>", "/api/v2/summary.json": summary("operational") };
    await using server = await startServer(routes(table));
    await using daemon = new TestDaemon();
    const settings = { format: "atom", url: `${server.origin}/history.atom` };
    daemon.watch(provider({ ...settings, name: "Old" }));
    await daemon.until(() => daemon.events.length > 0);
    const before = server.requests.length;
    daemon.watch(provider({ ...settings, name: "New" }), provider({ ...settings, name: "Old" }));
    const askedSince = () => server.requests.slice(before).map(({ url }) => url);
    while (askedSince().filter((path) => path === "/api/v2/summary.json").length < 3)
      await new Promise((resolve) => setImmediate(resolve));
    await daemon.app.stop();
    expect(daemon.events.map(({ provider: name, change }) => [name, change])).toEqual([["Old", "moved"]]);
    expect(askedSince()).not.toContain("/history.atom");
  });
});
