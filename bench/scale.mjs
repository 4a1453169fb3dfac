/**
 * How the daemon grows: `npm run build && node bench/scale.mjs [--providers 100,1000,10000] [--modes plain,tls,low,raw-tls]
 * [--interval 30] [--seconds 60] [--svg bench/scale.svg]`. One daemon against a fleet in its own process; 25 incidents
 * a page at first, 304s from then on.
 */
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ANY_CERTIFICATE, selfSigned } from "./certificate.mjs";
import { startChild } from "./child.mjs";
import { nowMs } from "./clock.mjs";
import { PrintedEvents } from "./printed.mjs";
import { onTimePercent } from "./report.mjs";
import { scaleChart } from "./scale-chart.mjs";

/**
 * @typedef {keyof typeof MODES} Mode
 * @typedef {object} Scaled
 * @property {Mode} mode
 * @property {number} providers
 * @property {number} startUpMs from the start of watching to the line of the last page's open incident
 * @property {number} cpuPercent of one core
 * @property {number} memoryMb resident, at the end of the window
 * @property {number} peakMemoryMb
 * @property {number} onTime per cent of polls
 * @property {number} loopDelayP99Ms
 * @property {number} resumedPercent of the connections in the window; NaN where there were none
 * @property {number} heapKbEach on V8's heap, what was there before the first page aside
 */

const MODES = {
  plain: { isSecure: false, lowMemory: false },
  tls: { isSecure: true, lowMemory: false },
  low: { isSecure: true, lowMemory: true },
  "low-plain": { isSecure: false, lowMemory: true },
  "raw-tls": { isSecure: true, lowMemory: false },
};
/** A page's first bodies, and the connection that they came on, are then behind it. */
const POLLS_BEFORE_WINDOW = 8;
/** Jitter makes an interval at most a tenth longer. */
const LONGEST_INTERVALS = 1.1;
const LOOP_WINDOW_MS = 20_000;

const { values } = parseArgs({
  options: {
    providers: { type: "string", default: "100,1000,10000" },
    modes: { type: "string", default: "plain,tls,low" },
    interval: { type: "string", default: "30" },
    seconds: { type: "string", default: "60" },
    svg: { type: "string" },
  },
});
const intervalMs = Number(values.interval) * 1_000;
const certificate = selfSigned();

/** @type {Scaled[]} */
const results = [];
console.log(
  "| providers | | start-up, s | CPU, % of a core | memory: window · peak, MB | heap each, KB | on time, % | loop p99, ms | resumed, % | load |",
);
console.log("|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|");
for (const providers of values.providers.split(",").map(Number)) {
  for (const mode of /** @type {Mode[]} */ (values.modes.split(","))) {
    const result = await measure(mode, providers);
    results.push(result);
    console.log(tableRow(result));
  }
}
if (values.svg) writeFileSync(values.svg, scaleChart(results));

/** @param {Mode} mode @param {number} providers @returns {Promise<Scaled>} */
async function measure(mode, providers) {
  const { isSecure, lowMemory } = MODES[mode];
  const fleet = startChild("fleet.mjs", {
    pages: providers,
    answers: "304",
    ...(isSecure && { certificate }),
  });
  const port = await fleet.call("listen");
  const startedMs = nowMs();
  const settings = { pages: providers, port, intervalMs, isDurable: false, isSecure, lowMemory };
  const isRaw = mode === "raw-tls";
  const daemon = startChild(isRaw ? "raw.mjs" : "daemon.mjs", settings, ANY_CERTIFICATE);
  const printed = new PrintedEvents(daemon.stdout);
  const heapAtStart = await daemon.call(isRaw ? "heapInUse" : "heapAtStart");
  // That one reads nothing, and tells nothing.
  while (!isRaw && printed.count < providers) await sleep(20);
  const startUpMs = nowMs() - startedMs;
  while ((await fleet.call("leastPolls")) < POLLS_BEFORE_WINDOW) await sleep(100);
  // What was late while all pages were read for the first time is not what is measured.
  await sleep(intervalMs * LONGEST_INTERVALS);

  await Promise.all([fleet.call("openWindow"), daemon.call("openWindow")]);
  await sleep(Number(values.seconds) * 1_000);
  const [paced, used] = await Promise.all([fleet.call("closeWindow"), daemon.call("closeWindow")]);
  await daemon.call("watchLoop");
  await sleep(LOOP_WINDOW_MS);
  const { p99Ms } = await daemon.call("loopDelay");
  const heap = (await daemon.call("heapInUse")) - heapAtStart;
  await daemon.stop();
  await fleet.stop();
  const { made, resumed } = paced.connections;
  return {
    mode,
    providers,
    startUpMs,
    cpuPercent: (100 * used.cpuMs) / (Number(values.seconds) * 1_000),
    memoryMb: used.memoryMb,
    peakMemoryMb: used.peakMemoryMb,
    onTime: onTimePercent(paced.gapsMs, intervalMs),
    loopDelayP99Ms: p99Ms,
    resumedPercent: (100 * resumed) / made,
    heapKbEach: heap / 1024 / providers,
  };
}

/** @param {Scaled} result */
function tableRow(result) {
  const cells = [
    result.providers,
    result.mode,
    (result.startUpMs / 1_000).toFixed(0),
    result.cpuPercent.toFixed(1),
    `${result.memoryMb.toFixed(0)} · ${result.peakMemoryMb.toFixed(0)}`,
    result.heapKbEach.toFixed(1),
    result.onTime.toFixed(2),
    result.loopDelayP99Ms.toFixed(1),
    Number.isNaN(result.resumedPercent) ? "–" : result.resumedPercent.toFixed(2),
    loadavg()[0].toFixed(1),
  ];
  return `| ${cells.join(" | ")} |`;
}
