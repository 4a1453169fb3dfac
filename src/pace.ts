/** What decides when a provider is read again. */
export interface PaceInput {
  readonly intervalMs: number;
  /** Failed readings in a row; 0 after a good one. */
  readonly failures: number;
  /** How long the host wants to be left alone; 0 when it does not. */
  readonly restMs: number;
  /** How long the reading itself took. */
  readonly elapsedMs: number;
  /** At least 0, less than 1. */
  readonly random: number;
}

/** Of the interval, to either side; keeps pages of one host from being read in step for ever. */
const JITTER = 0.1;
const MOST_DOUBLINGS = 5;
/** Node takes a longer timer for one of a millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** First readings follow each other no slower than this: someone is watching the screen. */
const LONGEST_STAGGER_MS = 250;

/**
 * Milliseconds from the end of a reading to the start of the next. The interval is from start to start; failures
 * double it, up to 32 times. A rest that the host asked for is kept to the letter, without jitter.
 */
export function nextDelay({ intervalMs, failures, restMs, elapsedMs, random }: PaceInput): number {
  const backedOffMs = intervalMs * 2 ** Math.min(failures, MOST_DOUBLINGS);
  const jitteredMs = backedOffMs * (1 + JITTER * (2 * random - 1));
  // A clock that was set back while the page was read is no reason to wait.
  const takenMs = Math.max(elapsedMs, 0);
  return Math.min(Math.max(jitteredMs - takenMs, restMs, 0), LONGEST_TIMER_MS);
}

/** Milliseconds until the first reading of the `index`-th of `count` providers: spread over the interval, if many. */
export function startDelay(index: number, count: number, intervalMs: number): number {
  return index * Math.min(intervalMs / count, LONGEST_STAGGER_MS);
}
