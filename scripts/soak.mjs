// A thousand pages that change all the time, watched for long: `npm run soak`, or `npm run soak -- --minutes 3`.
// Fails where memory or handles grow. Memory is judged after a full garbage collection; what the system counts as
// resident is shown beside it.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startChild } from "../bench/child.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "15" },
    providers: { type: "string", default: "1000" },
    interval: { type: "string", default: "250" },
  },
});
const [minutes, pages, intervalMs] = [values.minutes, values.providers, values.interval].map(Number);
/** By then every path is warm, every connection open, and what is remembered of events told is full. */
const WARM_MINUTES = 2;
const MOST_GROWTH = 0.02;
/** In all before any of the answers that are held back is given up. */
const [SETTLED_AFTER_MS, SAMPLES, SAMPLE_EVERY_MS] = [3_000, 5, 1_000];
/** What one page has at a time: its connections, each with its deadline, and its own pause. */
const MOST_OF_A_PAGE = 3;
/** Of the program itself: its pipes, and what the engine opens. */
const FEW_HANDLES = 30;

if (!globalThis.gc) throw new Error("needs --expose-gc: npm run soak");
if (!(minutes > WARM_MINUTES)) throw new Error(`--minutes must be more than ${WARM_MINUTES}`);

const fleet = startChild("soak-fleet.mjs", { pages });
const port = await fleet.call("listen");
const daemon = startChild("soak-daemon.mjs", { pages, port, intervalMs });
say(`${pages} providers every ${intervalMs} ms for ${minutes} minutes`);

const first = await measureAfter(WARM_MINUTES);
const last = await measureAfter(minutes - WARM_MINUTES);
const rest = await daemon.call("stop");
await daemon.stop();
await fleet.stop();

const problems = [];
const growth = last.heapMb / first.heapMb - 1;
say(`memory grew by ${(growth * 100).toFixed(2)} %; once stopped: ${counted(rest)}`);
if (growth >= MOST_GROWTH) problems.push("memory grows");
problems.push(...excess(last.handles, pages * MOST_OF_A_PAGE + FEW_HANDLES));
problems.push(...excess(rest, FEW_HANDLES).map((what) => `${what} once stopped`));
if (last.events === first.events) problems.push("nothing was told any more");
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** @param {number} wait in minutes */
async function measureAfter(wait) {
  const before = await fleet.call("polls");
  await sleep(wait * 60_000);
  const polls = (await fleet.call("polls")) - before;
  const measured = await leastHeld();
  const { heapMb, residentMb, events, handles } = measured;
  say(
    `after ${wait} more minutes: ${heapMb.toFixed(1)} MiB held, ${residentMb.toFixed(0)} MiB resident; ` +
      `${Math.round(polls / (wait * 60))} polls a second, ${events} events; ${counted(handles)}`,
  );
  return measured;
}

/**
 * What is held while all wait for an answer: polls under way hold what they read, and how many of them there are is
 * another number at each look.
 */
async function leastHeld() {
  await fleet.call("hold");
  await sleep(SETTLED_AFTER_MS);
  let least = await daemon.call("measure");
  for (let sample = 1; sample < SAMPLES; sample++) {
    await sleep(SAMPLE_EVERY_MS);
    const next = await daemon.call("measure");
    if (next.heapMb < least.heapMb) least = next;
  }
  await fleet.call("goOn");
  return least;
}

/** @param {Record<string, number>} handles @param {number} most */
function excess(handles, most) {
  return Object.entries(handles).flatMap(([name, count]) =>
    count > most ? [`${count} ${name} are open`] : [],
  );
}

/** @param {Record<string, number>} handles */
function counted(handles) {
  return Object.entries(handles)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}
