/**
 * Webhooks under load: `npm run build && node bench/gateway.mjs [--rate 2000] [--seconds 30] [--pages 500] [--state memory|folder]`.
 * A process sends them at a fixed rate, whatever the answers; the daemon meanwhile polls a fleet. Every update that was
 * accepted must be told.
 */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Pool } from "undici";
import { startChild } from "./child.mjs";

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "2000" },
    seconds: { type: "string", default: "30" },
    pages: { type: "string", default: "500" },
    state: { type: "string" },
  },
});
const [rate, seconds, pages] = [Number(values.rate), Number(values.seconds), Number(values.pages)];
const INTERVAL_MS = 5_000;
const PUSHED = 20;
const UPDATES_AN_INCIDENT = 10;
const TICK_MS = 5;
const BAD_SHARE = 10;
const SECRET = randomBytes(32).toString("base64url");

/** @typedef {{ accepted: number, busy: number, refused: number, broken: number, latenciesMs: number[] }} Sent */

const states = [false, true].filter((isDurable) => values.state !== (isDurable ? "memory" : "folder"));
for (const isDurable of states)
  for (const hasBad of [false, true]) console.log(await measure(isDurable, hasBad));

/** @param {boolean} isDurable @param {boolean} hasBad a tenth is malformed, oversized, wrongly signed or cut off */
async function measure(isDurable, hasBad) {
  const fleet = startChild("fleet.mjs", { pages, answers: "304" });
  const port = await fleet.call("listen");
  const settings = { pages, port, intervalMs: INTERVAL_MS, isDurable, pushed: PUSHED, secret: SECRET };
  const daemon = startChild("gateway-daemon.mjs", settings);
  const url = await daemon.call("url");
  while ((await fleet.call("leastPolls")) < 2) await sleep(100);
  await Promise.all([fleet.call("openWindow"), daemon.call("openWindow")]);
  const sent = await send(url, hasBad);
  const [{ polls, gapsMs }, used] = await Promise.all([
    fleet.call("closeWindow"),
    daemon.call("closeWindow"),
  ]);
  const startedMs = performance.now();
  for (let before = -1, now = 0; now !== before; await sleep(1_000)) {
    while ((await daemon.call("counts")).waiting > 0) await sleep(20);
    [before, now] = [now, (await daemon.call("counts")).told.pushed];
  }
  // The last second of it is the waiting for something more to be told.
  const drainedMs = performance.now() - startedMs;
  const { told, received } = await daemon.call("counts");
  await daemon.stop();
  await fleet.stop();
  const sorted = sent.latenciesMs.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.floor(sorted.length * share)]?.toFixed(1);
  const onTime = gapsMs.filter(
    (/** @type {number} */ gap) => Math.abs(gap - INTERVAL_MS) <= INTERVAL_MS * 0.11,
  );
  return {
    state: isDurable ? "in a folder" : "in memory",
    "of it bad": hasBad ? "10 %" : "none",
    accepted: sent.accepted,
    busy: sent.busy,
    refused: sent.refused,
    "cut off": sent.broken,
    "updates told": told.pushed,
    "dealt with": received.read + received.rejected,
    "answered in, p50 ms": at(0.5),
    "p99 ms": at(0.99),
    "longest ms": at(0.99999),
    "all dealt with after, ms": Math.round(drainedMs),
    "CPU, % of a core": Math.round(used.cpuMs / seconds / 10),
    "peak memory, MB": Math.round(used.peakMemoryMb),
    "polls on time, %": ((onTime.length / gapsMs.length) * 100).toFixed(2),
    polls,
  };
}

/** @param {string} url @param {boolean} hasBad @returns {Promise<Sent>} */
async function send(url, hasBad) {
  const pool = new Pool(url, { connections: 64, pipelining: 1 });
  const sent = { accepted: 0, busy: 0, refused: 0, broken: 0, latenciesMs: /** @type {number[]} */ ([]) };
  const all = [];
  const startedMs = performance.now();
  const total = rate * seconds;
  for (let next = 0; next < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - startedMs) / 1_000) * rate));
    for (; next < due; next++)
      all.push(hasBad && next % BAD_SHARE === 0 ? bad(pool, url, next, sent) : good(pool, next, sent));
    await sleep(TICK_MS);
  }
  await Promise.all(all);
  await pool.close();
  return sent;
}

/** @param {Pool} pool @param {number} index @param {Sent} sent */
async function good(pool, index, sent) {
  const path = `/hooks/pushed-${index % PUSHED}/${SECRET}`;
  await post(pool, path, JSON.stringify(webhook(index % PUSHED, Math.floor(index / PUSHED))), sent);
}

/** @param {Pool} pool @param {string} url @param {number} index @param {Sent} sent */
async function bad(pool, url, index, sent) {
  const path = `/hooks/pushed-${index % PUSHED}/${SECRET}`;
  switch ((index / BAD_SHARE) % 4) {
    case 0:
      return post(pool, path, `{"n":${index}`, sent);
    case 1:
      return post(pool, path, Buffer.alloc(1024 * 1024 + 1), sent);
    case 2:
      return post(pool, `/hooks/pushed-0/${"x".repeat(43)}`, "{}", sent);
    default:
      return cutOff(url, path, sent);
  }
}

/** @param {Pool} pool @param {string} path @param {string | Buffer} body @param {Sent} sent */
async function post(pool, path, body, sent) {
  const startedMs = performance.now();
  try {
    const headers = { "content-type": "application/json" };
    const response = await pool.request({ method: "POST", path, body, headers });
    await response.body.dump();
    sent.latenciesMs.push(performance.now() - startedMs);
    if (response.statusCode === 202) sent.accepted++;
    else if (response.statusCode === 503) sent.busy++;
    else sent.refused++;
  } catch {
    // An oversized one may be answered, and its connection closed, while it is still being sent.
    sent.refused++;
  }
}

/** @param {string} url @param {string} path @param {Sent} sent @returns {Promise<void>} */
function cutOff(url, path, sent) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\n{"incident":`);
      setTimeout(() => socket.destroy(), TICK_MS);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      sent.broken++;
      resolve();
    });
  });
}

/** A webhook of Statuspage: of each incident so many updates, one a webhook. @param {number} page @param {number} turn */
function webhook(page, turn) {
  const incident = `inc${page}x${Math.floor(turn / UPDATES_AN_INCIDENT)}`;
  const status = turn % UPDATES_AN_INCIDENT === UPDATES_AN_INCIDENT - 1 ? "resolved" : "investigating";
  const at = new Date().toISOString();
  return {
    meta: { unsubscribe: "https://acme.statuspage.io/?unsubscribe=x", documentation: "", generated_at: at },
    page: { id: "jb7j80lkgqvb", status_indicator: "minor", status_description: "Minor Service Outage" },
    incident: {
      ...{
        id: incident,
        name: `Errors of API ${page}`,
        status,
        impact: "minor",
        created_at: at,
        updated_at: at,
      },
      shortlink: "https://stspg.io/x",
      components: [],
      incident_updates: [
        {
          id: `u${page}x${turn}`,
          incident_id: incident,
          status,
          body: `Requests fail (${page}).`,
          created_at: at,
          display_at: at,
        },
      ],
    },
  };
}
