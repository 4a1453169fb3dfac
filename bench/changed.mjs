/**
 * What a changed page costs: `npm run build && node bench/changed.mjs [--changes 15] [--readings 300] [--rounds 4]`. How
 * long after the last byte of the answer its line is printed, how long the event loop stands still meanwhile, and what it
 * takes of the CPU beside reading all of it.
 */
import { once } from "node:events";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { incidentsFor, KINDS, startChangingPage } from "./changing-page.mjs";
import { startChild } from "./child.mjs";
import { WORDS } from "./feed.mjs";
import { pageOrigin } from "./pages.mjs";
import { PrintedEvents } from "./printed.mjs";
import { pythonWith, startPython } from "./python.mjs";
import { median } from "./report.mjs";

/** @typedef {keyof typeof KINDS} Kind */

const { values } = parseArgs({
  options: {
    changes: { type: "string", default: "15" },
    readings: { type: "string", default: "300" },
    rounds: { type: "string", default: "4" },
  },
});
const [changes, readings, rounds] = [values.changes, values.readings, values.rounds].map(Number);
const INTERVAL_MS = 250;
const SIZES = [60_000, 1_000_000];
const FEED_ENTRIES = 50;
const CHANGES_BEFORE = 3;
/** As a daemon that has just been started, and as one that has run for long: what is run often is compiled by then. */
const STAGES = { "just started": 20, "long since": 1_500 };

console.log(`${changes} changes each: one incident more\n`);
console.log("| page | answer to line, median · worst ms | longest block, median · worst ms |\n|---|--:|--:|");
for (const kind of /** @type {Kind[]} */ (Object.keys(KINDS))) {
  for (const size of SIZES) await measureLatency(kind, size);
}
await compareCpu();
console.log(`\nload average at the end ${loadavg()[0].toFixed(1)}`);

/** @param {Kind} kind @param {number} size */
async function measureLatency(kind, size) {
  const page = await startChangingPage({ kind, incidents: incidentsFor(kind, size) });
  const { format } = KINDS[kind];
  const { port, path } = page;
  const daemon = startChild("daemon.mjs", { pages: 1, port, path, format, intervalMs: INTERVAL_MS });
  const printed = new PrintedEvents(daemon.stdout);
  while (page.answeredMs() === undefined) await sleep(INTERVAL_MS);
  // What it shows at first is known before anything is measured.
  await sleep(4 * INTERVAL_MS);
  /** @type {number[]} */
  const printedMs = [];
  /** @type {number[]} */
  const blocksMs = [];
  for (let change = 0; change < CHANGES_BEFORE + changes; change++) {
    const before = printed.count;
    printed.firstMs = undefined;
    page.change();
    await daemon.call("watchBlocks");
    while (printed.count < before + WORDS.length) await once(daemon.stdout, "data");
    const blockMs = await daemon.call("longestBlock");
    if (change < CHANGES_BEFORE) continue;
    printedMs.push((printed.firstMs ?? Number.NaN) - (page.answeredMs() ?? Number.NaN));
    blocksMs.push(blockMs);
  }
  const cells = [printedMs, blocksMs].map((ms) => `${median(ms).toFixed(1)} · ${Math.max(...ms).toFixed(1)}`);
  console.log(`| ${kind}, ${(page.bytes / 1_000).toFixed(0)} KB | ${cells.join(" | ")} |`);
  await daemon.stop();
  page.close();
}

async function compareCpu() {
  const page = await startChangingPage({ kind: "atom", incidents: FEED_ENTRIES });
  const url = pageOrigin(0, page.port) + page.path;
  const clients = ["daemon", "our reading", "our download", "whole parse", "download"].map((client) => ({
    client,
    child: startChild("changed-client.mjs", { client, url }),
  }));
  const python = pythonWith("feedparser");
  if (python === undefined) console.error("feedparser is left out: apt-get install python3-feedparser");
  else clients.push({ client: "feedparser", child: pythonChild(python, url) });
  /** @param {any} child @param {number} count @returns {Promise<number>} milliseconds of CPU */
  const run = (child, count) => {
    // The first of them shows what there is.
    page.prepare(1 + count);
    return child.call("run", { readings: count });
  };
  for (const [stage, readingsBefore] of Object.entries(STAGES)) {
    for (const { client, child } of clients) {
      // Nothing of it is ever compiled, and it takes long.
      const before = client === "feedparser" ? 0 : readingsBefore;
      for (let done = 0; done < before; done += readings) await run(child, Math.min(readings, before - done));
    }
    await compareOnce(stage, page.bytes, clients, run);
  }
  for (const { child } of clients) await child.stop();
  page.close();
}

/**
 * @param {string} stage
 * @param {number} bytes
 * @param {{ client: string, child: any }[]} clients
 * @param {(child: any, readings: number) => Promise<number>} run
 */
async function compareOnce(stage, bytes, clients, run) {
  /** @type {number[][]} */
  const cpuMs = clients.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const order = [...clients.entries()];
    for (const [index, { child }] of round % 2 ? order.toReversed() : order)
      cpuMs[index].push(await run(child, readings));
  }
  console.log(
    `\na feed of ${FEED_ENTRIES} entries, ${(bytes / 1_000).toFixed(0)} KB, one of them new at each of ${readings} readings, ${stage}\n`,
  );
  console.log("| | CPU a reading, µs | … as a multiple of the daemon's, each round |\n|---|--:|---|");
  for (const [index, { client }] of clients.entries()) {
    const ratios = cpuMs[index].map((ms, round) => (ms / cpuMs[0][round]).toFixed(1)).join(" · ");
    console.log(`| ${client} | ${((1_000 * median(cpuMs[index])) / readings).toFixed(0)} | ${ratios} |`);
  }
}

/** @param {string} python @param {string} url @returns {any} */
function pythonChild(python, url) {
  return startPython(python, "changed_client.py", { url });
}
