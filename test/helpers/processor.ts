/** More than this is out of proportion: of work that grows with the square of the input it is sixteen times as much. */
export const MOST_GROWTH = 8;
const [MOST_TRIES, RUNS] = [5, 3];

/**
 * How many times as much of the processor an input four times as large takes. The machine's speed is in both, and what
 * else it does at the time in neither, as the quickest of several runs counts; where a try is spoilt all the same there
 * is another.
 */
export function growth(size: number, run: (size: number) => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < MOST_TRIES && least > MOST_GROWTH; tries++)
    least = Math.min(least, quickestMs(() => run(4 * size)) / quickestMs(() => run(size)));
  return least;
}

function quickestMs(run: () => void): number {
  return Math.min(...Array.from({ length: RUNS }, () => workMs(run)));
}

/** What this process has of the processor for its own work: it stands still while others have it. */
function workMs(run: () => void): number {
  const start = process.cpuUsage();
  run();
  // Together: of short work the kernel cannot tell one from the other.
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
