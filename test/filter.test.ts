import { describe, expect, it } from "vitest";
import { isWanted } from "../src/filter.ts";
import type { ProviderFilter } from "../src/provider.ts";
import type { StatusEvent } from "../src/types.ts";

const EVENT: StatusEvent = {
  id: "acme/a/u1",
  kind: "incident",
  change: "opened",
  provider: "Acme",
  product: "Acme - API",
  title: "Trouble",
  status: "investigating",
  impact: "minor",
  message: "",
  components: ["Platform – API"],
  updatedAt: "2025-11-03T12:00:00.000Z",
  detectedAt: "2025-11-03T12:00:00.000Z",
  source: "poll",
};
const ALL: ProviderFilter = { components: [], ignoredComponents: [], ignoredKinds: [] };

describe("isWanted", () => {
  it.each<[string, Partial<ProviderFilter>, Partial<StatusEvent>, boolean]>([
    ["everything where nothing is said", {}, {}, true],
    ["a component by its name, letter case aside", { components: ["api"] }, {}, true],
    ["a component by its group", { components: ["Platform"] }, {}, true],
    ["a component by its whole name", { components: ["Platform – API"] }, {}, true],
    ["no component that only contains the name", { components: ["AP"] }, {}, false],
    ["a component by a regular expression", { components: [/^plat/i] }, {}, true],
    ["nothing of components that are not named", { components: ["Web"] }, {}, false],
    [
      "an incident if one of several is named",
      { components: ["Web"] },
      { components: ["Web", "Mail"] },
      true,
    ],
    [
      "an incident that names no component: it may concern any",
      { components: ["Web"] },
      { components: [] },
      true,
    ],
    ["nothing of ignored components", { ignoredComponents: ["API"] }, {}, false],
    [
      "an incident of which not all components are ignored",
      { ignoredComponents: ["API"] },
      { components: ["API", "Web"] },
      true,
    ],
    ["nothing of an ignored kind", { ignoredKinds: ["incident"] }, {}, false],
    ["nothing below the least impact", { minImpact: "major" }, {}, false],
    ["what is as bad as the least impact", { minImpact: "minor" }, {}, true],
    ["an impact that is not known", { minImpact: "critical" }, { impact: "unknown" }, true],
    [
      "a maintenance: it is on another scale",
      { minImpact: "critical" },
      { kind: "maintenance", impact: "maintenance" },
      true,
    ],
    [
      "the recovery of a component from what was bad enough",
      { minImpact: "major" },
      { kind: "component", change: "changed", impact: "none", from: "major_outage", to: "operational" },
      true,
    ],
    [
      "no recovery from what was not",
      { minImpact: "major" },
      {
        kind: "component",
        change: "changed",
        impact: "none",
        from: "degraded_performance",
        to: "operational",
      },
      false,
    ],
    [
      "that the page cannot be read",
      { components: ["Web"], minImpact: "critical" },
      { kind: "provider", components: [], impact: "unknown" },
      true,
    ],
  ])("wants or not: %s", (_, filter, event, wanted) => {
    expect(isWanted({ ...EVENT, ...event }, { ...ALL, ...filter })).toBe(wanted);
  });
});
