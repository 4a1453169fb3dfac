import { describe, expect, test } from "vitest";
import { alertKey, alertStep, keyOfAlert, threadAfter } from "../../src/consumers/alert.ts";
import { componentEvent, incidentEvent, reachEvent } from "../../src/state/events.ts";
import type { EventKind, StatusEvent } from "../../src/types.ts";
import { eventWith, isWellFormed, RESOLVED } from "../helpers/receiver.ts";

const USUAL: readonly EventKind[] = ["incident", "component"];
const ALL: readonly EventKind[] = ["incident", "component", "maintenance", "provider"];
const OCCASION = { provider: "OpenAI", detectedAtMs: Date.UTC(2025, 10, 3), source: "poll" } as const;

function component(id: string, status: "operational" | "major_outage" | "under_maintenance", name = "API") {
  return componentEvent(OCCASION, { id, name, status }, "operational", undefined);
}

const OPEN = threadAfter("open", "openai/inc-1");
const CLOSED = threadAfter("close", "openai/inc-1");

const MAINTENANCE: Partial<StatusEvent> = {
  kind: "maintenance",
  status: "in_progress",
  impact: "maintenance",
};
const UNREACHABLE = reachEvent(
  OCCASION,
  "unreachable",
  { failures: 3, sinceMs: 0, announced: true },
  "no answer",
);

describe("an alert", () => {
  test.each<[string, Partial<StatusEvent>, string | undefined, string]>([
    ["opens with its incident", {}, undefined, "open"],
    ["opens with one that went on before us", { change: "ongoing" }, undefined, "open"],
    ["opens with whatever of it is told first", { change: "updated" }, undefined, "open"],
    ["is updated", { change: "updated", status: "identified" }, OPEN, "update"],
    ["closes", RESOLVED, OPEN, "close"],
    ["closes also where an earlier version opened it", RESOLVED, "open", "close"],
    ["closes also where the thread was lost", RESOLVED, undefined, "close"],
    ["stays closed after the end", { change: "updated", status: "postmortem" }, CLOSED, "none"],
    ["opens again with its incident", { change: "updated", status: "investigating" }, CLOSED, "open"],
    ["does not open again for an edit", { change: "edited", status: "investigating" }, CLOSED, "none"],
    ["does not close for an edit", { change: "edited", status: "resolved" }, OPEN, "update"],
    ["is not for planned work", MAINTENANCE, undefined, "none"],
  ])("%s", (_, changes, thread, step) => {
    expect(alertStep(eventWith(changes), thread, USUAL)).toBe(step);
  });

  test.each<[string, StatusEvent, readonly EventKind[], string]>([
    ["opens when a component breaks", component("1", "major_outage"), USUAL, "open"],
    ["closes when it is well", component("1", "operational"), USUAL, "close"],
    ["is not for a component that is worked on", component("1", "under_maintenance"), USUAL, "none"],
    ["or is, where asked for", component("1", "under_maintenance"), ALL, "open"],
    ["opens when work begins, where asked for", eventWith(MAINTENANCE), ALL, "open"],
    ["not when it is announced", eventWith({ ...MAINTENANCE, status: "scheduled" }), ALL, "none"],
    ["not when it is told of again", eventWith({ ...MAINTENANCE, change: "reminder" }), ALL, "none"],
    [
      "closes when it is done",
      eventWith({ ...MAINTENANCE, change: "resolved", status: "completed" }),
      ALL,
      "close",
    ],
    ["is not for pages that cannot be read", UNREACHABLE, USUAL, "none"],
    ["or is, where asked for", UNREACHABLE, ALL, "open"],
    ["closes when they can", { ...UNREACHABLE, change: "recovered" }, ALL, "close"],
  ])("%s", (_, event, kinds, step) => {
    expect(alertStep(event, undefined, kinds)).toBe(step);
  });
});

describe("its key", () => {
  test("is the same for all of an incident", () => {
    const incident = { id: "inc-1", kind: "incident", title: "T", status: "investigating" } as const;
    const rest = { impact: "major", components: [], updates: [] } as const;
    const event = incidentEvent(
      OCCASION,
      { ...incident, ...rest },
      { id: "u1", idFrom: "page", status: "investigating", message: "" },
      "opened",
    );
    expect(alertKey(event, 255)).toBe("openai/inc-1");
    expect(alertKey(eventWith(RESOLVED), 255)).toBe("openai/inc-1");
  });

  test("is a component's own, also where two are called alike", () => {
    expect(alertKey(component("a", "major_outage"), 255)).toBe("openai/component/a");
    expect(alertKey(component("a", "operational"), 255)).toBe("openai/component/a");
    expect(alertKey(component("b/c", "operational"), 255)).toBe("openai/component/b/c");
  });

  test("ends under the key that it began under, whoever tells of its end", () => {
    const other = eventWith({ ...RESOLVED, provider: "ChatGPT" });
    expect(keyOfAlert(other, OPEN, 255)).toBe("openai/inc-1");
    expect(keyOfAlert(other, undefined, 255)).toBe("chatgpt/inc-1");
    expect(keyOfAlert(other, "open", 255)).toBe("chatgpt/inc-1");
  });

  test("is the page's where that cannot be read", () => {
    expect(alertKey(UNREACHABLE, 255)).toBe(alertKey({ ...UNREACHABLE, change: "recovered" }, 255));
  });

  test("keeps to a limit and stays different", () => {
    const long = (end: string) => alertKey(eventWith({ incidentId: `${"😀".repeat(300)}${end}` }), 255);
    expect(long("a").length).toBeLessThanOrEqual(255);
    expect(isWellFormed(long("a"))).toBe(true);
    expect(long("a")).toBe(long("a"));
    expect(long("a")).not.toBe(long("b"));
  });
});
