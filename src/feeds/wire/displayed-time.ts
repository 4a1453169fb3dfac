/**
 * Times as Statuspage displays them: `Aug 21, 00:37 UTC`, `Jun  6, 19:13 PDT`. No year, and the page's own zone.
 * Instatus shows seconds too: `Jun  5, 01:40:38 GMT+0`.
 */
export interface DisplayedTime {
  /** 0 to 11. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second?: number;
  readonly zone: string;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const PATTERN =
  /^([A-Z][a-z]{2})[a-z]*\s+(\d{1,2}),\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(GMT[+-]\d{1,2}(?::\d{2})?|[A-Z]{2,5}|[+-]\d{2}(?::?\d{2})?)?$/;
const LONGEST_DATE = 100;
/** The end of the year 9999, the last that ISO 8601 writes in four digits. */
export const LAST_MS = 253_402_300_799_999;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export function parseDisplayedTime(text: string): DisplayedTime | undefined {
  if (text.length > LONGEST_DATE) return undefined;
  const match = PATTERN.exec(text.replace(/\s+/g, " ").trim());
  if (!match) return undefined;
  const month = MONTHS.indexOf((match[1] ?? "").toLowerCase());
  if (month < 0) return undefined;
  return {
    month,
    day: Number(match[2]),
    hour: Number(match[3]),
    minute: Number(match[4]),
    ...(match[5] && { second: Number(match[5]) }),
    zone: match[6] ?? "UTC",
  };
}

/**
 * Epoch milliseconds of displayed times that are given newest first. `newestMs` is what the feed says of the newest
 * one, to find its year by, and its zone where the abbreviation is not known or stands for several; `latestMs` what it
 * cannot be after. Every older one then has the last year in which it is not after the one that follows it.
 */
export function resolveDisplayedTimes(
  times: readonly (DisplayedTime | undefined)[],
  newestMs: number | undefined,
  latestMs: number = Number.POSITIVE_INFINITY,
): (number | undefined)[] {
  const newest = times.find((time) => time !== undefined);
  if (!newest || newestMs === undefined) return times.map(() => undefined);
  const offsets = new Map([[newest.zone, newestOffset(newest, newestMs)]]);
  let boundMs: number | undefined;
  return times.map((time) => {
    if (!time) return undefined;
    const offset = offsets.get(time.zone) ?? knownOffsets(time.zone)[0];
    if (offset === undefined) return undefined;
    const inYear = (year: number) => atOffset(time, year, offset);
    const first = boundMs === undefined ? closest(inYear, newestMs) : Number.POSITIVE_INFINITY;
    const limitMs = (boundMs ?? latestMs) + DAY_MS;
    const ms = first <= limitMs ? first : lastNotAfter(inYear, limitMs);
    if (Number.isNaN(ms)) return undefined;
    boundMs = ms;
    return ms;
  });
}

/** Epoch milliseconds of a displayed time in the year in which it is closest to a time known from elsewhere. */
export function nearestTime(time: DisplayedTime, nearMs: number): number | undefined {
  const offset = zoneOffset(time.zone);
  if (offset === undefined) return undefined;
  const ms = closest((year) => atOffset(time, year, offset), nearMs);
  return isTime(ms) ? ms : undefined;
}

/** Minutes the zone is ahead of UTC: of those its abbreviation stands for the one that the feed's own time shows. */
function newestOffset(newest: DisplayedTime, newestMs: number): number | undefined {
  const known = knownOffsets(newest.zone);
  const shownMs = closest((year) => atOffset(newest, year, 0), newestMs);
  const shown = Math.round((floorMinute(shownMs) - floorMinute(newestMs)) / MINUTE_MS);
  if (known.includes(shown)) return shown;
  // A maintenance's time in the feed is its start, not its newest update: then the two have nothing in common.
  const isPlausible = Math.abs(shown) <= 14 * 60 && shown % 15 === 0;
  return known[0] ?? (isPlausible ? shown : undefined);
}

/** Minutes that a zone's abbreviation is most likely ahead of UTC. */
export function zoneOffset(zone: string): number | undefined {
  return knownOffsets(zone)[0];
}

/** What a zone may stand for, the likeliest first. */
function knownOffsets(zone: string): readonly number[] {
  const numeric = numericOffset(zone);
  return numeric === undefined ? minutesOf(zone) : [numeric];
}

function minutesOf(zone: string): readonly number[] {
  return Object.hasOwn(ZONE_MINUTES, zone) ? (ZONE_MINUTES[zone] ?? []) : [];
}

function atOffset(time: DisplayedTime, year: number, offsetMinutes: number): number {
  return Date.UTC(year, time.month, time.day, time.hour, time.minute - offsetMinutes, time.second ?? 0);
}

function floorMinute(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}

function closest(inYear: (year: number) => number, toMs: number): number {
  const year = new Date(toMs).getUTCFullYear();
  const distance = (y: number) => Math.abs(inYear(y) - toMs);
  return inYear([year - 1, year, year + 1].reduce((best, y) => (distance(y) < distance(best) ? y : best)));
}

function lastNotAfter(inYear: (year: number) => number, boundMs: number): number {
  const year = new Date(boundMs).getUTCFullYear();
  return inYear(year) <= boundMs ? inYear(year) : inYear(year - 1);
}

function numericOffset(zone: string): number | undefined {
  const match = /^(?:GMT(?=[+-]))?([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -minutes : minutes;
}

/**
 * A date as feeds and APIs write it: ISO 8601, or RFC 822 with a zone abbreviation that `Date.parse` may not know. One
 * without a zone is in UTC, wherever this runs.
 */
export function parseDate(text: string | undefined): number | undefined {
  if (!text || text.length > LONGEST_DATE) return undefined;
  const zone = /(?:\d|\s)(Z|[A-Z]{2,5}|[+-]\d{2}:?\d{2})\s*$/i.exec(text)?.[1];
  const isTimed = text.includes(":");
  const ms = Date.parse(
    zone || !isTimed ? text : `${text.trim()}${text.includes("T") && /^\d/.test(text) ? "Z" : " GMT"}`,
  );
  if (isTime(ms)) return ms;
  const offset = minutesOf(zone?.toUpperCase() ?? "")[0];
  if (zone === undefined || offset === undefined) return undefined;
  const zonedMs = Date.parse(text.replace(new RegExp(`${zone}\\s*$`), "GMT")) - offset * MINUTE_MS;
  return isTime(zonedMs) ? zonedMs : undefined;
}

function isTime(ms: number): boolean {
  return ms >= 0 && ms <= LAST_MS;
}

/** Minutes ahead of UTC, of the abbreviations that status pages show. */
const ZONE_MINUTES: Readonly<Record<string, readonly number[]>> = {
  UTC: [0],
  GMT: [0],
  WET: [0],
  WEST: [60],
  BST: [60, 360],
  CET: [60],
  CEST: [120],
  EET: [120],
  EEST: [180],
  SAST: [120],
  MSK: [180],
  IST: [330, 60, 120, 180],
  WIB: [420],
  HKT: [480],
  SGT: [480],
  AWST: [480],
  JST: [540],
  KST: [540],
  ACST: [570],
  ACDT: [630],
  AEST: [600],
  AEDT: [660],
  NZST: [720],
  NZDT: [780],
  NST: [-210],
  NDT: [-150],
  AST: [-240, 180],
  ADT: [-180],
  EST: [-300],
  EDT: [-240],
  CST: [-360, 480],
  CDT: [-300],
  MST: [-420],
  MDT: [-360],
  PST: [-480, 480],
  PDT: [-420],
  AKST: [-540],
  AKDT: [-480],
  HST: [-600],
};
