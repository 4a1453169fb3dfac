import { XMLParser } from "fast-xml-parser";
import { fetch } from "undici";
import { systemClock } from "../dist/clock.js";
import { Fetcher } from "../dist/http/fetcher.js";
import { silentLogger } from "../dist/log.js";
import { Page } from "../dist/polling/page.js";
import { Watched } from "../dist/polling/poll.js";
import { MemoryStore } from "../dist/state/memory.js";
import { childSettings, serveCalls } from "./child.mjs";

/**
 * Reads a page that has one new incident at each reading, and counts its own CPU.
 * @type {{ client: "daemon" | "our reading" | "our download" | "whole parse" | "download", url: string }}
 */
const { client, url } = childSettings();
const fetcher = new Fetcher({ clock: systemClock });
const provider = {
  name: "page",
  url,
  format: /** @type {const} */ ("atom"),
  intervalMs: 30_000,
  headers: {},
  filter: { components: [], ignoredComponents: [], ignoredKinds: [] },
};

/** Each makes what a run of readings is done with. @type {Record<typeof client, () => () => Promise<unknown>>} */
const CLIENTS = {
  daemon() {
    const store = new MemoryStore();
    let told = 0;
    const watched = new Watched([provider], {
      clock: systemClock,
      log: silentLogger,
      store,
      fetcher,
      bus: {
        publish: async (name, memory, events) => {
          told += events.length;
          await store.commit({ memories: new Map([[name, memory]]) });
        },
      },
      options: { edits: false, ongoing: false },
      isStopping: () => false,
    });
    let isFirst = true;
    return async () => {
      const before = told;
      await watched.poll();
      if (told === before && !isFirst) throw new Error("a new incident was not told");
      isFirst = false;
    };
  },
  "our reading"() {
    const page = new Page(provider, { fetcher, log: silentLogger, clock: systemClock });
    return async () => {
      const { outcome } = await page.read();
      if (outcome !== "read") throw new Error(`a new incident was not read: ${outcome}`);
      page.commit();
    };
  },
  "our download"() {
    const address = new URL(url);
    return () => fetcher.fetch(address);
  },
  "whole parse"() {
    const parser = new XMLParser({ ignoreAttributes: false, htmlEntities: true, parseTagValue: false });
    return async () => parser.parse(await (await fetch(url)).text());
  },
  download() {
    return async () => (await fetch(url)).arrayBuffer();
  },
};

serveCalls({
  /** @param {{ readings: number }} input */
  async run({ readings }) {
    const read = CLIENTS[client]();
    // Of a page that is seen for the first time all is new.
    await read();
    const cpuAtStart = process.cpuUsage();
    for (let reading = 0; reading < readings; reading++) await read();
    const { user, system } = process.cpuUsage(cpuAtStart);
    return (user + system) / 1_000;
  },
});
