import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { nowMs } from "./clock.mjs";
import { windowFeed, windowJson } from "./feed.mjs";

/** How a page is written, where it is read, and as what. */
export const KINDS = {
  atom: {
    format: "atom",
    path: "/history.atom",
    type: "application/atom+xml; charset=utf-8",
    write: windowFeed,
  },
  json: {
    format: "statuspage",
    path: "/api/v2/incidents.json",
    type: "application/json; charset=utf-8",
    write: windowJson,
  },
};
const FIRST = 10_000_000;
const BETWEEN_INCIDENTS_MS = 60_000;
/** So that what is still to come is not dated ahead. */
const FIRST_AGO_MS = 30 * 86_400_000;

/**
 * A page on loopback, of so many incidents, which has one more at each change.
 * @param {{ kind: keyof typeof KINDS, incidents: number }} settings
 */
export async function startChangingPage({ kind, incidents }) {
  const { path, type, write } = KINDS[kind];
  const firstMs = Date.now() - FIRST_AGO_MS;
  let newest = FIRST;
  let shown = { etag: "", body: Buffer.alloc(0) };
  /** @type {(typeof shown)[]} */
  const prepared = [];
  /** @type {number | undefined} */
  let answeredMs;
  const nextWritten = () => {
    newest++;
    const text = write(newest, incidents, firstMs + (newest - FIRST) * BETWEEN_INCIDENTS_MS);
    return { etag: `"${newest}"`, body: gzipSync(text) };
  };
  const change = () => {
    shown = prepared.shift() ?? nextWritten();
    answeredMs = undefined;
  };
  change();
  const server = createServer(({ headers }, response) => {
    if (prepared.length > 0) change();
    const { etag, body } = shown;
    if (headers["if-none-match"] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, {
      "content-type": type,
      "content-encoding": "gzip",
      "content-length": body.length,
      etag,
    });
    answeredMs ??= nowMs();
    response.end(body);
  });
  server.keepAliveTimeout = 0;
  await new Promise((resolve) => server.listen(0, "0.0.0.0", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    port,
    path,
    change,
    /** Each of so many answers from now on is another, and none of them has still to be made. @param {number} answers */
    prepare(answers) {
      while (prepared.length < answers) prepared.push(nextWritten());
    },
    /** When the last change was answered with. */
    answeredMs: () => answeredMs,
    /** Of what it answers, before it is compressed. */
    bytes: Buffer.byteLength(write(newest, incidents, firstMs)),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** How many incidents make a page of that size. @param {keyof typeof KINDS} kind @param {number} bytes */
export function incidentsFor(kind, bytes) {
  const { write } = KINDS[kind];
  const [one, two] = [1, 2].map((count) => Buffer.byteLength(write(FIRST, count, Date.now())));
  return Math.round((bytes - one) / (two - one)) + 1;
}
