import { describe, expect, test } from "vitest";
import { bodyOf, composeMessage, isOver, severityOf } from "../../src/consumers/message.ts";
import { eventWith, RESOLVED } from "../helpers/receiver.ts";

describe("composeMessage", () => {
  test("names the product first, then the status", () => {
    expect(composeMessage(eventWith())).toEqual({
      headline: "OpenAI – Chat Completions: Investigating",
      title: "Elevated error rates",
      summary: "OpenAI – Chat Completions: Investigating – We are investigating. More soon.",
      text: "We are investigating.\nMore soon.",
      fields: [
        { name: "Provider", value: "OpenAI" },
        { name: "Components", value: "Chat Completions" },
        { name: "Status", value: "Investigating" },
        { name: "Impact", value: "Major" },
        { name: "Started", value: "2025-11-03 14:30 UTC" },
      ],
      severity: "major",
      color: "#ef6c00",
      symbol: "🟠",
      url: "https://status.openai.com/incidents/inc-1",
    });
  });

  test("tells a component's change, and when a maintenance is to be", () => {
    const component = composeMessage(
      eventWith({
        kind: "component",
        change: "changed",
        status: "operational",
        from: "major_outage",
        to: "operational",
      }),
    );
    expect(component.severity).toBe("ok");
    expect(component.fields).toContainEqual({ name: "Before", value: "Major outage" });
    const scheduled = (scheduledFor: string, scheduledUntil: string) =>
      composeMessage(eventWith({ scheduledFor, scheduledUntil })).fields.find(
        ({ name }) => name === "Scheduled",
      )?.value;
    expect(scheduled("2025-11-04T01:00:00.000Z", "2025-11-04T03:00:00.000Z")).toBe(
      "2025-11-04 01:00–03:00 UTC",
    );
    expect(scheduled("2025-11-04T23:00:00.000Z", "2025-11-05T03:00:00.000Z")).toBe(
      "2025-11-04 23:00 UTC – 2025-11-05 03:00 UTC",
    );
  });

  test("says of a page that cannot be read what became of it, not its status", () => {
    const event = eventWith({
      kind: "provider",
      change: "unreachable",
      status: "unknown",
      product: "OpenAI",
    });
    expect(composeMessage(event).headline).toBe("OpenAI: Unreachable");
  });

  test.each(["javascript:alert(1)", "no address", ""])("has no link where %j is none", (url) => {
    expect(composeMessage(eventWith({ url }))).not.toHaveProperty("url");
  });
});

test("what is over is good news, a postmortem too", () => {
  expect(severityOf(eventWith({ impact: "critical" }))).toBe("critical");
  for (const changes of [RESOLVED, { change: "updated", status: "postmortem" }] as const) {
    expect(severityOf(eventWith({ ...changes, impact: "critical" }))).toBe("ok");
    expect(isOver(eventWith(changes))).toBe(true);
  }
  expect(isOver(eventWith())).toBe(false);
});

test("the body is cut between characters, and is the title where nothing else was said", () => {
  expect(bodyOf(composeMessage(eventWith({ message: "😀😀😀" })), 4)).toBe("😀…");
  expect(bodyOf(composeMessage(eventWith({ message: "" })), 100)).toBe("Elevated error rates");
});
