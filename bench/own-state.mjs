/**
 * What is remembered of a page: `npm run build && node bench/own-state.mjs`. Memory that a provider takes in the store
 * after the baseline of 25 incidents of five updates.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { FORMATS } from "../dist/feeds/index.js";
import { tidySnapshot } from "../dist/feeds/tidy.js";
import { createDocument } from "../dist/http/document.js";
import { PageDocuments } from "../dist/polling/documents.js";
import { MemoryStore } from "../dist/state/memory.js";
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

function inUse() {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heapUsed, arrayBuffers };
}

/** @param {number} bytes */
const each = (bytes) => `${(bytes / 1024 / PROVIDERS).toFixed(1)} KB`;

// Code that is made for the first readings is not theirs.
for (let provider = 0; provider < 20; provider++) await memoryOf(provider);
const store = new MemoryStore();
const before = inUse();
for (let provider = 0; provider < PROVIDERS; provider++) {
  const memory = await memoryOf(provider);
  await store.commit({ memories: new Map([[`page-${provider}`, memory]]) });
}
const after = inUse();
const heap = after.heapUsed - before.heapUsed;
const outside = after.arrayBuffers - before.arrayBuffers;
console.log(`in all: ${each(heap + outside)}, of it on the heap: ${each(heap)}, outside: ${each(outside)}`);
console.log(`providers known: ${store.providers().length}`);
