import { formatDuration } from "../config/duration.ts";
import { timestamp } from "../render/event.ts";
import type { ProviderMemory } from "../state/types.ts";
import { slug } from "../text.ts";
import { isClosed, type StatusEvent } from "../types.ts";
import { quietSinceMs, quietUntilMs } from "./quiet-hours.ts";
import type { Rules } from "./types.ts";

export interface Reminder {
  readonly atMs: number;
  readonly event: StatusEvent;
}

/** What an event of a maintenance means for its reminder; there is at most one of each `key`. */
export type ReminderStep =
  /** In the place of the one there may be. */
  | { readonly step: "set"; readonly key: string; readonly reminder: Reminder }
  | { readonly step: "cancel"; readonly key: string };

const MINUTE_MS = 60_000;

/**
 * The reminder of a maintenance that is to begin: set when it is told of, set anew when its time changes, cancelled
 * when it has begun, is over or called off. Undefined where the event means nothing for any reminder. The rules'
 * selection is not looked at here: ask for a verdict on the reminder when it is due.
 */
export function reminderStep(event: StatusEvent, rules: Rules, nowMs: number): ReminderStep | undefined {
  const { kind, incidentId, status, scheduledFor, rawStatus = "" } = event;
  if (rules.remindMs === undefined || kind !== "maintenance" || incidentId === undefined) return undefined;
  const key = JSON.stringify([event.provider, incidentId]);
  if (isClosed(status) || BEGUN.has(status) || CALLED_OFF.test(rawStatus)) return { step: "cancel", key };
  // A status or a time that is not known leaves standing what was planned.
  if (status !== "scheduled" || scheduledFor === undefined) return undefined;
  const startsMs = Date.parse(scheduledFor);
  if (Number.isNaN(startsMs)) return undefined;
  const atMs = timeOf(startsMs, rules.remindMs, rules);
  // Later than that, the event itself is the reminder.
  if (atMs <= nowMs) return { step: "cancel", key };
  return { step: "set", key, reminder: { atMs, event: reminderOf(event, incidentId, startsMs, atMs) } };
}

/**
 * Whether the page does not list the maintenance as open any more: one that is called off may just disappear, which is
 * no event. To be asked when the reminder is due, as it may be listed again by then.
 */
export function isCalledOff({ incidentId }: StatusEvent, memory: ProviderMemory | undefined): boolean {
  const known = incidentId === undefined ? undefined : memory?.incidents.get(incidentId);
  return known !== undefined && known.open === undefined;
}

const BEGUN: ReadonlySet<string> = new Set(["in_progress", "verifying"]);
const CALLED_OFF = /cancel|call(ed)?.?off|abort|withdrawn/i;

/** Of one that is due in quiet hours: at their end, or right before them where that would be too late. */
function timeOf(startsMs: number, remindMs: number, { quietHours }: Rules): number {
  const atMs = startsMs - remindMs;
  const untilMs = quietUntilMs(quietHours, atMs);
  if (untilMs === undefined || untilMs < startsMs) return untilMs ?? atMs;
  return (quietSinceMs(quietHours, atMs) ?? atMs) - MINUTE_MS;
}

function reminderOf(event: StatusEvent, incidentId: string, startsMs: number, atMs: number): StatusEvent {
  const { updateId: _update, rawStatus: _word, ...about } = event;
  const startsIso = new Date(startsMs).toISOString();
  const atIso = new Date(atMs).toISOString();
  // Of the minute: the reminder may be told some seconds late.
  const inWords = formatDuration(Math.max(MINUTE_MS, Math.round((startsMs - atMs) / MINUTE_MS) * MINUTE_MS));
  return {
    ...about,
    id: `${slug(event.provider)}/${incidentId}/reminder-${startsIso}`,
    change: "reminder",
    status: "scheduled",
    message: `Begins in ${inWords}, at ${timestamp(startsIso, "utc").slice(0, 16)} UTC.`,
    updatedAt: atIso,
    detectedAt: atIso,
  };
}
