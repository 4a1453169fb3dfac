/** Each page has a loopback address of its own, so that to the daemon each is another host; Linux routes all of 127/8. */

/** @param {number} page @returns {string} `127.1.0.0`, `127.1.0.1`, … */
export function pageAddress(page) {
  return `127.${1 + (page >> 16)}.${(page >> 8) & 255}.${page & 255}`;
}

/** @param {number} page @param {number} port @param {boolean} [isSecure] */
export function pageOrigin(page, port, isSecure = false) {
  return `${isSecure ? "https" : "http"}://${pageAddress(page)}:${port}`;
}

export const FEED_PATH = "/history.atom";

/** What the daemon calls a page; it comes back in the lines it prints. @param {number} page */
export function pageName(page) {
  return `page-${page}`;
}

/** What the clients ask with beside the daemon, which asks for more or less the same. */
export const HEADERS = {
  "user-agent": "status-watch/0.0.0",
  accept: "application/atom+xml, */*;q=0.1",
  "accept-encoding": "gzip, br",
};

/** For how long clients keep a connection that nobody uses: as long as the daemon does, in `src/http/connections.ts`. */
export const KEEP_ALIVE_MS = 600_000;
