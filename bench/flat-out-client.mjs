import { Agent } from "undici";
import { systemClock } from "../dist/clock.js";
import { tuneHeap } from "../dist/heap.js";
import { Fetcher } from "../dist/http/fetcher.js";
import { silentLogger } from "../dist/log.js";
import { Watched } from "../dist/polling/poll.js";
import { MemoryStore } from "../dist/state/memory.js";
import { childSettings, serveCalls } from "./child.mjs";
import { OTHER_CLIENTS } from "./other-clients.mjs";
import { FEED_PATH, HEADERS, KEEP_ALIVE_MS, pageName, pageOrigin } from "./pages.mjs";

/**
 * Polls a fleet as fast as it can, so many polls at a time.
 * @type {{ client: string, pages: number, port: number, isSecure: boolean, atOnce: number,  }}
 */
const settings = childSettings();
const { client, pages, port, isSecure, atOnce } = settings;
const NO_HEADERS = {};
const origins = Array.from({ length: pages }, (_, page) => pageOrigin(page, port, isSecure));
/** What each page's last whole answer was. @type {(string | undefined)[]} */
const etags = [];

/** @type {Record<string, () => Promise<(page: number) => Promise<unknown>>>} */
const CLIENTS = {
  /** All of a poll: reading, observing and what follows of it. */
  async daemon() {
    tuneHeap({ lowMemory: false });
    const fetcher = new Fetcher({ clock: systemClock });
    const context = {
      clock: systemClock,
      log: silentLogger,
      store: new MemoryStore(),
      fetcher,
      options: { edits: false, ongoing: false },
      isStopping: () => false,
    };
    const { store } = context;
    const bus = {
      /** @param {string} name @param {import("../dist/state/types.js").ProviderMemory} memory */
      publish: async (name, memory) => void (await store.commit({ memories: new Map([[name, memory]]) })),
    };
    const filter = { components: [], ignoredComponents: [], ignoredKinds: [] };
    const watched = origins.map((origin, page) => {
      const common = { name: pageName(page), intervalMs: 30_000, headers: {}, filter };
      return new Watched([{ ...common, url: `${origin}${FEED_PATH}`, format: "atom" }], { ...context, bus });
    });
    return async (page) => {
      const { failures } = await watched[page].poll();
      if (failures > 0) throw new Error(`${pageName(page)} cannot be read`);
    };
  },
  /** The conditional GET alone, from a page whose reach is known as it is to the daemon. */
  async fetcher() {
    tuneHeap({ lowMemory: false });
    const fetcher = new Fetcher({ clock: systemClock });
    const urls = origins.map((origin) => new URL(FEED_PATH, origin));
    /** @type {import("../dist/http/fetcher.js").KnownVersion[]} */
    const versions = [];
    return async (page) => {
      const result = await fetcher.fetch(urls[page], versions[page], NO_HEADERS, "anywhere");
      if (result.outcome === "modified") versions[page] = result.version;
    };
  },
  async raw() {
    const agent = new Agent({
      connections: 2,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return async (page) => {
      const request = {
        origin: origins[page],
        path: FEED_PATH,
        method: /** @type {const} */ ("GET"),
        headers: headersFor(page),
      };
      const answer = await agent.request(request);
      await answer.body.dump();
      if (answer.statusCode === 200) etags[page] = String(answer.headers["etag"]);
    };
  },
};

/** @param {number} page @returns {Record<string, string>} */
function headersFor(page) {
  const etag = etags[page];
  return etag === undefined ? HEADERS : { ...HEADERS, "if-none-match": etag };
}

/** @returns {Promise<(page: number) => Promise<unknown>>} */
async function otherClient() {
  const get = await OTHER_CLIENTS[client]();
  return async (page) => {
    const { status, etag } = await get(`${origins[page]}${FEED_PATH}`, headersFor(page));
    if (status === 200) etags[page] = etag;
  };
}

const poll = await (CLIENTS[client] ?? otherClient)();

/** @param {() => boolean} isOver @param {number} [polls] */
async function pollAll(isOver, polls = Number.POSITIVE_INFINITY) {
  let next = 0;
  const worker = async () => {
    while (next < polls && !isOver()) await poll(next++ % pages);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return next;
}

serveCalls({
  /** Every page is known, and its connection open. */
  /** @param {{ polls: number }} input */
  warmUp: ({ polls }) => pollAll(() => false, polls),
  /** @param {{ windowMs: number }} input */
  async run({ windowMs }) {
    const cpuAtStart = process.cpuUsage();
    const startedMs = performance.now();
    const polls = await pollAll(() => performance.now() - startedMs > windowMs);
    const { user, system } = process.cpuUsage(cpuAtStart);
    return { polls, wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1_000 };
  },
});
