import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { gzipSync } from "node:zlib";
import { childSettings, serveCalls } from "./child.mjs";
import { nowMs } from "./clock.mjs";
import { atomFeed } from "./feed.mjs";
import { pageAddress } from "./pages.mjs";

/**
 * A fleet of status pages in one process. `answers: "304"`: a page has an ETag and answers 304 while nothing changes;
 * `answers: "200"`: every answer is the whole feed, never the same bytes twice running; `"same"`: every answer is the
 * whole feed, the same bytes until something changes.
 * `certificate`: to speak TLS with.
 * @type {{ pages: number, answers: import("./measure.mjs").Answers, certificate?: { key: string, cert: string } }}
 */
const settings = childSettings();
const isConditional = settings.answers === "304";
const versionCount = settings.answers === "200" ? 4 : 1;

/** @typedef {{ etag: string, plain: Buffer, gzip: Buffer }} Version */

/** Compressed beforehand, so that the fleet is not what is measured. */
const startedAtMs = Date.now();
const originMs = startedAtMs - 3_600_000;
const versions = feedVersions();
const changedVersions = feedVersions(startedAtMs);

/** @param {number} [newsAtMs] @returns {Version[]} */
function feedVersions(newsAtMs) {
  return Array.from({ length: versionCount }, (_, turn) => {
    const plain = Buffer.from(atomFeed(originMs, startedAtMs + turn * 1_000, newsAtMs));
    return { etag: `W/"${newsAtMs ?? 0}-${turn}"`, plain, gzip: gzipSync(plain) };
  });
}

class Page {
  polls = 0;
  isChanged = false;
  /** @type {number | undefined} */
  changeAnsweredMs;
  /** @type {number | undefined} */
  #arrivedMs;

  /** Milliseconds since the poll before. */
  arrive() {
    const arrivedMs = nowMs();
    const gapMs = this.#arrivedMs === undefined ? undefined : arrivedMs - this.#arrivedMs;
    this.#arrivedMs = arrivedMs;
    this.polls++;
    return gapMs;
  }

  /** @returns {Version} */
  get version() {
    const current = this.isChanged ? changedVersions : versions;
    return current[this.polls % current.length];
  }
}

const pages = Array.from({ length: settings.pages }, () => new Page());
const pageAt = new Map(pages.map((page, index) => [pageAddress(index), page]));
let windowPolls = 0;
/** Between the starts of two polls of one page. @type {number[]} */
let gapsMs = [];

/** Connections in the window, and those of them that resumed a TLS session. */
let connections = { made: 0, resumed: 0 };

const server = settings.certificate ? createHttpsServer(settings.certificate) : createHttpServer();
server.on("secureConnection", (socket) => {
  connections.made++;
  if (socket.isSessionReused()) connections.resumed++;
});
server.on("request", (request, response) => {
  const page = pageAt.get(request.socket.localAddress ?? "");
  if (!page) throw new Error(`no page at ${request.socket.localAddress}`);
  const gapMs = page.arrive();
  windowPolls++;
  if (gapMs !== undefined) gapsMs.push(gapMs);
  answer(page, request, response);
});

/**
 * @param {Page} page
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
function answer(page, { headers }, response) {
  const { etag, plain, gzip } = page.version;
  const common = {
    etag,
    "cache-control": "max-age=0, private, must-revalidate",
    vary: "Accept, Accept-Encoding",
  };
  if (isConditional && headers["if-none-match"] === etag) {
    response.writeHead(304, common).end();
    return;
  }
  const isGzip = /\bgzip\b/.test(headers["accept-encoding"] ?? "");
  const body = isGzip ? gzip : plain;
  response.writeHead(200, {
    ...common,
    "content-type": "application/atom+xml; charset=utf-8",
    "content-length": body.length,
    ...(isGzip && { "content-encoding": "gzip" }),
  });
  if (page.isChanged) page.changeAnsweredMs ??= nowMs();
  response.end(body);
}

// A page that hangs up between polls would make the benchmark one of handshakes.
server.keepAliveTimeout = 0;

serveCalls({
  listen: () =>
    new Promise((resolve) => {
      server.listen({ host: "0.0.0.0", port: 0, backlog: 4_096 }, () => {
        const address = /** @type {import("node:net").AddressInfo} */ (server.address());
        resolve(address.port);
      });
    }),
  leastPolls: () => pages.reduce((least, { polls }) => Math.min(least, polls), Number.POSITIVE_INFINITY),
  openWindow() {
    windowPolls = 0;
    gapsMs = [];
    connections = { made: 0, resumed: 0 };
  },
  closeWindow: () => ({ polls: windowPolls, gapsMs, connections }),
  /** @param {{ page: number }} input the page that posts an update */
  change({ page }) {
    pages[page].isChanged = true;
  },
  /** When each page first answered with its update; by page. */
  changeAnswers: () => pages.map(({ changeAnsweredMs }) => changeAnsweredMs ?? null),
});
