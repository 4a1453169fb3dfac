import { setFlagsFromString } from "node:v8";

/**
 * At a start polls are slow, as all pages are read, and what they make survives. V8 takes that for the rule and makes it
 * where it is old from the beginning; but of a poll that finds nothing new all is garbage at once, and there it would lie
 * until the next full collection, with all that it holds.
 */
const ALWAYS = ["--no-allocation-site-pretenuring"];

/** Has V8 collect garbage rather than take more memory: what was taken is hardly ever given back. */
const SPARING = ["--optimize-for-size", "--semi-space-growth-factor=1"];

/** Has V8 keep house as suits a watch. For a process of our own, that has just started. */
export function tuneHeap({ lowMemory }: { readonly lowMemory: boolean }): void {
  for (const flag of lowMemory ? [...ALWAYS, ...SPARING] : ALWAYS) setFlagsFromString(flag);
}
