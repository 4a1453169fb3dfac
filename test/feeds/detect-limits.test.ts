import { afterEach, describe, expect, it, vi } from "vitest";
import { alternateLinks } from "../../src/feeds/detection/alternate-links.ts";
import { type Detection, detect } from "../../src/feeds/detection/detect.ts";
import { statusLinks } from "../../src/feeds/detection/status-links.ts";
import { createDocument } from "../../src/http/document.ts";
import type { FailureCode } from "../../src/http/failure.ts";
import type { FetchResult } from "../../src/http/fetcher.ts";
import { growth, MOST_GROWTH } from "../helpers/processor.ts";
import { routes, startServer } from "../helpers/server.ts";
import { Reader } from "./reader.ts";

const PAGE = "https://status.acme.example/";
const HTML = "<!doctype html><title>Acme Status</title>";
const LINKED = `<!doctype html><link rel="alternate" type="application/atom+xml" href="/news.atom">`;
const MINUTE_MS = 60_000;

function webPage(url: URL, html = HTML): FetchResult {
  const document = createDocument(url, { "content-type": "text/html" }, Buffer.from(html));
  return { outcome: "modified", document, version: {} };
}

const failing = (code: FailureCode): FetchResult => ({ outcome: "failed", failure: { code, reason: code } });
const THROTTLED: FetchResult = {
  outcome: "throttled",
  failure: { code: "throttled", reason: "answered 429" },
  retryAfterMs: 5 * MINUTE_MS,
};

/** What comes of a search of a page that is there, and whose other addresses answer so; and what was asked for. */
async function search(answer: (url: URL, asked: number) => FetchResult, html = HTML) {
  const asked: string[] = [];
  const detection: Detection = await detect(new URL(PAGE), async (url) => {
    asked.push(url.pathname);
    return url.href === PAGE ? webPage(url, html) : answer(url, asked.length);
  });
  return { detection, asked };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a search", () => {
  it("ends with the first answer that asks to be left alone, which stands for all of it", async () => {
    const { detection, asked } = await search((url, n) => (n > 5 ? THROTTLED : webPage(url)), LINKED);
    expect(detection).toMatchObject({ found: false, unread: THROTTLED });
    // Two are asked for at once.
    expect(asked.length).toBeLessThanOrEqual(7);
    expect(asked).not.toContain("/news.atom");
  });

  it.each(["timeout", "connect", "tls", "dns"] as const)(
    "ends after two addresses that could not be reached: %s",
    async (code) => {
      const { detection, asked } = await search(() => failing(code), LINKED);
      expect(detection).toMatchObject({ found: false });
      expect(asked).toHaveLength(3);
    },
  );

  it("goes on after a single one", async () => {
    const { asked } = await search((url, n) => (n === 2 ? failing("timeout") : webPage(url)), LINKED);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked).toContain("/news.atom");
  });

  it("goes on whatever else addresses answer", async () => {
    const { asked } = await search(() => failing("too_large"), LINKED);
    expect(asked.length).toBeGreaterThan(10);
  });

  it("takes a minute at most, and what is under way then", async () => {
    let nowMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => nowMs);
    const { detection, asked } = await search((url) => {
      nowMs += 8_000;
      return webPage(url);
    }, LINKED);
    expect(detection).toMatchObject({ found: false });
    // The page, and eight seconds for each other, two at once.
    expect(asked).toHaveLength(1 + 8);
  });
});

describe("a page of no known kind", () => {
  it("is searched ever more seldom, an hour apart at last", async () => {
    await using server = await startServer((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end(HTML),
    );
    await using reader = new Reader({ url: `${server.origin}/`, format: undefined });
    /** After how many minutes. */
    const searchedAfter: number[] = [];
    for (let minute = 0; minute <= 6 * 60; minute++) {
      const before = server.requests.length;
      expect(await reader.poll()).toHaveLength(minute === 2 ? 1 : 0);
      if (server.requests.length > before) searchedAfter.push(minute);
      reader.nowMs += MINUTE_MS;
    }
    expect(searchedAfter).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303]);
    expect(reader.outcome).toEqual({ failures: 361 });
  });

  it("is read soon after it has become one", async () => {
    await using server = await startServer(routes({ "/": HTML }));
    await using reader = new Reader({ url: `${server.origin}/`, format: undefined });
    for (let poll = 0; poll < 3; poll++) await reader.poll();
    const page = { id: "kctbh9vrtdwd", name: "Acme" };
    const summary = JSON.stringify({ page, status: { indicator: "none" }, components: [], incidents: [] });
    server.handle(routes({ "/": HTML, "/api/v2/summary.json": summary }));
    reader.nowMs += MINUTE_MS;
    expect(await reader.poll()).toEqual(["recovered Status page can be read again: "]);
  });

  it("waits as long as it is asked to where it asks to be left alone in the middle of a search", async () => {
    let refusals = 0;
    await using server = await startServer((request, response) => {
      if (request.url === "/") return void response.writeHead(200, { "content-type": "text/html" }).end(HTML);
      refusals++;
      response.writeHead(429, { "retry-after": "300" }).end();
    });
    await using reader = new Reader({ url: `${server.origin}/`, format: undefined });
    await reader.poll();
    expect(reader.outcome).toEqual({ failures: 1, retryAfterMs: 5 * MINUTE_MS });
    expect(refusals).toBeLessThanOrEqual(2);
  });
});

describe("a page of nothing but tags", () => {
  it.each([
    ["feeds", alternateLinks],
    ["status pages", statusLinks],
  ])("is not searched for ever for links to %s", (_, linksIn) => {
    const search = (tags: number) => {
      const soup = `<!doctype html>${"<b>".repeat(tags)}<a href="/status">Status</a>`;
      const page = createDocument(new URL(PAGE), { "content-type": "text/html" }, Buffer.from(soup));
      expect(linksIn(page)).toEqual([]);
    };
    expect(growth(20_000, search)).toBeLessThan(MOST_GROWTH);
  });
});
