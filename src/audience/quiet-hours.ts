import { addDays, clockTime, instantOf, type LocalDate, localDate, weekday } from "./local-time.ts";
import { DAYS, type QuietHours } from "./types.ts";

interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
}

const DAY_MS = 24 * 3_600_000;
/** Quiet hours that follow one another for longer than this are interrupted: something must be told some day. */
const LONGEST_MS = 8 * DAY_MS;

/** When the quiet in which this moment lies is over; undefined where it is not quiet. */
export function quietUntilMs(hours: QuietHours | undefined, nowMs: number): number | undefined {
  if (!hours) return undefined;
  let untilMs: number | undefined;
  // The quiet of one day may end as that of the next begins.
  for (let window = windowAt(hours, nowMs); window; window = windowAt(hours, untilMs)) {
    untilMs = window.untilMs;
    if (untilMs - nowMs > LONGEST_MS) break;
  }
  return untilMs;
}

/** When the quiet in which this moment lies began; undefined where it is not quiet. */
export function quietSinceMs(hours: QuietHours | undefined, nowMs: number): number | undefined {
  if (!hours) return undefined;
  let sinceMs: number | undefined;
  for (let window = windowAt(hours, nowMs); window; window = windowAt(hours, sinceMs - 1)) {
    sinceMs = window.fromMs;
    if (nowMs - sinceMs > LONGEST_MS) break;
  }
  return sinceMs;
}

/** `quiet until 07:00 Europe/Zurich` */
export function describeQuiet({ timeZone }: QuietHours, untilMs: number, nowMs: number): string {
  return `quiet until ${clockTime(untilMs, timeZone, untilMs - nowMs >= DAY_MS)} ${timeZone}`;
}

/** The quiet hours, of this day or the one before it, that hold a moment. */
function windowAt(hours: QuietHours, ms: number): Window | undefined {
  const today = localDate(ms, hours.timeZone);
  return [today, addDays(today, -1)]
    .map((date) => windowOf(hours, date))
    .find((window) => window && window.fromMs <= ms && ms < window.untilMs);
}

/** The quiet hours that begin on a date. */
function windowOf({ from, to, timeZone, days }: QuietHours, date: LocalDate): Window | undefined {
  const day = DAYS[weekday(date)];
  if (days && !(day && days.includes(day))) return undefined;
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const lastDate = end <= begin ? addDays(date, 1) : date;
  return {
    fromMs: instantOf(date, begin, timeZone, "first"),
    untilMs: instantOf(lastDate, end, timeZone, "last"),
  };
}

/** Since midnight. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
