import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Chalk } from "chalk";
import { App } from "../dist/app.js";
import { systemClock } from "../dist/clock.js";
import { consoleConsumer } from "../dist/consumers/console.js";
import { tuneHeap } from "../dist/heap.js";
import { createLogger } from "../dist/log.js";
import { connectionsToKeep, mostOpenFiles } from "../dist/open-files.js";
import { JournalStore } from "../dist/state/journal/store.js";
import { MemoryStore } from "../dist/state/memory.js";
import { childSettings, serveCalls } from "./child.mjs";
import { FEED_PATH, pageName, pageOrigin } from "./pages.mjs";
import { usageCalls } from "./usage.mjs";

/**
 * The real daemon, its console on the pipe to the parent.
 * @typedef {{ pages: number, port: number, intervalMs: number, isDurable: boolean, profile?: string }} Settings
 * @type {Settings & { isSecure?: boolean, lowMemory?: boolean, path?: string, format?: string }}
 */
const settings = childSettings();
tuneHeap({ lowMemory: settings.lowMemory ?? false });

const log = createLogger("warn", process.stderr);
const printer = consoleConsumer.create(
  "console",
  {},
  {
    log,
    clock: systemClock,
    stdout: process.stdout,
    output: { format: "text", timeZone: "utc", chalk: new Chalk({ level: 0 }) },
  },
);
const store = settings.isDurable ? await openStore() : new MemoryStore();
const { isSecure, lowMemory = false, path = FEED_PATH, format = "atom" } = settings;
const app = new App({
  keptConnections: connectionsToKeep(mostOpenFiles() ?? Number.POSITIVE_INFINITY),
  consumers: [{ consumer: printer }],
  log,
  store,
  edits: false,
  ongoing: true,
  lowMemory,
});

const usage = usageCalls(settings);
const heapAtStart = usage.heapInUse();
serveCalls({ ...usage, heapAtStart: () => heapAtStart });
app.watch(
  Array.from({ length: settings.pages }, (_, page) => ({
    name: pageName(page),
    url: `${pageOrigin(page, settings.port, isSecure)}${path}`,
    format,
    intervalMs: settings.intervalMs,
    headers: {},
    filter: { components: [], ignoredComponents: [], ignoredKinds: [] },
  })),
);

async function openStore() {
  const folder = mkdtempSync(join(tmpdir(), "status-watch-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return JournalStore.open(folder, { log, now: Date.now });
}
