import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../src/clock.ts";
import { FORMAT_NAMES, FORMATS, type FormatName } from "../src/feeds/index.ts";
import { tidySnapshot } from "../src/feeds/tidy.ts";
import { Fetcher } from "../src/http/fetcher.ts";
import { silentLogger } from "../src/log.ts";
import { PageDocuments } from "../src/polling/documents.ts";
import { Page } from "../src/polling/page.ts";
import { provider, TestDaemon } from "./helpers/daemon.ts";
import { casesOf } from "./helpers/fixtures.ts";
import { heldObjectsMb } from "./helpers/heap.ts";
import { startServer } from "./helpers/server.ts";
import { Site } from "./helpers/site.ts";
import { at, Observer } from "./helpers/snapshot.ts";

/**
 * A piece that is cut from a body holds on to the whole body, and what is kept of a page may be kept for months. Each
 * body is longer than it need be by so many blanks at its end, which nobody has a reason to keep.
 */
const BLANKS = Buffer.alloc(600_000, " ");
/** As big-endian UTF-16, which AWS writes. */
const WIDE_BLANKS = Buffer.from(BLANKS).fill("\0 ");
/** Of one, the engine itself holds on to the last that a regular expression looked at. */
const BODIES = 3;
const MOST_HELD_MB = (BODIES * BLANKS.length) / 2 / 1e6;

function withBlanks(body: Buffer): Buffer {
  return Buffer.concat([body, body[0] === 0xfe ? WIDE_BLANKS : BLANKS]);
}

/** What is left of a page once it has been read: which versions of its documents there were, and what they said. */
async function readOnce(format: FormatName, { page, documents }: Site): Promise<unknown> {
  const longer = [...documents].map(([url, body]) => [url, withBlanks(body)] as const);
  const { fetch } = new Site(page.href, new Map(longer));
  const dealtWith = new PageDocuments();
  const reading = dealtWith.begin(page, () => new Set(), at("12:00"), fetch);
  const result = await FORMATS[format].read(reading);
  if (result.outcome !== "read") throw new Error(`${format}: ${JSON.stringify(result)}`);
  const observer = new Observer();
  observer.see(tidySnapshot(result.snapshot));
  reading.commit();
  return { dealtWith, memory: observer.memory };
}

describe("What is remembered of a page holds on to none of its bodies", () => {
  const kept: unknown[] = [];
  let beforeMb = 0;
  beforeAll(async () => {
    // At first the engine keeps something of its own.
    for (const format of FORMAT_NAMES)
      for (const { site } of casesOf(format)) kept.push(await readOnce(format, site));
    beforeMb = heldObjectsMb();
  });
  afterAll(() => void kept.splice(0));

  it.each(FORMAT_NAMES)("%s", async (format) => {
    for (const { site } of casesOf(format))
      for (let body = 0; body < BODIES; body++) kept.push(await readOnce(format, site));
    const afterMb = heldObjectsMb();
    const growthMb = afterMb - beforeMb;
    beforeMb = afterMb;
    expect(growthMb).toBeLessThan(MOST_HELD_MB);
  });
});

/** An open incident, in words long enough to be cut from the body rather than copied. */
const FEED = (
  page: number,
  minutesAgo: (minutes: number) => string,
) => `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>tag:www.acmestatus.example,2005:/history</id>
  <title>Acme ${page} Status - Incident History</title>
  <updated>${minutesAgo(1)}</updated>
  <entry>
    <id>tag:www.acmestatus.example,2005:Incident/100200300${page}</id>
    <published>${minutesAgo(9)}</published>
    <updated>${minutesAgo(9)}</updated>
    <link rel="alternate" type="text/html" href="https://www.acmestatus.example/incidents/acme0000open${page}"/>
    <title>Elevated errors of the API in all regions (${page})</title>
    <content type="html">&lt;p&gt;&lt;strong&gt;Investigating&lt;/strong&gt; - We are looking into it.&lt;/p&gt;</content>
  </entry>
</feed>`;

describe("What a page was found to be", () => {
  it("holds on to none of the bodies in which it was looked for", async () => {
    await using server = await startServer(({ url = "" }, response) => {
      const [, page = "", path] = url.split("/");
      const feed = `<link rel="alternate" type="application/atom+xml" href="${server.origin}/${page}/history.atom">`;
      if (path === "history.atom")
        response.setHeader("content-type", "application/atom+xml").end(FEED(0, String));
      else if (path === "")
        response.setHeader("content-type", "text/html").end(withBlanks(Buffer.from(feed)));
      else response.writeHead(404).end();
    });
    const fetcher = new Fetcher({ clock: systemClock });
    const find = async (name: number) => {
      const about = provider({ url: `${server.origin}/${name}/` });
      const page = new Page(about, { fetcher, log: silentLogger, clock: systemClock });
      expect([(await page.read()).outcome, page.format]).toEqual(["read", "atom"]);
      page.commit();
      return page;
    };
    const found = [await find(0)];
    const beforeMb = heldObjectsMb();
    for (let page = 1; page <= BODIES; page++) found.push(await find(page));
    expect(heldObjectsMb() - beforeMb).toBeLessThan(MOST_HELD_MB);
    expect(found.length).toBe(1 + BODIES);
    await fetcher.close();
  });
});

describe("What a consumer is owed holds on to no body", () => {
  it("however long it cannot be told", async () => {
    const nowMs = Date.now();
    const minutesAgo = (minutes: number) => new Date(nowMs - minutes * 60_000).toISOString();
    await using server = await startServer(({ url = "", headers }, response) => {
      if (headers["if-none-match"]) return void response.writeHead(304).end();
      const body = Buffer.from(FEED(Number(/\d+/.exec(url)), minutesAgo));
      response.writeHead(200, { "content-type": "application/atom+xml", etag: '"1"' }).end(withBlanks(body));
    });
    await using daemon = new TestDaemon({
      consumers: [
        { consumer: { name: "busy", deliver: async () => ({ outcome: "retry", reason: "busy" }) } },
      ],
    });
    const pages = (count: number) =>
      Array.from({ length: count }, (_, page) =>
        provider({ name: `Acme ${page}`, url: `${server.origin}/${page}/history.atom`, intervalMs: 1_000 }),
      );
    const heldOwing = async (count: number) => {
      daemon.watch(...pages(count));
      await expect.poll(() => daemon.app.consumers()[0]?.queued, { timeout: 60_000 }).toBe(count);
      return heldObjectsMb();
    };
    const beforeMb = await heldOwing(3);
    const growthMb = (await heldOwing(3 + 3 * BODIES)) - beforeMb;
    expect(growthMb).toBeLessThan(3 * MOST_HELD_MB);
  });
});
