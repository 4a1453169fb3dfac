import { readdirSync } from "node:fs";
import { App } from "../dist/app.js";
import { createLogger } from "../dist/log.js";
import { childSettings, serveCalls } from "./child.mjs";
import { pageName, pageOrigin } from "./pages.mjs";

/**
 * The real daemon, which tells of every edit.
 * @type {{ pages: number, port: number, intervalMs: number }}
 */
const { pages, port, intervalMs } = childSettings();
let events = 0;
const consumer = {
  name: "count",
  /** @returns {Promise<{ outcome: "delivered" }>} */
  async deliver() {
    events++;
    return { outcome: "delivered" };
  },
};
const log = createLogger("warn", process.stderr);
const app = new App({ consumers: [{ consumer }], log, edits: true, ongoing: true });

app.watch(
  Array.from({ length: pages }, (_, page) => ({
    name: pageName(page),
    url: `${pageOrigin(page, port)}/api/v2/incidents.json`,
    format: "statuspage",
    intervalMs,
    headers: {},
    filter: { components: [], ignoredComponents: [], ignoredKinds: [] },
  })),
);

/** By kind, with the files that are open; those at rest, such as a connection that is kept for later, are files only. */
function handles() {
  /** @type {Record<string, number>} */
  const counts = { files: openFiles() };
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

serveCalls({
  /** After a full collection; polls under way are there all the same. */
  async measure() {
    // What finalizers let go of is collected by the next one.
    for (let turn = 0; turn < 3; turn++) {
      globalThis.gc?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    return {
      heapMb: (heapUsed + external) / 2 ** 20,
      residentMb: rss / 2 ** 20,
      events,
      handles: handles(),
    };
  },
  /** What is left once nothing is watched any more. */
  async stop() {
    await app.stop();
    await new Promise((resolve) => setImmediate(resolve));
    return handles();
  },
});

/** Zero where the system does not tell. */
function openFiles() {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}
