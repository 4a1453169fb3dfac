import { describe, expect, it } from "vitest";
import type { Rules } from "../../src/audience/types.ts";
import { verdictOf, withoutSettling } from "../../src/audience/verdict.ts";
import type { StatusEvent } from "../../src/types.ts";
import { component, HOUR, incident, MINUTE, maintenance, NOON, unreachable } from "./events.ts";

const TAGS = { tags: ["prod", "EU"] };
const down = component("operational", "major_outage");
const back = component("major_outage", "operational");

function tell(event: StatusEvent, rules: Rules, nowMs = NOON): string {
  const { tell, why } = verdictOf(event, rules, TAGS, nowMs);
  return why === undefined ? tell : `${tell}: ${why}`;
}

describe("what a consumer is told of", () => {
  it.each<[string, Rules, StatusEvent, string]>([
    ["everything, where nothing is said", {}, incident(), "now"],
    ["a page that cannot be read, too", {}, unreachable(), "now"],
    ["a provider wanted, letter case aside", { only: { providers: ["acme"] } }, incident(), "now"],
    ["a provider by a regular expression", { only: { providers: [/^ac/i] } }, incident(), "now"],
    ["no other provider", { only: { providers: ["Ac"] } }, incident(), "never: not wanted: provider Acme"],
    [
      "none that is ignored",
      { ignore: { providers: ["Acme"] } },
      incident(),
      "never: ignored: provider Acme",
    ],
    ["a tag wanted, letter case aside", { only: { tags: ["eu", "us"] } }, incident(), "now"],
    [
      "nothing without that tag",
      { only: { tags: ["us", "asia"] } },
      incident(),
      "never: not wanted: provider Acme has no tag us, asia",
    ],
    ["nothing of an ignored tag", { ignore: { tags: ["Prod"] } }, incident(), "never: ignored: tag prod"],
    ["a component wanted", { only: { components: ["api"] } }, incident(), "now"],
    ["a component by its group", { only: { components: ["Platform"] } }, incident(), "now"],
    [
      "no other component",
      { only: { components: ["Web"] } },
      incident(),
      "never: not wanted: component Platform – API",
    ],
    [
      "an incident that names no component: it may concern any",
      { only: { components: ["Web"] }, ignore: { components: [/./] } },
      incident({ components: [] }),
      "now",
    ],
    [
      "nothing of which every component is ignored",
      { ignore: { components: ["API", "Web"] } },
      incident({ components: ["API", "Web"] }),
      "never: ignored: components API, Web",
    ],
    [
      "an incident of which one component is not ignored",
      { ignore: { components: ["API"] } },
      incident({ components: ["API", "Web"] }),
      "now",
    ],
    [
      "nothing where what is wanted is ignored, and the rest not wanted",
      { only: { components: ["API"] }, ignore: { components: ["API"] } },
      incident({ components: ["API", "Web"] }),
      "never: not wanted: components API, Web",
    ],
    ["a kind wanted", { only: { kinds: ["incident"] } }, incident(), "now"],
    ["no other kind", { only: { kinds: ["incident"] } }, unreachable(), "never: not wanted: kind provider"],
    ["no kind that is ignored", { ignore: { kinds: ["component"] } }, down, "never: ignored: kind component"],
    ["a change wanted", { only: { changes: ["opened", "resolved"] } }, incident(), "now"],
    [
      "no other change",
      { only: { changes: ["opened", "resolved"] } },
      incident({ change: "updated" }),
      "never: not wanted: change updated",
    ],
    [
      "no change that is ignored",
      { ignore: { changes: ["edited"] } },
      incident({ change: "edited" }),
      "never: ignored: change edited",
    ],
    ["what is grave enough", { only: { minImpact: "minor" } }, incident(), "now"],
    [
      "nothing of less impact",
      { only: { minImpact: "major" } },
      incident(),
      "never: impact minor is below major",
    ],
    ["an impact not known", { only: { minImpact: "critical" } }, incident({ impact: "unknown" }), "now"],
    ["a maintenance, of no such scale", { only: { minImpact: "critical" } }, maintenance(), "now"],
    ["the end of what was grave enough", { only: { minImpact: "critical" } }, back, "now"],
    [
      "only what meets all that is wanted",
      { only: { providers: ["Acme"], kinds: ["maintenance"] } },
      incident(),
      "never: not wanted: kind incident",
    ],
    [
      "nothing that meets any of what is ignored",
      { ignore: { providers: ["Other"], kinds: ["incident"] } },
      incident(),
      "never: ignored: kind incident",
    ],
    [
      "nothing ignored, were it wanted or not",
      { only: { providers: ["Acme"] }, ignore: { kinds: ["incident"] } },
      incident(),
      "never: ignored: kind incident",
    ],
    ["nothing of an empty choice", { only: { kinds: [] } }, incident(), "never: not wanted: kind incident"],
    [
      "a digest: what it holds was judged before",
      { only: { kinds: ["incident"] }, digestMs: HOUR },
      unreachable({ change: "digest" }),
      "now",
    ],
  ])("%s", (_, rules, event, verdict) => {
    expect(tell(event, rules)).toBe(verdict);
  });
});

const NIGHT: Rules = { quietHours: { from: "22:00", to: "07:00", timeZone: "Europe/Zurich" } };
const MIDNIGHT = Date.parse("2025-11-03T23:00:00Z");
const MORNING = Date.parse("2025-11-04T06:00:00Z");
const QUIET = "later: quiet until 07:00 Europe/Zurich; sent with the digest";
const CRITICAL = "now: critical, which passes quiet hours";

describe("when a consumer is told", () => {
  it.each<[string, Rules, StatusEvent, number, string]>([
    ["by day at once", NIGHT, incident(), NOON, "now"],
    ["by night later", NIGHT, incident(), MIDNIGHT, QUIET],
    ["by night of what is critical at once", NIGHT, incident({ impact: "critical" }), MIDNIGHT, CRITICAL],
    ["by night of a component that is down at once", NIGHT, down, MIDNIGHT, CRITICAL],
    ["and of its end", NIGHT, back, MIDNIGHT, CRITICAL],
    ["by night of what may or may not be critical later", NIGHT, unreachable(), MIDNIGHT, QUIET],
    [
      "of what is left out never, by night too",
      { ...NIGHT, ignore: { kinds: ["incident"] } },
      incident(),
      MIDNIGHT,
      "never: ignored: kind incident",
    ],
    [
      "with the next digest",
      { digestMs: HOUR },
      incident(),
      NOON + 5 * MINUTE,
      "later: sent with the digest of each 1h, next at 2025-11-03 13:00 UTC",
    ],
    [
      "with the next digest of what is critical, too: it was asked for",
      { digestMs: 15 * MINUTE },
      incident({ impact: "critical" }),
      NOON,
      "later: sent with the digest of each 15m, next at 2025-11-03 12:15 UTC",
    ],
    ["with no digest by night", { ...NIGHT, digestMs: HOUR }, incident(), MIDNIGHT, QUIET],
    ["with no digest that is due by night", { ...NIGHT, digestMs: 24 * HOUR }, incident(), NOON, QUIET],
    [
      "with a digest by night of what is critical",
      { ...NIGHT, digestMs: HOUR },
      incident({ impact: "critical" }),
      MIDNIGHT,
      "later: sent with the digest of each 1h, next at 2025-11-04 00:00 UTC",
    ],
    [
      "of a component when it has settled",
      { ...NIGHT, settleMs: 2 * MINUTE },
      down,
      MIDNIGHT,
      "later: held for 2m, told if it is still so then",
    ],
    [
      "of an incident at once, however long components take",
      { settleMs: 2 * MINUTE },
      incident(),
      NOON,
      "now",
    ],
  ])("%s", (_, rules, event, nowMs, verdict) => {
    expect(tell(event, rules, nowMs)).toBe(verdict);
  });

  it("tells the moment and the form of what comes later", () => {
    const all = { tags: [] };
    expect(verdictOf(incident(), NIGHT, all, MIDNIGHT)).toMatchObject({ atMs: MORNING, as: "digest" });
    const settling = { ...NIGHT, settleMs: 2 * MINUTE };
    const held = { atMs: MIDNIGHT + 2 * MINUTE, as: "settled" };
    const minor = component("operational", "degraded_performance");
    expect(verdictOf(minor, settling, all, MIDNIGHT)).toMatchObject(held);
    const after = verdictOf(minor, withoutSettling(settling), all, MIDNIGHT + 2 * MINUTE);
    expect(after).toMatchObject({ atMs: MORNING, as: "digest" });
  });
});

describe("a reminder is told", () => {
  const startsAt = (scheduledFor: string) => maintenance({ change: "reminder", scheduledFor });
  it.each<[string, Rules, StatusEvent, number, string]>([
    ["at once", {}, startsAt("2025-11-03T13:00:00Z"), NOON, "now"],
    [
      "whatever changes are wanted",
      { only: { changes: ["opened"] } },
      startsAt("2025-11-03T13:00:00Z"),
      NOON,
      "now",
    ],
    ["without waiting for a digest", { digestMs: HOUR }, startsAt("2025-11-03T13:00:00Z"), NOON, "now"],
    [
      "never of what is left out",
      { only: { kinds: ["incident"] } },
      startsAt("2025-11-03T13:00:00Z"),
      NOON,
      "never: not wanted: kind maintenance",
    ],
    [
      "never when it has begun",
      {},
      startsAt("2025-11-03T12:00:00Z"),
      NOON,
      "never: the maintenance was to begin before this",
    ],
    ["after the quiet, where that is early enough", NIGHT, startsAt("2025-11-04T06:30:00Z"), MIDNIGHT, QUIET],
    [
      "never after a quiet in which it begins",
      NIGHT,
      startsAt("2025-11-04T03:00:00Z"),
      MIDNIGHT,
      "never: quiet until 07:00 Europe/Zurich; the maintenance begins before that",
    ],
  ])("%s", (_, rules, event, nowMs, verdict) => {
    expect(tell(event, rules, nowMs)).toBe(verdict);
  });
});
