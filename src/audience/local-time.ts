const DAY_MS = 24 * 3_600_000;

/** A date by the calendar of some time zone, as midnight of that date in UTC. */
export type LocalDate = number;

/** Which date it is there. */
export function localDate(ms: number, timeZone: string): LocalDate {
  return Math.floor((ms + offsetAt(ms, timeZone)) / DAY_MS) * DAY_MS;
}

/** That many days later; calendars know no daylight saving time. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return date + days * DAY_MS;
}

/** 0 is Monday. */
export function weekday(date: LocalDate): number {
  return (new Date(date).getUTCDay() + 6) % 7;
}

/** `07:00`, with the weekday where `isFar`. */
export function clockTime(ms: number, timeZone: string, isFar = false): string {
  const key = `${timeZone} ${isFar}`;
  let clock = shortClocks.get(key);
  if (!clock) {
    const weekday = isFar ? ({ weekday: "short" } as const) : {};
    const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...weekday } as const;
    clock = new Intl.DateTimeFormat("en-GB", { timeZone, ...shape });
    shortClocks.set(key, clock);
  }
  return clock.format(ms);
}

/** As costly to make as those below. */
const shortClocks = new Map<string, Intl.DateTimeFormat>();

/**
 * When clocks there show so many minutes after midnight of that date. A time that comes twice, as clocks are set back,
 * is the `first` or the last of both; one that is left out is the moment at which clocks are set forward.
 */
export function instantOf(
  date: LocalDate,
  minutes: number,
  timeZone: string,
  which: "first" | "last",
): number {
  const wall = date + minutes * 60_000;
  // No zone changes its clocks twice within two days.
  const offsets = [offsetAt(wall - DAY_MS, timeZone), offsetAt(wall + DAY_MS, timeZone)];
  const instants = offsets
    .map((offset) => ({ ms: wall - offset, offset }))
    .filter(({ ms, offset }) => offsetAt(ms, timeZone) === offset)
    .map(({ ms }) => ms);
  if (instants.length === 0) return changeOfClocks(wall - Math.max(...offsets), timeZone);
  return which === "first" ? Math.min(...instants) : Math.max(...instants);
}

/** The first moment after `beforeMs` at which clocks show another offset; there is one within a day. */
function changeOfClocks(beforeMs: number, timeZone: string): number {
  const offset = offsetAt(beforeMs, timeZone);
  let [low, high] = [beforeMs, beforeMs + DAY_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, timeZone) === offset) low = middle;
    else high = middle;
  }
  return high;
}

/** By how much clocks there are ahead of UTC. */
function offsetAt(ms: number, timeZone: string): number {
  const fields = new Map(
    clockOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const field = (name: Intl.DateTimeFormatPartTypes) => fields.get(name) ?? 0;
  const shown = Date.UTC(
    field("year"),
    field("month") - 1,
    field("day"),
    field("hour"),
    field("minute"),
    field("second"),
  );
  return shown - Math.floor(ms / 1000) * 1000;
}

/** They are costly to make, and there are as many as the configuration names zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(timeZone, clock);
  return clock;
}
