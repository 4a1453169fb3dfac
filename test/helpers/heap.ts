import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Lets go of all that nothing holds on to. */
export const collectGarbage = runInNewContext("gc") as () => void;

/** What is held after everything that can be let go of has been, in megabytes: objects, and buffers beside the heap. */
export function heldMb(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

/** The same without buffers, which are counted as held for a while longer than they are. */
export function heldObjectsMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}
