import { describe, expect, it } from "vitest";
import { pageState } from "../../src/polling/page-state.ts";
import type { ProviderFilter } from "../../src/provider.ts";
import { component, feed, incident, summary, update } from "../helpers/snapshot.ts";

const ALL: ProviderFilter = { components: [], ignoredComponents: [], ignoredKinds: [] };
const closed = incident("old", { updates: [update("u", { status: "resolved" })] });

describe("the state of a page", () => {
  it("is the worst of its own word, its open incidents and its components", () => {
    const quiet = { ...summary(), indicator: "none" as const, components: [component("api", "operational")] };
    expect(pageState(quiet, ALL).impact).toBe("none");
    expect(pageState({ ...quiet, indicator: "minor" }, ALL).impact).toBe("minor");
    expect(pageState({ ...quiet, incidents: [incident("a", { impact: "major" })] }, ALL).impact).toBe(
      "major",
    );
    expect(pageState({ ...quiet, components: [component("api", "major_outage")] }, ALL).impact).toBe(
      "critical",
    );
  });

  it("counts what is open only", () => {
    const planned = incident("m", { kind: "maintenance", updates: [update("s", { status: "scheduled" })] });
    expect(pageState(feed(closed, planned), ALL)).toMatchObject({ impact: "none", open: [] });
    const begun = incident("m", { kind: "maintenance", updates: [update("s", { status: "in_progress" })] });
    expect(pageState(feed(begun, closed), ALL)).toMatchObject({ impact: "maintenance", open: [{ id: "m" }] });
  });

  it("calls a page with an open incident of unknown impact degraded, never fine", () => {
    expect(pageState(feed(incident("a", { impact: "unknown" })), ALL).impact).toBe("minor");
  });

  it("never takes words it does not know to mean that all is well", () => {
    expect(pageState({ ...summary(), components: [component("api", "unknown")] }, ALL).impact).toBe(
      "unknown",
    );
    expect(
      pageState(feed(incident("a", { updates: [update("u", { status: "unknown" })] })), ALL).impact,
    ).toBe("unknown");
    expect(pageState(feed(), ALL).impact).toBe("none");
  });

  it("is that of the watched components, where some are named", () => {
    const page = {
      ...summary(incident("a", { impact: "critical", components: [{ name: "WEB" }] })),
      indicator: "critical" as const,
      components: [component("api", "operational"), component("web", "major_outage")],
    };
    expect(pageState(page, { ...ALL, components: ["API"] })).toMatchObject({
      impact: "none",
      open: [],
      affected: [],
    });
    expect(pageState(page, { ...ALL, ignoredComponents: ["API"] }).impact).toBe("critical");
  });

  it("leaves out what the provider's filter leaves out of events", () => {
    const page = {
      ...summary(incident("a", { impact: "minor" }), incident("b", { impact: "critical" })),
      indicator: "critical" as const,
      components: [component("api", "partial_outage"), component("web", "degraded_performance")],
    };
    expect(pageState(page, { ...ALL, minImpact: "major" })).toMatchObject({
      ...{ impact: "critical", open: [{ id: "b" }], affected: [{ id: "api" }] },
    });
    expect(pageState(page, { ...ALL, ignoredKinds: ["incident"] })).toMatchObject({
      ...{ impact: "major", open: [], affected: [{ id: "api" }, { id: "web" }] },
    });
    expect(pageState(page, { ...ALL, ignoredKinds: ["incident", "component"] })).toMatchObject({
      ...{ impact: "none", open: [], affected: [] },
    });
  });

  it("keeps to the page's own word where nothing that is listed explains it", () => {
    const page = {
      ...summary(),
      indicator: "critical" as const,
      components: [component("api", "operational")],
    };
    const stateWith = (
      filter: Partial<ProviderFilter>,
      indicator: typeof page.indicator | "minor" = "critical",
    ) => pageState({ ...page, indicator }, { ...ALL, ...filter }).impact;
    expect(stateWith({ ignoredKinds: ["provider"] })).toBe("critical");
    expect(stateWith({ ignoredKinds: ["maintenance"] })).toBe("critical");
    expect(stateWith({ minImpact: "major" })).toBe("critical");
    expect(stateWith({ minImpact: "major" }, "minor")).toBe("none");
    expect(stateWith({ components: ["api"] })).toBe("none");
  });

  it("is unknown where a filter fits none of the page's components, which may have other names now", () => {
    const page = {
      ...summary(),
      indicator: "none" as const,
      components: [component("api-v2", "operational"), component("web", "major_outage")],
    };
    expect(pageState(page, { ...ALL, components: ["API"] }).impact).toBe("unknown");
    expect(pageState(page, { ...ALL, components: ["API", /^api-/i] }).impact).toBe("none");
    expect(pageState(page, { ...ALL, ignoredComponents: [/./] }).impact).toBe("none");
    // An incident that names no component may concern any.
    expect(
      pageState({ ...page, incidents: [incident("a", { impact: "major" })] }, { ...ALL, components: ["API"] })
        .impact,
    ).toBe("major");
    // A page that lists no components has none to be called otherwise.
    expect(pageState({ ...page, components: [] }, { ...ALL, components: ["API"] }).impact).toBe("none");
  });
});
