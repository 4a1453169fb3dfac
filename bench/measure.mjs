import { setTimeout as sleep } from "node:timers/promises";
import { startChild } from "./child.mjs";
import { pageName } from "./pages.mjs";
import { PrintedEvents } from "./printed.mjs";

/**
 * @typedef {object} Load
 * @property {number} providers
 * @property {number} intervalMs
 * @property {number} windowMs for how long CPU is counted, once every page has been polled twice
 *
 * @property {number} [mostChanges]
 *
 * @typedef {"304" | "200" | "same"} Answers as of `fleet.mjs`
 *
 * @typedef {object} Case
 * @property {"daemon" | "durable" | "raw"} client `durable`: the daemon with state in a folder
 * @property {Answers} answers
 *
 * @typedef {object} Latency
 * @property {number[]} printedMs from the answer that carries a change to its line, of each change
 * @property {number} loopDelayP99Ms
 *
 * @typedef {object} Measurement
 * @property {number} polls in the window
 * @property {number[]} gapsMs between the starts of two polls of one page
 * @property {number} cpuMs
 * @property {number} gcMs
 * @property {number} peakMemoryMb
 * @property {Latency} [latency] of the daemon, and of raw where that can tell what is new
 * @property {{ printed: number, expected: number }} [events] of the daemon
 */

const POLLS_BEFORE_WINDOW = 2;
const MOST_CHANGES = 200;
const BETWEEN_CHANGES_MS = 50;
/** Jitter makes an interval at most a tenth longer. */
const LONGEST_INTERVALS = 1.1;
const LATEST_LINE_MS = 5_000;

/**
 * Runs one client against a fleet of its own.
 * @param {Case} which
 * @param {Load} load
 * @param {string} [profile] where to write a CPU profile of the window
 * @returns {Promise<Measurement>}
 */
export async function measure({ client, answers }, load, profile) {
  const { providers, intervalMs, windowMs, mostChanges = MOST_CHANGES } = load;
  const fleet = startChild("fleet.mjs", { pages: providers, answers });
  const port = await fleet.call("listen");
  const script = client === "raw" ? "raw.mjs" : "daemon.mjs";
  const isDurable = client === "durable";
  const watcher = startChild(script, { pages: providers, port, intervalMs, profile, isDurable });
  const printed = new PrintedEvents(watcher.stdout);
  while ((await fleet.call("leastPolls")) < POLLS_BEFORE_WINDOW) await sleep(100);

  await Promise.all([fleet.call("openWindow"), watcher.call("openWindow")]);
  await sleep(windowMs);
  const [paced, used] = await Promise.all([fleet.call("closeWindow"), watcher.call("closeWindow")]);

  const measurement = { ...paced, ...used };
  const changes = Math.min(providers, mostChanges);
  if (client !== "raw" || answers === "304")
    measurement.latency = await measureLatency(fleet, watcher, printed, changes, intervalMs);
  // Of each page the incident that was open from the first, and what was changed.
  if (client !== "raw") measurement.events = { printed: printed.count, expected: providers + changes };
  await watcher.stop();
  await fleet.stop();
  return measurement;
}

/**
 * @param {ReturnType<typeof startChild>} fleet
 * @param {ReturnType<typeof startChild>} watcher
 * @param {PrintedEvents} printed
 * @param {number} changes
 * @param {number} intervalMs
 * @returns {Promise<Latency>}
 */
async function measureLatency(fleet, watcher, printed, changes, intervalMs) {
  printed.arrivedMs.clear();
  await watcher.call("watchLoop");
  // One after another: many at once would measure the queue for the one thread that reads them.
  for (let page = 0; page < changes; page++) {
    await fleet.call("change", { page });
    await sleep(BETWEEN_CHANGES_MS);
  }
  const longestMs = intervalMs * LONGEST_INTERVALS + LATEST_LINE_MS;
  for (let waitedMs = 0; printed.arrivedMs.size < changes && waitedMs < longestMs; waitedMs += 100) {
    await sleep(100);
  }
  const { p99Ms } = await watcher.call("loopDelay");
  /** @type {(number | null)[]} */
  const answeredMs = await fleet.call("changeAnswers");
  const printedMs = answeredMs.flatMap((leftMs, page) => {
    const arrivedMs = printed.arrivedMs.get(pageName(page));
    return leftMs === null || arrivedMs === undefined ? [] : [arrivedMs - leftMs];
  });
  return { printedMs, loopDelayP99Ms: p99Ms };
}
