import { hash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { Provider } from "../provider.ts";
import type { PageNow, PageStyle, ScriptedPage } from "./types.ts";
import { writeIncidentioAtom, writeStatuspageAtom, writeStatuspageRss } from "./write-feed.ts";
import { componentsNow, writeStatuspage } from "./write-statuspage.ts";

const MINUTE_MS = 60_000;

/** How each style is written: what is to be watched, and what is asked for last in reading it. */
interface Style {
  readonly watch: string;
  readonly last: string;
  readonly write: (page: PageNow) => Record<string, string>;
}

const STYLES: Readonly<Record<PageStyle, Style>> = {
  statuspage: { watch: "/", last: "/api/v2/scheduled-maintenances.json", write: writeStatuspage },
  "statuspage-atom": feedStyle("/history.atom", writeStatuspageAtom),
  "statuspage-rss": feedStyle("/history.rss", writeStatuspageRss),
  "incidentio-atom": feedStyle("/feed.atom", writeIncidentioAtom),
};

function feedStyle(path: string, write: (page: PageNow) => string): Style {
  return { watch: path, last: path, write: (page) => ({ [path]: write(page) }) };
}

/** Status pages on loopback, each a server of its own, that change as their script says. */
export class DemoFleet {
  readonly #servers: Server[] = [];
  readonly #openedMs = Date.now();
  readonly #readings: Promise<void>[] = [];
  #startedMs: number | undefined;
  /** Answers given so far, by status code. */
  readonly answers = new Map<number, number>();

  /** Starts the script once every page has been read: what was posted before would be history. */
  async start(): Promise<void> {
    await Promise.all(this.#readings);
    this.#startedMs = Date.now();
  }

  /** Opens a page; gives the provider to watch it by. */
  async open(page: ScriptedPage, intervalMs: number): Promise<Provider> {
    let isRead: () => void = () => {};
    this.#readings.push(
      new Promise((resolve) => {
        isRead = resolve;
      }),
    );
    const { watch, last } = STYLES[page.style];
    const server = createServer((request, response) => {
      if (request.url === last) response.on("finish", isRead);
      const body = this.#isBroken(page) ? undefined : this.#documents(page, origin)[request.url ?? "/"];
      const etag = `"${hash("md5", body ?? "")}"`;
      const status = this.#isBroken(page)
        ? 500
        : body === undefined
          ? 404
          : request.headers["if-none-match"] === etag
            ? 304
            : 200;
      this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
      const type = request.url?.endsWith(".json") ? "application/json" : "application/xml";
      response.writeHead(status, {
        etag,
        "content-type": type,
        ...(status === 200 && { "content-encoding": "gzip" }),
      });
      response.end(status === 200 ? gzipSync(body ?? "") : undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#servers.push(server);
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const filter = { components: [], ignoredComponents: [], ignoredKinds: [] };
    const url = new URL(watch, origin).href;
    return { name: page.name, url, intervalMs, headers: {}, filter };
  }

  async close(): Promise<void> {
    const closing = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const server of this.#servers) server.closeAllConnections();
    await Promise.all(closing);
  }

  #elapsedS(): number {
    return this.#startedMs === undefined ? 0 : (Date.now() - this.#startedMs) / 1000;
  }

  #isBroken({ brokenS }: ScriptedPage): boolean {
    const nowS = this.#elapsedS();
    return brokenS !== undefined && nowS >= brokenS.from && nowS < brokenS.to;
  }

  #documents(page: ScriptedPage, origin: string): Record<string, string> {
    const nowS = this.#elapsedS();
    const incidents = page.incidents
      .map((incident) => ({ ...incident, posts: incident.posts.filter(({ atS }) => atS <= nowS) }))
      .filter(({ posts }) => posts.length > 0)
      .reverse();
    return STYLES[page.style].write({
      name: page.name,
      origin,
      incidents,
      components: componentsNow(page.components, incidents),
      // The script's end is now: its posts lie in the minutes before.
      timeOf: ({ atS }) => this.#openedMs + (atS - 20) * MINUTE_MS,
    });
  }
}
