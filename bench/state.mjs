/**
 * What state in a folder costs: `npm run build && node bench/state.mjs [providers] [entries]`.
 * A store of 10,000 providers with 50 incidents each is made, loaded, changed and written anew; each figure is of a
 * process of its own, so that none is paid for by another.
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { silentLogger } from "../dist/log.js";
import { JournalStore } from "../dist/state/journal/store.js";
import { Incidents } from "../dist/state/packed/incidents.js";

const [first, second, ...others] = process.argv.slice(2);
const COMMITS = 200;
const [NOT_READ_AGAIN, LOOP_RESOLUTION_MS] = [100, 1];

/** @type {Record<string, (folder: string, providers: number, entries: number) => Promise<object>>} */
const STEPS = { make, load, commit, rewrite };

/** @param {string} folder @param {number} providers @param {number} entries */
async function make(folder, providers, entries) {
  const store = await open(folder);
  for (let at = 0; at < providers; at += 100) {
    /** @type {Map<string, import("../dist/state/types.js").ProviderMemory>} */
    const memories = new Map();
    for (let index = at; index < Math.min(at + 100, providers); index++)
      memories.set(`Provider ${index}`, memoryOf(index, entries));
    await store.commit({ memories });
  }
  await store.close();
  return { "size on disk, MB": (await stat(join(folder, "journal"))).size / 1e6 };
}

/** @param {string} folder */
async function load(folder) {
  const startedMs = performance.now();
  const store = await open(folder);
  const openMs = performance.now() - startedMs;
  store.get("Provider 1");
  const firstMs = performance.now() - startedMs;
  for (const provider of store.providers()) store.get(provider);
  const allMs = performance.now() - startedMs;
  await store.close();
  return {
    "load, ms": openMs,
    "load and first provider known, ms": firstMs,
    "load and all decoded, ms": allMs,
    "peak memory, MB": process.resourceUsage().maxRSS / 1024,
  };
}

/** @param {string} folder @param {number} providers @param {number} entries */
async function commit(folder, providers, entries) {
  const store = await open(folder);
  const [quiet, told] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let index = 0; index < COMMITS; index++) {
    for (const [times, events] of /** @type {const} */ ([
      [quiet, []],
      [told, [{ event: eventOf(index), to: ["console", "slack"] }]],
    ])) {
      const memory = memoryOf(index, entries);
      const startedMs = performance.now();
      await store.commit({ memories: new Map([[`Provider ${index % providers}`, memory]]), events });
      times.push(performance.now() - startedMs);
    }
  }
  await store.close();
  return {
    "commit without event, p50 ms": middle(quiet),
    "commit with event (synced), p50 ms": middle(told),
  };
}

/** Everything changes, again and again, until the journal has been written anew. */
async function rewrite(
  /** @type {string} */ folder,
  /** @type {number} */ providers,
  /** @type {number} */ entries,
) {
  const store = await open(folder);
  const path = join(folder, "journal");
  const { ino } = await stat(path);
  for (const provider of store.providers()) store.get(provider);
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  const startedMs = performance.now();
  let commits = 0;
  for (; ; commits++) {
    const memory = memoryOf(commits, entries);
    await store.commit({ memories: new Map([[`Provider ${commits % providers}`, memory]]) });
    if (commits % NOT_READ_AGAIN === 0 && (await stat(path)).ino !== ino) break;
  }
  loop.disable();
  await store.close();
  return {
    "commits until written anew": commits,
    "that took, ms": performance.now() - startedMs,
    "longest block of the loop meanwhile, ms": loop.max / 1e6 - LOOP_RESOLUTION_MS,
    "99.9th percentile, ms": loop.percentile(99.9) / 1e6 - LOOP_RESOLUTION_MS,
  };
}

/** @param {string} folder */
function open(folder) {
  return JournalStore.open(folder, { log: silentLogger, now: Date.now });
}

/**
 * As readings make it.
 * @param {number} index @param {number} entries
 * @returns {import("../dist/state/types.js").ProviderMemory}
 */
function memoryOf(index, entries) {
  const atMs = 1_770_000_000_000 + index;
  /** @type {Map<string, import("../dist/state/types.js").IncidentMemory>} */
  const incidents = new Map();
  for (let entry = 0; entry < entries; entry++) {
    const updates = Array.from({ length: 3 }, (_, n) => [
      hash(index, entry, n),
      hash(n, entry),
      hash(n),
      1,
    ]).flat();
    incidents.set(`inc${hash(index, entry)}`, {
      ...{ kind: "incident", title: hash(entry, index), isClosed: true, closedUnseen: false },
      ...{ updatedAtMs: atMs - entry * 86_400_000, lastSeenMs: atMs, updates },
    });
  }
  return {
    ...{ address: `https://status${index}.example`, hasBaseline: true, newestMs: atMs },
    incidents: new Incidents(incidents),
    components: new Map(
      Array.from({ length: 20 }, (_, n) => [
        `component${hash(index, n)}`,
        /** @type {const} */ ("operational"),
      ]),
    ),
    ...{ floorMs: { incident: 0, maintenance: 0 }, reach: { failures: 0, sinceMs: 0, announced: false } },
    listed: { incidents: entries, components: 20 },
  };
}

/** @param {number} index */
function eventOf(index) {
  const at = new Date(1_770_000_000_000 + index).toISOString();
  return /** @type {const} */ ({
    ...{
      id: `provider/${index}`,
      kind: "incident",
      change: "updated",
      provider: "Provider",
      product: "Provider - API",
    },
    ...{
      incidentId: "inc1",
      updateId: `${index}`,
      title: "Errors of the API",
      status: "identified",
      impact: "minor",
    },
    ...{
      message: "Requests fail. ".repeat(20),
      components: ["API"],
      updatedAt: at,
      detectedAt: at,
      source: "poll",
    },
  });
}

/** A number of 52 bits, as digests are. @param {...number} parts */
function hash(...parts) {
  return parts.reduce((sum, part) => (sum * 6_364_136_223 + part * 1_442_695_041 + 12_345) % 2 ** 52, 1);
}

/** @param {number[]} times */
function middle(times) {
  return times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
}

if (first !== undefined && first in STEPS) {
  const [folder = "", providers, entries] = [second, ...others];
  console.log(JSON.stringify(await STEPS[first]?.(folder, Number(providers), Number(entries))));
} else {
  const [providers, entries] = [first ?? "10000", second ?? "50"];
  const folder = await mkdtemp(join(tmpdir(), "status-watch-bench-"));
  try {
    for (const step of Object.keys(STEPS)) {
      const args = [fileURLToPath(import.meta.url), step, folder, providers, entries];
      const figures = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
      for (const [name, value] of Object.entries(figures))
        console.log(`${name}: ${Number(value.toFixed(2))}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
