/** Time and chance come in through here, so that pace and observation can be tested without either. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
}

export const systemClock: Clock = { now: Date.now, random: Math.random };
