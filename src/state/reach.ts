import type { StatusEvent } from "../types.ts";
import { type Occasion, reachEvent } from "./events.ts";
import type { ProviderMemory } from "./types.ts";

/** Not being able to read a page is neither up nor down; so many failures in a row are worth telling. */
const FAILURES_TO_TELL = 3;

interface Outcome {
  readonly memory: ProviderMemory;
  readonly events: readonly StatusEvent[];
}

/** The page could not be read. */
export function observeFailure(memory: ProviderMemory, reason: string, occasion: Occasion): Outcome {
  const { failures, sinceMs, announced } = memory.reach;
  const reach = {
    failures: failures + 1,
    sinceMs: failures === 0 ? occasion.detectedAtMs : sinceMs,
    announced: announced || failures + 1 >= FAILURES_TO_TELL,
  };
  const events = reach.announced && !announced ? [reachEvent(occasion, "unreachable", reach, reason)] : [];
  return { memory: { ...memory, reach }, events };
}

/** The page could be read, whether or not it had changed. */
export function observeSuccess(memory: ProviderMemory, occasion: Occasion): Outcome {
  const { reach } = memory;
  if (reach.failures === 0) return { memory, events: [] };
  const events = reach.announced ? [reachEvent(occasion, "recovered", reach, "")] : [];
  return { memory: { ...memory, reach: { failures: 0, sinceMs: 0, announced: false } }, events };
}
