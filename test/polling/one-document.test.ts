import { describe, expect, it } from "vitest";
import { FORMATS, type FormatName } from "../../src/feeds/index.ts";
import type { FeedFormat } from "../../src/feeds/types.ts";
import { PageDocuments } from "../../src/polling/documents.ts";
import { OUTAGE, PATHS, type PageFormat, StatusPage } from "../faults/page.ts";
import { Reader } from "../feeds/reader.ts";

const NOT_FOUND = 404;
const FORMATS_OF_ONE: readonly PageFormat[] = ["atom", "rss", "statuspage"];
const ADDRESSES = [
  "https://status.example.com/",
  "https://status.example.com/history.atom",
  "https://status.example.com/api/v2/incidents.json",
  "https://status.example.com/api/v2/summary.json",
  "https://status.cloud.google.com/",
  "https://www.apple.com/support/systemstatus/",
  "https://health.aws.amazon.com/health/status",
  "https://azure.status.microsoft/en-us/status",
];
const KNOWN: readonly (readonly [FormatName, FeedFormat, string])[] = (
  Object.entries(FORMATS) as [FormatName, FeedFormat][]
).flatMap(([name, format]) =>
  ADDRESSES.filter((address) => format.onlyDocument?.(new URL(address))).map(
    (address) => [name, format, address] as const,
  ),
);

describe("a format that is one document", () => {
  it("is each of these", () => {
    expect([...new Set(KNOWN.map(([name]) => name))].sort()).toMatchInlineSnapshot(`
      [
        "apple",
        "atom",
        "auth0",
        "aws",
        "azure",
        "googlecloud",
        "infomaniak",
        "okta",
        "rss",
        "statuspage",
      ]
    `);
  });

  it.each(KNOWN)("asks for that one, and is unchanged where it is: %s", async (_, format, address) => {
    const url = new URL(address);
    const asked: string[] = [];
    const reading = new PageDocuments().begin(
      url,
      () => new Set(),
      Date.now(),
      async ({ href }) => {
        asked.push(href);
        return { outcome: "unchanged" };
      },
    );
    expect([await format.read(reading), asked]).toEqual([
      { outcome: "unchanged" },
      [format.onlyDocument?.(url)?.href],
    ]);
  });
});

describe.each(FORMATS_OF_ONE)("a page that is one document, of format %s", (format) => {
  it("is asked for once a poll, whatever it answers", async () => {
    await using page = await StatusPage.start(format);
    await using reader = new Reader({ url: page.url, format });
    const polls: string[][] = [];
    for (const change of [() => {}, () => {}, () => page.publish(OUTAGE), () => {}]) {
      change();
      polls.push(await reader.poll());
    }
    expect(polls).toMatchObject([[], [], [expect.stringContaining("We are looking into it.")], []]);
    expect(page.server.requests.map(({ url }) => url)).toEqual(Array(4).fill(PATHS[format]));
  });

  it("is told of as reachable again though it answers that nothing has changed", async () => {
    await using page = await StatusPage.start(format);
    await using reader = new Reader({ url: page.url, format });
    await reader.poll();
    await page.server.become({ http: (_, response) => void response.writeHead(NOT_FOUND).end() });
    const failures: (number | undefined)[] = [];
    for (let poll = 0; poll < 3; poll++) {
      await reader.poll();
      failures.push(reader.outcome?.failures);
    }
    await page.mend();
    const events = await reader.events();
    expect(failures).toEqual([1, 2, 3]);
    expect(events.map(({ change }) => change)).toEqual(["recovered"]);
    expect(reader.outcome).toEqual({ failures: 0 });
    // Once found to be well it is asked for as before.
    expect(await reader.poll()).toEqual([]);
    expect(page.server.requests.at(-1)?.headers).toHaveProperty("if-none-match");
  });
});

describe("an adaptive page that is one document", () => {
  it("tells its pace of open incidents, and of how long it asks to be left alone, when it is as before too", async () => {
    await using page = await StatusPage.start("atom");
    page.publish(OUTAGE);
    await page.server.become({
      http: (request, response) => {
        response.setHeader("cache-control", "max-age=60");
        page.handler(request, response);
      },
    });
    await using reader = new Reader({ url: page.url, format: "atom", adaptive: true });
    await reader.poll();
    await reader.poll();
    const situation = { hasOpenIncident: true, freshForMs: 60_000 };
    expect(reader.outcome).toEqual({ failures: 0, situation });
  });
});

describe("the answer that a page gave when it was asked whether it is as before", () => {
  it("is a failure of its own poll, and of no other", async () => {
    await using page = await StatusPage.start("atom");
    await using reader = new Reader({ url: page.url, format: "atom" });
    await reader.poll();
    await page.server.become("closed");
    await reader.poll();
    const { failures } = reader.outcome ?? {};
    await page.mend();
    page.publish(OUTAGE);
    expect([failures, await reader.poll()]).toMatchObject([
      1,
      [expect.stringContaining("We are looking into it.")],
    ]);
  });
});
