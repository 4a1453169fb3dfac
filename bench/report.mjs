/**
 * @typedef {import("./measure.mjs").Measurement} Measurement
 * @typedef {import("./measure.mjs").Case} Case
 * @typedef {object} CaseResult
 * @property {Case} which
 * @property {Measurement[]} rounds
 */

const ON_TIME_SHARE = 0.1;

/** @param {readonly number[]} gapsMs @param {number} intervalMs */
export function onTimePercent(gapsMs, intervalMs) {
  const onTime = gapsMs.filter((gapMs) => Math.abs(gapMs - intervalMs) <= intervalMs * ON_TIME_SHARE);
  return (100 * onTime.length) / gapsMs.length;
}

/** @param {readonly CaseResult[]} results @param {number} intervalMs @returns {string} a Markdown table */
export function reportTable(results, intervalMs) {
  const row = (/** @type {string} */ label, /** @type {(result: CaseResult) => string} */ cell) => [
    label,
    ...results.map(cell),
  ];
  const lines = [
    row("", ({ which }) => `${which.client}, ${which.answers === "same" ? "same 200" : which.answers}s`),
    row("CPU, ms per 1,000 polls", ({ rounds }) => median(rounds.map(cpuPerThousand)).toFixed(0)),
    row("… in each round", ({ rounds }) => rounds.map((r) => cpuPerThousand(r).toFixed(0)).join(" · ")),
    row("… as a multiple of raw", (result) => ratioToRaw(result, results)),
    row("… of it GC pauses, ms", ({ rounds }) => median(rounds.map(gcPerThousand)).toFixed(0)),
    row("peak memory, MB", ({ rounds }) => Math.max(...rounds.map((r) => r.peakMemoryMb)).toFixed(0)),
    row("polls on time, %", ({ rounds }) => percentOnTime(rounds, intervalMs)),
    row("polls in the windows", ({ rounds }) => String(sum(rounds.map(({ polls }) => polls)))),
    row("answer to line, p50 / p99 ms", ({ rounds }) => latency(rounds)),
    row("events printed", ({ rounds }) => eventsPrinted(rounds)),
    row("event loop late, p99 ms", ({ rounds }) => loopDelay(rounds)),
  ];
  const [head = [], ...body] = lines.map((cells) => `| ${cells.join(" | ")} |`);
  return [head, `|---${"|--:".repeat(results.length)}|`, ...body].join("\n");
}

/** @param {Measurement} measurement */
function cpuPerThousand({ cpuMs, polls }) {
  return (cpuMs / polls) * 1_000;
}

/** @param {Measurement} measurement */
function gcPerThousand({ gcMs, polls }) {
  return (gcMs / polls) * 1_000;
}

/** @param {CaseResult} result @param {readonly CaseResult[]} results */
function ratioToRaw({ which, rounds }, results) {
  const raw = results.find((other) => other.which.client === "raw" && other.which.answers === which.answers);
  if (!raw || which.client === "raw") return "1";
  // Round by round, so that a machine that is busy for a while weighs on both sides.
  return median(rounds.map((r, i) => cpuPerThousand(r) / cpuPerThousand(raw.rounds[i]))).toFixed(2);
}

/** @param {Measurement[]} rounds @param {number} intervalMs */
function percentOnTime(rounds, intervalMs) {
  const gapsMs = rounds.flatMap((round) => round.gapsMs);
  return onTimePercent(gapsMs, intervalMs).toFixed(2);
}

/** @param {Measurement[]} rounds */
function latency(rounds) {
  const printedMs = rounds.flatMap((round) => round.latency?.printedMs ?? []);
  if (printedMs.length === 0) return "–";
  return `${quantile(printedMs, 0.5).toFixed(1)} / ${quantile(printedMs, 0.99).toFixed(1)}`;
}

/** @param {Measurement[]} rounds */
function eventsPrinted(rounds) {
  const events = rounds.flatMap((round) => round.events ?? []);
  if (events.length === 0) return "–";
  return `${sum(events.map(({ printed }) => printed))} of ${sum(events.map(({ expected }) => expected))}`;
}

/** @param {Measurement[]} rounds */
function loopDelay(rounds) {
  const delaysMs = rounds.flatMap((round) => round.latency?.loopDelayP99Ms ?? []);
  return delaysMs.length === 0 ? "–" : median(delaysMs).toFixed(1);
}

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {readonly number[]} numbers @param {number} share */
export function quantile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)];
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
