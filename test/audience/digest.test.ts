import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { digestOf, nextDigestMs } from "../../src/audience/digest.ts";
import { eventPretty, eventText } from "../../src/render/event.ts";
import type { StatusEvent } from "../../src/types.ts";
import { component, HOUR, incident, MINUTE, maintenance, NOON, unreachable } from "./events.ts";

const resolved = incident({ id: "acme/a/u2", change: "resolved", status: "resolved" });
const other = incident({
  id: "other/b/u1",
  provider: "Other",
  incidentId: "b",
  title: "Slow",
  url: undefined,
  impact: "major",
});

function digest(...events: StatusEvent[]): StatusEvent {
  const event = digestOf(events, NOON);
  if (!event) throw new Error("no digest");
  return event;
}

describe("a digest", () => {
  it("says the newest of each, by provider, in the order in which they came", () => {
    const later = maintenance({ title: "Upgrade" });
    expect(digest(incident(), other, resolved, later)).toEqual({
      id: expect.stringMatching(/^digest\/[0-9a-f]{16}$/),
      kind: "provider",
      change: "digest",
      provider: "Acme, Other",
      product: "Acme, Other",
      title: "4 updates of 2 incidents, 1 maintenance",
      status: "unknown",
      impact: "major",
      message: [
        "Acme: Trouble – Resolved – https://status.acme.example/incidents/a",
        "Acme: Upgrade – Scheduled – https://status.acme.example/incidents/a",
        "Other: Slow – Investigating",
      ].join("\n"),
      components: [],
      updatedAt: "2025-11-03T12:00:00.000Z",
      detectedAt: "2025-11-03T12:00:00.000Z",
      source: "poll",
    });
  });

  it("of one event is that event, of none is none", () => {
    expect(digest(other)).toBe(other);
    expect(digestOf([], NOON)).toBeUndefined();
  });

  it.each<[string, StatusEvent[], string, string]>([
    ["of one incident", [incident(), resolved], "2 updates of 1 incident", "none"],
    ["of pages", [unreachable(), unreachable({ change: "recovered" })], "2 updates of 1 page", "none"],
    [
      "of a page that cannot be read",
      [unreachable(), resolved],
      "2 updates of 1 page, 1 incident",
      "unknown",
    ],
    [
      "of components, one of them back",
      [
        component("operational", "major_outage"),
        component("major_outage", "operational"),
        component("operational", "degraded_performance", { components: ["Web"], title: "Web" }),
      ],
      "3 updates of 2 components",
      "minor",
    ],
  ])("%s counts what there is, and is as grave as what is left", (_, events, title, impact) => {
    expect(digest(...events)).toMatchObject({ title, impact });
  });

  it("has an id that is that of what it holds, whenever and in whatever order", () => {
    const { id } = digest(incident(), other);
    expect(digestOf([other, incident()], NOON + HOUR)?.id).toBe(id);
    expect(digest(incident(), other, resolved).id).not.toBe(id);
  });

  it("is bounded, whatever pages write", () => {
    const events = Array.from({ length: 1_000 }, (_, index) =>
      incident({
        id: `acme/${index}/u`,
        incidentId: String(index),
        title: `${"long ".repeat(500)}\nline`,
        url: `https://acme.example/${"x".repeat(5_000)}`,
      }),
    );
    const { message, title } = digest(...events);
    expect(title).toBe("1000 updates of 1000 incidents");
    expect(message.split("\n")).toHaveLength(41);
    expect(message.split("\n").at(-1)).toBe("and 960 more");
    expect(message.length).toBeLessThan(8_000);
  });

  it("keeps to the two lines of text output", () => {
    const event = digest(resolved, other);
    expect(eventText(event, "utc")).toBe(
      "[2025-11-03 12:00:00] Product: Acme, Other\n" +
        "Status: Digest - Acme: Trouble – Resolved – https://status.acme.example/incidents/a | Other: Slow – Investigating\n",
    );
    expect(eventPretty(event, "utc", new Chalk({ level: 0 }))).toContain("≡ Product: Acme, Other");
  });
});

describe("digests are due by the clock", () => {
  it.each([
    [HOUR, "12:00:00.000", "2025-11-03T13:00:00.000Z"],
    [HOUR, "12:59:59.999", "2025-11-03T13:00:00.000Z"],
    [15 * MINUTE, "12:16:00.000", "2025-11-03T12:30:00.000Z"],
    [24 * HOUR, "12:00:00.000", "2025-11-04T00:00:00.000Z"],
  ])("every %i ms, at %s", (digestMs, time, due) => {
    const nowMs = Date.parse(`2025-11-03T${time}Z`);
    expect(new Date(nextDigestMs(digestMs, nowMs)).toISOString()).toBe(due);
  });
});
