/**
 * Polls answered 304, as fast as they go: `npm run build && node bench/flat-out.mjs [--pages 1000] [--seconds 2]
 * [--rounds 2] [--at-once 64] [--clients daemon,raw,…] [--schemes http,https]`. Each client is a process of its own; their
 * windows are interleaved, round by round.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { ANY_CERTIFICATE, selfSigned } from "./certificate.mjs";
import { startChild } from "./child.mjs";
import { isInstalled } from "./other-clients.mjs";
import { FEED_PATH, HEADERS, pageOrigin } from "./pages.mjs";
import { pythonWith, startPython } from "./python.mjs";
import { median } from "./report.mjs";

/** @typedef {{ polls: number, wallMs: number, cpuMs: number }} Window */

const PYTHON_CLIENTS = ["aiohttp", "httpx"];
const CLIENTS = ["daemon", "fetcher", "raw", "fetch", "global fetch", "got", "axios", ...PYTHON_CLIENTS];
/** By then connections are as they will stay. */
const WARM_UP_TURNS = 9;
const { values } = parseArgs({
  options: {
    pages: { type: "string", default: "1000" },
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "2" },
    "at-once": { type: "string", default: "64" },
    clients: { type: "string", default: CLIENTS.join() },
    schemes: { type: "string", default: "http,https" },
  },
});
const [pages, rounds, atOnce] = [Number(values.pages), Number(values.rounds), Number(values["at-once"])];
const wanted = CLIENTS.filter((client) => client === "raw" || values.clients.split(",").includes(client));
const windowMs = Number(values.seconds) * 1_000;

console.log(`${pages} pages, ${atOnce} polls at once, ${rounds} rounds of ${values.seconds} s\n`);
console.log(
  "| | polls a second | µs of CPU a poll | … as a multiple of raw, each round |\n|---|--:|--:|---|",
);
for (const scheme of values.schemes.split(",")) {
  const isSecure = scheme === "https";
  const certificate = isSecure ? selfSigned() : undefined;
  const fleet = startChild("fleet.mjs", { pages, answers: "304", certificate });
  const port = await fleet.call("listen");
  const clients = wanted.flatMap((client) => {
    const child = startClient(client, { pages, port, isSecure, atOnce });
    return child ? [{ client, child, windows: /** @type {Window[]} */ ([]) }] : [];
  });
  for (const { child } of clients) await child.call("warmUp", { polls: WARM_UP_TURNS * pages });
  for (let round = 0; round < rounds; round++) {
    // There and back again, so that a drift of the machine falls on all alike.
    for (const { child, windows } of round % 2 ? clients.toReversed() : clients)
      windows.push(await child.call("run", { windowMs }));
  }
  const raw = clients.find(({ client }) => client === "raw")?.windows ?? [];
  for (const { client, windows } of clients) {
    const rates = windows.map(({ polls, wallMs }) => (1_000 * polls) / wallMs);
    const ratios = windows.map((window, round) => (cpuOf(window) / cpuOf(raw[round])).toFixed(2));
    const cells = [median(rates).toFixed(0), median(windows.map(cpuOf)).toFixed(0), ratios.join(" · ")];
    console.log(`| ${scheme}, ${client} | ${cells.join(" | ")} |`);
  }
  for (const { child } of clients) await child.stop();
  await fleet.stop();
}
console.log(`\nload average at the end ${loadavg()[0].toFixed(1)}`);

/**
 * Undefined, and a line that says so, where what it takes is not installed.
 * @param {string} client
 * @param {{ pages: number, port: number, isSecure: boolean, atOnce: number }} settings
 */
function startClient(client, settings) {
  if (!PYTHON_CLIENTS.includes(client)) {
    if (isInstalled(client))
      return startChild("flat-out-client.mjs", { client, ...settings }, ANY_CERTIFICATE);
    console.error(`${client} is left out: npm install --prefix bench`);
    return undefined;
  }
  const python = pythonWith(client);
  if (python === undefined) {
    console.error(`${client} is left out: apt-get install python3-${client}`);
    return undefined;
  }
  const origins = Array.from({ length: pages }, (_, page) =>
    pageOrigin(page, settings.port, settings.isSecure),
  );
  const urls = origins.map((origin) => origin + FEED_PATH);
  return startPython(python, "flat_out_client.py", { client, urls, headers: HEADERS, atOnce });
}

/** Microseconds a poll. @param {Window} window */
function cpuOf({ polls, cpuMs }) {
  return (1_000 * cpuMs) / polls;
}
