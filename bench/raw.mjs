import { Agent } from "undici";
import { nextDelay, startDelay } from "../dist/polling/pace.js";
import { childSettings, serveCalls } from "./child.mjs";
import { FEED_PATH, KEEP_ALIVE_MS, pageName, pageOrigin } from "./pages.mjs";
import { usageCalls } from "./usage.mjs";

/**
 * The measure of the daemon: the same conditional GETs at the same pace, and nothing else. No deadline, no body cap, no
 * decompression, no parsing, no state. Of an answer that has changed it prints that it came, unread.
 * @type {{ pages: number, port: number, intervalMs: number, isSecure?: boolean, profile?: string }}
 */
const settings = childSettings();
const { pages, port, intervalMs, isSecure } = settings;

const agent = new Agent({
  connections: 2,
  keepAliveTimeout: KEEP_ALIVE_MS,
  keepAliveMaxTimeout: KEEP_ALIVE_MS,
  headersTimeout: 0,
  bodyTimeout: 0,
  connect: { timeout: 15_000 },
  allowH2: false,
});
const HEADERS = {
  "user-agent": "status-watch/0.0.0 (+https://www.npmjs.com/package/status-watch)",
  accept:
    "application/json, application/atom+xml, application/rss+xml, application/xml;q=0.9, text/html;q=0.5, */*;q=0.1",
  "accept-encoding": "gzip, br",
};

/** @param {number} page */
async function watch(page) {
  const origin = pageOrigin(page, port, isSecure);
  /** @type {Record<string, string>} */
  let headers = HEADERS;
  for (let delayMs = startDelay(page, pages, intervalMs); ; ) {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    const startedMs = Date.now();
    const answer = await agent.request({ origin, path: FEED_PATH, method: "GET", headers });
    await answer.body.dump();
    if (answer.statusCode === 200) {
      if (headers !== HEADERS) process.stdout.write(`[now] Product: ${pageName(page)}\nStatus: changed\n`);
      headers = { ...HEADERS, "if-none-match": String(answer.headers["etag"]) };
    }
    delayMs = nextDelay({
      intervalMs,
      failures: 0,
      restMs: 0,
      elapsedMs: Date.now() - startedMs,
      random: Math.random(),
    });
  }
}

serveCalls(usageCalls(settings));
for (let page = 0; page < pages; page++) watch(page);
