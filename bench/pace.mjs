// What an adaptive pace gains and costs: played over histories of real pages and made-up ones, without any network.
//   STATUS_WATCH_CORPUS=<folder> node bench/pace.mjs [--interval 60] [--rounds 5]
import { parseArgs } from "node:util";
import { adaptivePace, nextDelay } from "../dist/polling/pace.js";
import { corpusHistories, madeUpHistory } from "./histories.mjs";
import { randomNumbers } from "./random.mjs";

/**
 * @typedef {import("./histories.mjs").History} History
 * @typedef {object} Played
 * @property {number} polls
 * @property {number[]} openedMs from the posting of an incident's first update to the poll that shows it
 * @property {number[]} laterMs of the updates after it
 */

const DAY_MS = 86_400_000;
const { values } = parseArgs({
  options: { interval: { type: "string", default: "60" }, rounds: { type: "string", default: "5" } },
});
const intervalMs = Number(values.interval) * 1_000;
const rounds = Number(values.rounds);

const folder = process.env["STATUS_WATCH_CORPUS"];
if (!folder) console.error("STATUS_WATCH_CORPUS does not name the captures: made-up pages only");
const histories = [
  ...(folder ? await corpusHistories(folder) : []),
  madeUpHistory("like GitHub: an incident a day", { days: 90, incidentsADay: 1, seed: 1 }),
  madeUpHistory("quiet: an incident a month", { days: 360, incidentsADay: 1 / 30, seed: 2 }),
];

const rows = histories.map((history) => {
  const adaptive = playAll(history, intervalMs, true);
  const fixed = playAll(history, intervalMs, false);
  // Reading as often as the adaptive one does on the whole, but evenly.
  const evenMs = (intervalMs * fixed.polls) / adaptive.polls;
  return { history, adaptive, fixed, even: playAll(history, evenMs, false) };
});

const head = [
  "history",
  "days",
  "incidents / later updates",
  "requests a day: fixed · adaptive",
  "first update noticed after, s: fixed · adaptive · even",
  "later updates: fixed · adaptive · even",
];
console.log(`interval ${values.interval} s, ${rounds} rounds; Node ${process.versions.node}\n`);
console.log(`| ${head.join(" | ")} |\n|---|--:|--:|--:|--:|--:|`);
for (const { history, adaptive, fixed, even } of rows) {
  const days = (history.endMs - history.startMs) / DAY_MS;
  const aDay = (/** @type {Played} */ { polls }) => (polls / rounds / days).toFixed(0);
  const seconds = (/** @type {"openedMs" | "laterMs"} */ which) =>
    [fixed, adaptive, even].map((played) => mean(played[which])).join(" · ");
  const counts = `${fixed.openedMs.length / rounds} / ${fixed.laterMs.length / rounds}`;
  const cells = [days.toFixed(0), counts, `${aDay(fixed)} · ${aDay(adaptive)}`];
  console.log(`| ${[history.name, ...cells, seconds("openedMs"), seconds("laterMs")].join(" | ")} |`);
}

/** @param {History} history @param {number} everyMs @param {boolean} isAdaptive @returns {Played} */
function playAll(history, everyMs, isAdaptive) {
  const all = Array.from({ length: rounds }, (_, round) => play(history, everyMs, isAdaptive, round + 1));
  return {
    polls: all.reduce((sum, { polls }) => sum + polls, 0),
    openedMs: all.flatMap(({ openedMs }) => openedMs),
    laterMs: all.flatMap(({ laterMs }) => laterMs),
  };
}

/** @param {History} history @param {number} everyMs @param {boolean} isAdaptive @param {number} seed @returns {Played} */
function play({ startMs, endMs, posts }, everyMs, isAdaptive, seed) {
  const random = randomNumbers(seed);
  /** @type {Played} */
  const played = { polls: 0, openedMs: [], laterMs: [] };
  /** @type {Set<string>} */
  const open = new Set();
  let quietSinceMs = startMs;
  let next = 0;
  for (let atMs = startMs + random() * everyMs; atMs < endMs; ) {
    played.polls++;
    for (; next < posts.length && posts[next].atMs <= atMs; next++) {
      const { incident, isFirst, isLast, atMs: postedMs } = posts[next];
      played[isFirst ? "openedMs" : "laterMs"].push(atMs - postedMs);
      if (isLast) open.delete(incident);
      else open.add(incident);
      quietSinceMs = atMs;
    }
    if (open.size > 0) quietSinceMs = atMs;
    const input = { intervalMs: everyMs, hasOpenIncident: open.size > 0, freshForMs: 0 };
    const pace = isAdaptive
      ? adaptivePace({ ...input, quietMs: atMs - quietSinceMs })
      : { intervalMs: everyMs };
    atMs += nextDelay({ ...pace, failures: 0, restMs: 0, elapsedMs: 0, random: random() });
  }
  return played;
}

/** @param {readonly number[]} ms */
function mean(ms) {
  if (ms.length === 0) return "–";
  return (ms.reduce((sum, one) => sum + one, 0) / ms.length / 1_000).toFixed(1);
}
