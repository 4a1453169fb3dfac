import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const LOOP_RESOLUTION_MS = 10;
const BLOCK_RESOLUTION_MS = 1;

/**
 * Calls by which the parent learns what a client uses.
 * @param {{ profile?: string }} settings `profile`: where the CPU profile of the window is to be written
 */
export function usageCalls({ profile }) {
  let cpuAtStart = process.cpuUsage();
  let gcMs = 0;
  const session = new Session();
  const loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  const blocks = monitorEventLoopDelay({ resolution: BLOCK_RESOLUTION_MS });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) gcMs += duration;
  }).observe({ entryTypes: ["gc"] });
  return {
    async openWindow() {
      if (profile) await startProfile(session);
      gcMs = 0;
      cpuAtStart = process.cpuUsage();
    },
    async closeWindow() {
      const { user, system } = process.cpuUsage(cpuAtStart);
      const peakMemoryMb = process.resourceUsage().maxRSS / 1024;
      if (profile) await writeProfile(session, profile);
      const memoryMb = process.memoryUsage.rss() / 1024 / 1024;
      return { cpuMs: (user + system) / 1_000, gcMs, peakMemoryMb, memoryMb };
    },
    /** Bytes on V8's heap that are in use, once all garbage is collected. */
    heapInUse() {
      setFlagsFromString("--expose-gc");
      runInNewContext("gc")();
      return process.memoryUsage().heapUsed;
    },
    watchBlocks() {
      blocks.reset();
      blocks.enable();
    },
    /** Since then, milliseconds. */
    longestBlock() {
      blocks.disable();
      return Math.max(blocks.max / 1e6 - BLOCK_RESOLUTION_MS, 0);
    },
    /** Apart from the CPU window: the histogram alone wakes the process a hundred times a second. */
    watchLoop: () => loopDelay.enable(),
    loopDelay() {
      loopDelay.disable();
      // What is recorded is the time between two ticks of the histogram's own timer.
      return { p99Ms: Math.max(loopDelay.percentile(99) / 1e6 - LOOP_RESOLUTION_MS, 0) };
    },
  };
}

/** @param {Session} session */
async function startProfile(session) {
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
}

/** @param {Session} session @param {string} path */
async function writeProfile(session, path) {
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  writeFileSync(path, JSON.stringify(profile));
}
