import { describe, expect, it } from "vitest";
import type { Provider } from "../src/provider.ts";
import { provider, TestDaemon } from "./helpers/daemon.ts";
import { startServer } from "./helpers/server.ts";

const AT = "2026-03-01T10:00:00Z";

interface Shown {
  readonly components: readonly string[];
  /** What its only incident names. */
  readonly affected?: string;
}

/** A page, as its owner changes it. */
class Site {
  #shown: Shown;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  become(shown: Shown): void {
    this.#shown = shown;
  }

  get summary(): string {
    const { components, affected } = this.#shown;
    const update = { id: "u1", status: "investigating", body: "We look.", created_at: AT, display_at: AT };
    const incident = {
      ...{ id: "i1", name: "Errors", status: "investigating", impact: "minor", created_at: AT },
      ...{ incident_updates: [update], components: [{ id: "x", name: affected }] },
    };
    return JSON.stringify({
      page: { id: "p", name: "Acme", url: "https://acme.example", updated_at: AT },
      status: { indicator: "none" },
      components: components.map((name) => ({ id: name, name, status: "operational" })),
      incidents: affected === undefined ? [] : [incident],
      scheduled_maintenances: [],
    });
  }
}

async function watchedFor(site: Site, components: Provider["filter"]["components"], reads: Shown[] = []) {
  await using server = await startServer((_request, response) => response.end(site.summary));
  await using daemon = new TestDaemon();
  daemon.watch(
    provider({
      url: server.origin,
      format: "statuspage",
      definedAt: "providers.yaml:2",
      filter: { components, ignoredComponents: [], ignoredKinds: [] },
    }),
  );
  const summaries = () => server.requests.filter(({ url }) => url?.endsWith("/summary.json"));
  // What was asked for after a page was changed was answered with the change, and dealt with before the next is asked for.
  for (const shown of [undefined, ...reads]) {
    if (shown) site.become(shown);
    const before = summaries().length;
    while (summaries().length < before + 3) await new Promise((resolve) => setImmediate(resolve));
  }
  return daemon.logLines.filter((line) => line.startsWith("warn: "));
}

describe("A component that is to be watched, and that the page does not have", () => {
  it("is told once, with those that it has", async () => {
    const site = new Site({ components: ["API", "Web – Login"] });
    expect(
      await watchedFor(
        site,
        ["Lgoin", "api", /^Nowhere/, "web"],
        [{ components: ["API", "Web – Login", "C"] }],
      ),
    ).toEqual([
      'warn: Acme: the page has no component "Lgoin" (did you mean "Login"?), "/^Nowhere/"; it has API, Web – Login (providers.yaml:2)',
    ]);
  });

  it("is told when the page calls it otherwise from some day on", async () => {
    const site = new Site({ components: ["API", "Login"] });
    expect(await watchedFor(site, ["API"], [{ components: ["API v2", "Login"] }])).toEqual([
      'warn: Acme: the page has no component "API"; it has API v2, Login (providers.yaml:2)',
    ]);
  });

  it.each([
    ["the page lists none", [{ components: [] }, { components: [] }]],
    ["an incident names it", [{ components: ["API"], affected: "Login" }, { components: ["API", "Web"] }]],
  ])("is not told where %s", async (_, [first, then]) => {
    expect(await watchedFor(new Site(first as Shown), ["Login"], [then as Shown])).toEqual([]);
  });

  it("is not told of a page that tells nothing of components", async () => {
    const feed = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title></feed>';
    await using server = await startServer((_request, response) => response.end(feed));
    await using daemon = new TestDaemon();
    const filter = { components: ["Login"], ignoredComponents: [], ignoredKinds: [] };
    daemon.watch(provider({ url: `${server.origin}/history.atom`, format: "atom", filter }));
    while (server.requests.length < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(daemon.logLines).toEqual([]);
  });
});
