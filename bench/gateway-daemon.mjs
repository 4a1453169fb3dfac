import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "../dist/app.js";
import { toGateway } from "../dist/config/gateway.js";
import { Directory } from "../dist/gateway/admission.js";
import { Gateway } from "../dist/gateway/gateway.js";
import { createLogger } from "../dist/log.js";
import { Metrics } from "../dist/metrics/index.js";
import { JournalStore } from "../dist/state/journal/store.js";
import { MemoryStore } from "../dist/state/memory.js";
import { childSettings, serveCalls } from "./child.mjs";
import { FEED_PATH, pageName, pageOrigin } from "./pages.mjs";

/**
 * The real daemon with its gateway: it polls a fleet, and is told of as many more providers by webhook.
 * @type {{ pages: number, port: number, intervalMs: number, isDurable: boolean, pushed: number, secret: string }}
 */
const settings = childSettings();

const log = createLogger("error", process.stderr);
const store = settings.isDurable ? await openStore() : new MemoryStore();
const told = { polled: 0, pushed: 0 };
const consumer = {
  name: "counter",
  /** @param {import("../dist/types.js").StatusEvent} event */
  deliver: async ({ source }) => {
    told[source === "poll" ? "polled" : "pushed"]++;
    return /** @type {const} */ ({ outcome: "delivered" });
  },
};
const received = { read: 0, doorbell: 0, confirmation: 0, rejected: 0 };
const metrics = new Metrics({
  now: Date.now,
  version: "bench",
  consumers: () => app.consumers(),
  inbox: () => 0,
});
const observer = {
  /** @param {import("../dist/observer.js").PollReport} report */
  polled: (report) => metrics.polled(report),
  /** @param {import("../dist/observer.js").PushReport} report */
  received: ({ outcome }) => received[outcome]++,
};
/** @type {App} */
const app = new App({ consumers: [{ consumer }], log, store, edits: false, ongoing: false, observer });

const filter = { components: [], ignoredComponents: [], ignoredKinds: [] };
const secretHash = createHash("sha256").update(settings.secret).digest("hex");
const polled = Array.from({ length: settings.pages }, (_, page) => ({
  name: pageName(page),
  url: `${pageOrigin(page, settings.port)}${FEED_PATH}`,
  format: "atom",
  intervalMs: settings.intervalMs,
  headers: {},
  filter,
}));
const pushed = Array.from({ length: settings.pushed }, (_, page) => ({
  name: `pushed-${page}`,
  url: `${pageOrigin(page, settings.port)}${FEED_PATH}?${page}`,
  format: "atom",
  intervalMs: 3_600_000,
  headers: {},
  filter,
  webhook: { secretHashes: [secretHash], signingSecrets: [], confirms: false, confirmsSubscriptions: false },
}));
const directory = new Directory(pushed);
const gateway = await Gateway.open(
  { host: "127.0.0.1", port: 0 },
  {
    config: { ...toGateway({}), requestsPerMinute: 100_000_000 },
    log,
    metrics,
    now: Date.now,
    directory: () => directory,
    accept: (push) => app.accept(push),
    unready: () => app.unready(),
  },
);
app.watch([...polled, ...pushed]);

let cpuAtStart = process.cpuUsage();
serveCalls({
  url: () => gateway.url,
  openWindow() {
    cpuAtStart = process.cpuUsage();
  },
  closeWindow() {
    const { user, system } = process.cpuUsage(cpuAtStart);
    return { cpuMs: (user + system) / 1_000, peakMemoryMb: process.resourceUsage().maxRSS / 1024 };
  },
  counts: () => ({ told, received, waiting: app.waitingPushes }),
});

async function openStore() {
  const folder = mkdtempSync(join(tmpdir(), "status-watch-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return JournalStore.open(folder, { log, now: Date.now });
}
