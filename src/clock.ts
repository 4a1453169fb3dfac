/** Time and chance come in through here, so that pace and observation can be tested without either. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
}

/**
 * Whether something was less than `ms` ago. Not so of what lies ahead: the clock was set back then, and how long ago it
 * was is not known.
 */
export function wasWithin(ms: number, atMs: number, nowMs: number): boolean {
  return atMs <= nowMs && nowMs - atMs < ms;
}

export const systemClock: Clock = { now: Date.now, random: Math.random };
