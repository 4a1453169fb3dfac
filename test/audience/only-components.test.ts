import { describe, expect, it } from "vitest";
import type { Rules } from "../../src/audience/types.ts";
import type { Consumer } from "../../src/consumers/types.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { startServer } from "../helpers/server.ts";

const AT = "2026-03-01T10:00:00Z";
const FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title></feed>';

/** A page with these components; undefined: one that tells nothing of components. */
function documentOf(components: readonly string[] | undefined, affected: readonly string[] = []): string {
  if (!components) return FEED;
  const update = { id: "u1", status: "investigating", body: "We look.", created_at: AT, display_at: AT };
  const incident = { name: "Errors", status: "investigating", impact: "minor", created_at: AT };
  return JSON.stringify({
    page: { id: "p", name: "Acme", url: "https://acme.example", updated_at: AT },
    status: { indicator: "none" },
    components: components.map((name) => ({ id: name, name, status: "operational" })),
    incidents: affected.map((name) => ({
      ...{ ...incident, id: name },
      ...{ incident_updates: [update], components: [{ id: "x", name }] },
    })),
    scheduled_maintenances: [],
  });
}

interface Page {
  readonly name: string;
  readonly components?: readonly string[];
  readonly affected?: readonly string[];
  readonly tags?: readonly string[];
  readonly ignored?: readonly string[];
}

const consumer: Consumer = { name: "Pager", deliver: async () => ({ outcome: "delivered" }) };

/** What the log warns of once each of these pages has been read several times, for a consumer with these rules. */
async function warnings(rules: Rules, ...pages: readonly Page[]): Promise<string[]> {
  await using daemon = new TestDaemon({ consumers: [{ consumer, rules }] });
  const servers = await Promise.all(
    pages.map(({ components, affected }) =>
      startServer((_request, response) => response.end(documentOf(components, affected))),
    ),
  );
  daemon.watch(
    ...pages.map(({ name, components, tags = [], ignored = [] }, index) =>
      provider({
        ...{ name, tags, format: components ? "statuspage" : "atom" },
        url: `${servers[index]?.origin}${components ? "" : "/history.atom"}`,
        filter: { components: [], ignoredComponents: ignored, ignoredKinds: [] },
      }),
    ),
  );
  for (const { requests } of servers)
    while (requests.length < 9) await new Promise((resolve) => setImmediate(resolve));
  for (const server of servers) await server[Symbol.asyncDispose]();
  return daemon.logLines.filter((line) => line.includes("component"));
}

describe("A component that a consumer alone is to be told of, and that no page has", () => {
  const only = { components: ["Lgoin", "api", /^Nowhere/] };

  it("is told once all pages that the consumer is told of were read", async () => {
    const pages = [
      { name: "Acme", components: ["API", "Login"] },
      { name: "Bolt", components: ["Web – API"] },
    ];
    expect(await warnings({ only }, ...pages)).toEqual([
      'warn: Pager: only.components: no page that it is told of has a component "Lgoin", "/^Nowhere/"; there are API, Login, Web – API',
    ]);
  });

  it("is sought where the consumer is told of, and there only", async () => {
    const lgoin = { name: "Acme", components: ["Lgoin", "Nowhere else"] };
    const feed = { name: "Feed" };
    const bolt = { name: "Bolt", components: ["API"], tags: ["loud"] };
    const expected = [expect.stringContaining('has a component "Lgoin", "/^Nowhere/"; there are API')];
    expect(await warnings({ only: { ...only, providers: ["bolt"] } }, lgoin, feed, bolt)).toEqual(expected);
    expect(await warnings({ only: { ...only, tags: ["LOUD"] } }, lgoin, feed, bolt)).toEqual(expected);
    const ignore = { providers: ["Acme", /Feed/] };
    expect(await warnings({ only, ignore }, lgoin, feed, bolt)).toEqual(expected);
    expect(await warnings({ only }, lgoin, bolt)).toEqual([]);
  });

  it("is one also where the provider leaves it out", async () => {
    const acme = { name: "Acme", components: ["API", "Login"], ignored: ["Login"] };
    expect(await warnings({ only: { components: ["Login"] } }, acme)).toEqual([
      'warn: Pager: only.components: no page that it is told of has a component "Login"; there are API',
    ]);
  });

  it.each<[string, Page]>([
    ["one of the pages tells nothing of components", { name: "Feed" }],
    ["one of the pages lists none", { name: "Bare", components: [] }],
    ["an incident names it", { name: "Bolt", components: ["API"], affected: ["Lgoin", "Nowhere", "api"] }],
  ])("is not told where %s", async (_, page) => {
    expect(await warnings({ only }, { name: "Acme", components: ["API"] }, page)).toEqual([]);
  });
});
