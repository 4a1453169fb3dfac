/**
 * What this process has had of the processor for its own work, in milliseconds: of a bound that only work without end
 * exceeds, it does not matter how busy the machine is, or how slow its memory.
 */
export function workMs(): number {
  return process.cpuUsage().user / 1000;
}
