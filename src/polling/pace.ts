/** What decides when a provider is read again. */
export interface PaceInput {
  readonly intervalMs: number;
  /** Not less than this from start to start, whatever chance says. */
  readonly leastMs?: number;
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
export function nextDelay(input: PaceInput): number {
  const { intervalMs, leastMs = 0, failures, restMs, elapsedMs, random } = input;
  const backedOffMs = intervalMs * 2 ** Math.min(failures, MOST_DOUBLINGS);
  const jitteredMs = backedOffMs * (1 + JITTER * (2 * random - 1));
  const fromStartMs = Math.max(jitteredMs, leastMs);
  // A clock that was set back while the page was read is no reason to wait.
  const takenMs = Math.max(elapsedMs, 0);
  return Math.min(Math.max(fromStartMs - takenMs, restMs, 0), LONGEST_TIMER_MS);
}

/** What the pace of an adaptive provider follows. */
export interface AdaptiveInput {
  /** As configured. */
  readonly intervalMs: number;
  readonly hasOpenIncident: boolean;
  /** Since an incident was last open, or something was told of one. */
  readonly quietMs: number;
  /** How long the page asks not to be read again; 0 where it does not. */
  readonly freshForMs: number;
}

/** From start to start: the interval before failures and chance have changed it, and what they must leave. */
export interface Pace {
  readonly intervalMs: number;
  readonly leastMs?: number;
}

/** No page is read more often, whatever is configured. */
export const SHORTEST_INTERVAL_MS = 250;
const OPEN_SHARE = 1 / 3;
const MOST_STRETCH = 2;
/** A page that had an incident is likelier than others to have the next: it stretches over a day. */
const STRETCHED_AFTER_MS = 86_400_000;
/** As with a rest that a host asks for: a page that asks for a day must not have its incidents told of a day late. */
const LONGEST_FRESH_MS = 3_600_000;

/**
 * A third of the interval while an incident is open; when all is quiet, ever longer, up to twice the interval. In either
 * case not before the page says: until then a cache in between would give the same answer again.
 */
export function adaptivePace(input: AdaptiveInput): Required<Pace> {
  const { intervalMs, hasOpenIncident, quietMs, freshForMs } = input;
  const longestMs = intervalMs * MOST_STRETCH;
  // Less than none where the clock was set back.
  const quietShare = Math.min(Math.max(quietMs, 0) / STRETCHED_AFTER_MS, 1);
  const wantedMs = hasOpenIncident
    ? intervalMs * OPEN_SHARE
    : intervalMs + (longestMs - intervalMs) * quietShare;
  const leastMs = Math.max(Math.min(freshForMs, LONGEST_FRESH_MS), SHORTEST_INTERVAL_MS);
  return { intervalMs: Math.max(wantedMs, leastMs), leastMs };
}

/** Milliseconds until the first reading of the `index`-th of `count` providers: spread over the interval, if many. */
export function startDelay(index: number, count: number, intervalMs: number): number {
  return index * Math.min(intervalMs / count, LONGEST_STAGGER_MS);
}
