import type { Provider } from "../provider.ts";
import { adaptivePace, type Pace } from "./pace.ts";
import type { Situation, Watched } from "./poll.ts";
import { pageAddress } from "./sharing.ts";

/** After having been told that there is news. */
const SOON_MS = 15_000;
/** Pauses of such a length are told to a step. */
const [LONG_MS, LONGEST_MS, STEP_MS] = [5_000, 3_600_000, 50];

/** No further poll of it begins. */
export function halt(loop: Loop): void {
  loop.isStopped = true;
  clearTimeout(loop.timer);
}

export function hostOf([first]: readonly Provider[]): string {
  return first ? pageAddress(first).host : "";
}

/**
 * Node keeps a list for each length that its timers have: of those between polls there are to be few. Rounded towards
 * the interval, so that jitter leads no further from it than it may.
 */
export function coarse(ms: number, intervalMs: number): number {
  if (ms < LONG_MS || ms > LONGEST_MS) return ms;
  const steps = ms / STEP_MS;
  return (ms > intervalMs ? Math.floor(steps) : Math.ceil(steps)) * STEP_MS;
}

/** Between polls, as things are: soon where we were told of news, seldom where we are told of everything. */
function intervalOf({ soonPolls, isPushed, intervalMs, intervalWithPushMs }: Loop): number {
  if (soonPolls > 0) return Math.min(intervalMs, SOON_MS);
  return isPushed ? intervalWithPushMs : intervalMs;
}

/** The pace of the next poll. One that fails, is told of by pushes or is to be read soon keeps the interval for that. */
export function paceOf(loop: Loop, failures: number, nowMs: number): Pace {
  const intervalMs = intervalOf(loop);
  if (!loop.isAdaptive) return { intervalMs };
  const { hasOpenIncident = false, freshForMs = 0 } = loop.situation ?? {};
  const quietMs = nowMs - loop.quietSinceMs;
  const pace = adaptivePace({ intervalMs: loop.intervalMs, hasOpenIncident, quietMs, freshForMs });
  const keepsToPushes = loop.isPushed && loop.intervalWithPushMs !== loop.intervalMs;
  const isSpecial = failures > 0 || keepsToPushes || loop.soonPolls > 0;
  return isSpecial ? { ...pace, intervalMs } : pace;
}

/** Where not all providers of a page may be read more rarely, it is not. */
export function intervalWithPush(providers: readonly Provider[]): number {
  return Math.min(...providers.map(({ intervalMs, intervalWithPushMs }) => intervalWithPushMs ?? intervalMs));
}

/** What becomes of one page from poll to poll. */
export interface Loop {
  /** Tells whether its providers are still the same. */
  readonly signature: string;
  readonly providers: readonly Provider[];
  readonly host: string;
  /** The shortest of its providers'. */
  readonly intervalMs: number;
  /** The shortest while pushes tell of everything. */
  readonly intervalWithPushMs: number;
  readonly isAdaptive: boolean;
  /** As the last poll found it, if it is adaptive. */
  situation: Situation | undefined;
  /** Since when no incident was open or told of. */
  quietSinceMs: number;
  /** Of the pause, while there is one. */
  timer: NodeJS.Timeout | undefined;
  /** Whether pushes tell of news before polls do. */
  isPushed: boolean;
  /** Whether a poll has ended, be it that it failed. */
  hasPolled: boolean;
  /** Whether it was asked for at once, and no poll has begun since. */
  isRung: boolean;
  /** Polls that are to follow one another quickly. */
  soonPolls: number;
  /** When the last poll began. Epoch milliseconds. */
  startedMs: number;
  /** When the next poll is to begin; of one under way, when it was to. */
  dueMs: number;
  isStopped: boolean;
  isRemoved: boolean;
  watched: Watched | undefined;
  /** The poll under way, or what it waits for. */
  turn: Promise<void> | undefined;
}
