/**
 * What is remembered of a page: `npm run build && node bench/own-state.mjs`. Heap a provider after the baseline of 25
 * incidents of five updates, and how much of it goes when parts are taken away.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { PageDocuments } from "../dist/documents.js";
import { FORMATS } from "../dist/feeds/index.js";
import { tidySnapshot } from "../dist/feeds/tidy.js";
import { createDocument } from "../dist/http/document.js";
import { observe } from "../dist/state/observe.js";
import { memoryAt } from "../dist/state/types.js";
import { atomFeed } from "./feed.mjs";

const PROVIDERS = 500;
const nowMs = Date.now();
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** As a first reading leaves it. @param {number} provider */
async function memoryOf(provider) {
  const url = new URL(`https://page-${provider}.example.com/history.atom`);
  const headers = { "content-type": "application/atom+xml" };
  const document = createDocument(url, headers, Buffer.from(atomFeed(nowMs - 3_600_000, nowMs)));
  const reading = new PageDocuments().begin(
    url,
    () => new Set(),
    nowMs,
    async () => ({
      outcome: /** @type {const} */ ("modified"),
      document,
      version: {},
    }),
  );
  const result = await FORMATS.atom.read(reading);
  if (result.outcome !== "read") throw new Error("the feed cannot be read");
  const occasion = {
    provider: `page-${provider}`,
    detectedAtMs: nowMs,
    source: /** @type {const} */ ("poll"),
  };
  const options = { edits: false, ongoing: true };
  return observe(memoryAt(url.href), tidySnapshot(result.snapshot), occasion, options).memory;
}

function heapInUse() {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** @param {string} what @param {number} bytes */
const report = (what, bytes) => console.log(`${what}: ${(bytes / 1024 / PROVIDERS).toFixed(1)} KB`);

// Code that is made for the first readings is not theirs.
for (let provider = 0; provider < 20; provider++) await memoryOf(provider);
const before = heapInUse();
/** @type {any[]} */
const memories = [];
for (let provider = 0; provider < PROVIDERS; provider++) memories.push(await memoryOf(provider));
let held = heapInUse();
report("all", held - before);
/** @type {[string, (memory: any) => void][]} */
const PARTS = [
  ["updates", dropUpdates],
  ["incidents", dropIncidents],
  ["their map and ids", dropMap],
];
for (const [what, drop] of PARTS) {
  for (const memory of memories) drop(memory);
  const left = heapInUse();
  report(what, held - left);
  held = left;
}

/** @param {any} memory */
function dropUpdates({ incidents }) {
  for (const incident of incidents.values()) incident.updates = undefined;
}

/** @param {any} memory */
function dropIncidents({ incidents }) {
  for (const id of incidents.keys()) incidents.set(id, undefined);
}

/** @param {any} memory */
function dropMap(memory) {
  memory.incidents = undefined;
}
