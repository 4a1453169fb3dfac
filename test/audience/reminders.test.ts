import { describe, expect, it } from "vitest";
import { reminderStep } from "../../src/audience/reminders.ts";
import type { Rules } from "../../src/audience/types.ts";
import type { StatusEvent } from "../../src/types.ts";
import { HOUR, incident, maintenance, NOON } from "./events.ts";

const RULES: Rules = { remindMs: HOUR };
const NIGHT: Rules = { ...RULES, quietHours: { from: "22:00", to: "07:00", timeZone: "UTC" } };
const at = (time: string) => maintenance({ scheduledFor: time });

function words(event: StatusEvent, rules: Rules = RULES): string {
  const step = reminderStep(event, rules, NOON);
  if (!step) return "nothing";
  return step.step === "set" ? `set ${new Date(step.reminder.atMs).toISOString().slice(0, 16)}` : step.step;
}

describe("an event of a maintenance means for its reminder", () => {
  it.each<[string, StatusEvent, string]>([
    ["announced", maintenance(), "set 2025-11-05T11:00"],
    [
      "put off",
      maintenance({ change: "updated", scheduledFor: "2025-11-06T09:30:00.000Z" }),
      "set 2025-11-06T08:30",
    ],
    ["told at short notice: that is the reminder", at("2025-11-03T13:00:00Z"), "cancel"],
    [
      "brought forward to now",
      maintenance({ change: "updated", scheduledFor: "2025-11-03T12:30:00Z" }),
      "cancel",
    ],
    ["begun", maintenance({ change: "updated", status: "in_progress" }), "cancel"],
    ["being verified", maintenance({ change: "updated", status: "verifying" }), "cancel"],
    ["over", maintenance({ change: "resolved", status: "completed" }), "cancel"],
    ["resolved", maintenance({ change: "resolved", status: "resolved" }), "cancel"],
    [
      "called off, in the page's own word",
      maintenance({ status: "unknown", rawStatus: "Canceled" }),
      "cancel",
    ],
    ["of a status not known", maintenance({ status: "unknown", rawStatus: "Confirmed" }), "nothing"],
    ["of no time that is known", maintenance({ scheduledFor: undefined }), "nothing"],
    ["of a time that is none", at("soon"), "nothing"],
    ["of no incident that is known", maintenance({ incidentId: undefined }), "nothing"],
    ["an incident", incident({ scheduledFor: "2025-11-05T12:00:00Z" }), "nothing"],
  ])("%s", (_, event, step) => {
    expect(words(event)).toBe(step);
  });

  it("nothing where none is asked for", () => {
    expect(words(maintenance(), {})).toBe("nothing");
  });

  it.each([
    ["by day", "2025-11-05T12:00:00Z", "set 2025-11-05T11:00"],
    ["by night: before it", "2025-11-05T03:00:00Z", "set 2025-11-04T21:59"],
    ["at the end of the night: before it", "2025-11-05T07:00:00Z", "set 2025-11-04T21:59"],
    ["right after the night: at its end", "2025-11-05T07:30:00Z", "set 2025-11-05T07:00"],
  ])("with quiet hours %s", (_, scheduledFor, step) => {
    expect(words(at(scheduledFor), NIGHT)).toBe(step);
  });

  it("one key, whatever becomes of it", () => {
    const steps = [maintenance(), at("2025-11-07T12:00:00Z"), maintenance({ status: "completed" })];
    const keys = steps.map((event) => reminderStep(event, RULES, NOON)?.key);
    expect(new Set(keys).size).toBe(1);
    expect(reminderStep(maintenance({ provider: "Other" }), RULES, NOON)?.key).not.toBe(keys[0]);
  });
});

it("a reminder is the maintenance's event, and says when it begins", () => {
  const event = maintenance({ rawStatus: "Planned", scheduledUntil: "2025-11-05T14:00:00.000Z" });
  const step = reminderStep(event, { remindMs: 90 * 60_000 }, NOON);
  const { updateId: _update, rawStatus: _word, ...about } = event;
  expect(step).toMatchObject({ step: "set" });
  expect(step?.step === "set" && step.reminder.event).toEqual({
    ...about,
    id: "acme/m/reminder-2025-11-05T12:00:00.000Z",
    change: "reminder",
    status: "scheduled",
    message: "Begins in 90m, at 2025-11-05 12:00 UTC.",
    updatedAt: "2025-11-05T10:30:00.000Z",
    detectedAt: "2025-11-05T10:30:00.000Z",
  });
});
