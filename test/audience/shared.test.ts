import { describe, expect, it } from "vitest";
import { AlreadyTold } from "../../src/audience/shared.ts";
import type { StatusEvent } from "../../src/types.ts";
import { component, HOUR, incident, maintenance, NOON, unreachable } from "./events.ts";

/** The same event as another provider's page would have it. */
const ofOther = (event: StatusEvent, changes: Partial<StatusEvent> = {}): StatusEvent => ({
  ...event,
  provider: "Other",
  id: event.id.replace(/^acme/, "other"),
  ...changes,
});
/** Where the page of the first lies. */
const HOST = "status.acme.example";
const alias = { url: "https://acme.statuspage.example/incidents/a" };
const down = component("operational", "major_outage");
const ended = incident({
  id: "acme/a/resolved",
  change: "resolved",
  status: "resolved",
  updateId: undefined,
});

describe("what another provider has told already", () => {
  it.each<[string, StatusEvent, StatusEvent, boolean]>([
    ["the same update of a shared page", incident(), ofOther(incident()), true],
    ["under another address of the page", incident(), ofOther(incident(), alias), true],
    [
      "read in another format, with ids of its own",
      incident(),
      ofOther(incident(), { incidentId: "tag:a" }),
      true,
    ],
    ["told as open at the other's first sight", incident(), ofOther(incident(), { change: "ongoing" }), true],
    ["another update of the incident", incident(), ofOther(incident(), { updateId: "u2" }), false],
    ["another incident", incident(), ofOther(incident(), { ...alias, incidentId: "b" }), false],
    [
      "another page's incident of the same number, at another time",
      incident(),
      ofOther(incident(), { ...alias, updatedAt: "2025-11-03T12:01:00.000Z" }),
      false,
    ],
    [
      "another page's incident of the same number",
      incident(),
      ofOther(incident(), { ...alias, title: "B" }),
      false,
    ],
    ["its edit", incident(), ofOther(incident({ change: "edited" })), false],
    ["the same edit", incident({ change: "edited" }), ofOther(incident({ change: "edited" })), true],
    ["the same end, of which there is no update", ended, ofOther(ended), true],
    [
      "the end of another incident",
      ended,
      ofOther(ended, { incidentId: "b", id: "other/b/resolved" }),
      false,
    ],
    ["the same maintenance", maintenance(), ofOther(maintenance()), true],
    ["the same change of a component", down, ofOther(down), true],
    ["another change of it", down, ofOther(component("major_outage", "operational")), false],
    [
      "one of a page without address",
      component("operational", "unknown", { url: undefined }),
      ofOther(component("operational", "unknown", { url: undefined })),
      false,
    ],
    ["that its page cannot be read", unreachable(), ofOther(unreachable()), false],
  ])("%s", (_, first, second, isShared) => {
    const told = new AlreadyTold();
    expect(told.tell(first, NOON, HOST)).toBeUndefined();
    expect(told.tell(second, NOON, HOST)?.provider).toBe(isShared ? "Acme" : undefined);
  });

  it("is told again by whoever told it first", () => {
    const told = new AlreadyTold();
    told.tell(incident(), NOON, HOST);
    told.tell(ofOther(incident()), NOON, HOST);
    expect(told.tell(incident(), NOON, HOST)).toBeUndefined();
    expect(told.tell(ofOther(incident()), NOON, HOST)?.provider).toBe("Acme");
  });

  it("is forgotten after a day", () => {
    const told = new AlreadyTold();
    told.tell(incident(), NOON, HOST);
    expect(told.tell(ofOther(incident()), NOON + 24 * HOUR - 1, HOST)?.provider).toBe("Acme");
    expect(told.tell(ofOther(incident()), NOON + 24 * HOUR, HOST)).toBeUndefined();
  });

  it("is bounded, the oldest going first", () => {
    const told = new AlreadyTold(100);
    const events = Array.from({ length: 1_000 }, (_, index) => incident({ updateId: `u${index}` }));
    for (const event of events) told.tell(event, NOON, HOST);
    expect(told.size).toBeLessThanOrEqual(102);
    expect(told.tell(ofOther(incident({ updateId: "u999" })), NOON, HOST)?.provider).toBe("Acme");
    expect(told.tell(ofOther(incident({ updateId: "u0" })), NOON, HOST)).toBeUndefined();
  });

  it("does not hide one of two copies of a page, of which neither lies where its links lead", () => {
    const told = new AlreadyTold();
    told.tell(incident(), NOON, "127.0.0.1:1");
    expect(told.tell(ofOther(incident()), NOON, "127.0.0.1:2")).toBeUndefined();
  });
});
