import { setImmediate } from "node:timers/promises";

/** Work in steps: at each `yield` it may be left for a while, so that others have their turn. */
export type Steps<T> = Generator<void, T, void>;

/** Nobody else waits for longer than that, one step more aside. */
const TURN_MS = 3;
/** So little may be left to be added to what its caller goes on with at once. */
const SHORT_MS = 1;

export function isSteps<T extends object>(work: T | Steps<T>): work is Steps<T> {
  return Symbol.iterator in work;
}

/** All steps, without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** All steps, in turns with whatever else there is to do. What follows has a turn of its own, after more than a moment. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let turnMs = performance.now();
  for (;;) {
    const step = steps.next();
    const isOver = performance.now() - turnMs > (step.done ? SHORT_MS : TURN_MS);
    if (isOver) await setImmediate();
    if (step.done) return step.value;
    if (isOver) turnMs = performance.now();
  }
}
