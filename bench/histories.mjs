import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FORMATS } from "../dist/feeds/index.js";
import { createDocument } from "../dist/http/document.js";
import { PageDocuments } from "../dist/polling/documents.js";
import { isClosed } from "../dist/types.js";
import { randomNumbers } from "./random.mjs";

/**
 * @typedef {{ incident: string, atMs: number, isFirst: boolean, isLast: boolean }} Post
 * @typedef {{ name: string, startMs: number, endMs: number, posts: Post[] }} History the posts oldest first
 */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * What each sequence of captures tells was posted, all of its captures together. Summaries are left out: they do not
 * tell of what is over.
 * @param {string} folder @returns {Promise<History[]>}
 */
export async function corpusHistories(folder) {
  const sequences = readdirSync(join(folder, "sequences")).filter((name) => !name.includes("summary"));
  const histories = [];
  for (const name of sequences.sort()) histories.push(await historyOf(join(folder, "sequences", name), name));
  return histories;
}

/** @param {string} folder @param {string} name @returns {Promise<History>} */
async function historyOf(folder, name) {
  /** @type {Map<string, Map<number, boolean>>} whether it was the end, by time, by incident */
  const incidents = new Map();
  for (const file of readdirSync(folder).sort()) {
    for (const incident of await incidentsIn(join(folder, file))) {
      if (incident.kind !== "incident") continue;
      const posts = incidents.get(incident.id) ?? new Map();
      incidents.set(incident.id, posts);
      for (const { postedAtMs, status } of incident.updates)
        if (postedAtMs !== undefined) posts.set(postedAtMs, isClosed(status));
    }
  }
  return toHistory(name, [...incidents]);
}

/** @param {string} file */
async function incidentsIn(file) {
  const isFeed = file.endsWith(".atom");
  const path = isFeed ? "history.atom" : "api/v2/incidents.json";
  const url = new URL(path, "https://status.example.com/");
  const headers = { "content-type": isFeed ? "application/atom+xml" : "application/json" };
  const document = createDocument(url, headers, readFileSync(file));
  const reading = new PageDocuments().begin(
    url,
    () => new Set(),
    0,
    async () => ({
      outcome: /** @type {const} */ ("modified"),
      document,
      version: {},
    }),
  );
  const result = await FORMATS[isFeed ? "atom" : "statuspage"].read(reading);
  return result.outcome === "read" ? result.snapshot.incidents : [];
}

/** @param {string} name @param {[string, Map<number, boolean>][]} incidents @returns {History} */
function toHistory(name, incidents) {
  const posts = incidents.flatMap(([incident, ends]) => {
    const times = [...ends].sort(([a], [b]) => a - b);
    const end = times.findIndex(([, isEnd]) => isEnd);
    const last = end < 0 ? times.length - 1 : end;
    return times.map(([atMs], index) => ({ incident, atMs, isFirst: index === 0, isLast: index >= last }));
  });
  posts.sort((a, b) => a.atMs - b.atMs);
  const [first, last] = [posts[0]?.atMs ?? 0, posts.at(-1)?.atMs ?? 0];
  return { name, startMs: first - DAY_MS, endMs: last + DAY_MS, posts };
}

/**
 * A page whose incidents begin at random and last some 70 minutes, with an update every 20 or so.
 * @param {string} name @param {{ days: number, incidentsADay: number, seed: number }} settings @returns {History}
 */
export function madeUpHistory(name, { days, incidentsADay, seed }) {
  const random = randomNumbers(seed);
  const waitMs = (/** @type {number} */ meanMs) => -Math.log(1 - random()) * meanMs;
  /** @type {[string, Map<number, boolean>][]} */
  const incidents = [];
  for (
    let atMs = waitMs(DAY_MS / incidentsADay);
    atMs < days * DAY_MS;
    atMs += waitMs(DAY_MS / incidentsADay)
  ) {
    const endMs = atMs + waitMs(70 * MINUTE_MS);
    const posts = new Map([[atMs, false]]);
    for (let ms = atMs + waitMs(20 * MINUTE_MS); ms < endMs; ms += waitMs(20 * MINUTE_MS))
      posts.set(ms, false);
    incidents.push([String(incidents.length), posts.set(endMs, true)]);
  }
  return toHistory(name, incidents);
}
