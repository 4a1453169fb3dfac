import { describe, expect, it } from "vitest";
import { isStatusAddress, statusLinks, usualStatusPages } from "../../src/feeds/detection/status-links.ts";
import { createDocument } from "../../src/http/document.ts";
import { growth, MOST_GROWTH } from "../helpers/processor.ts";

function linksOf(html: string, at = "https://www.acme.example/"): string[] {
  const headers = { "content-type": "text/html; charset=utf-8" };
  return statusLinks(createDocument(new URL(at), headers, Buffer.from(html))).map(({ href }) => href);
}

describe("A site links to its status page", () => {
  it.each([
    ["https://status.acme.example", "by its host"],
    ["//status.acme.example/", "without a scheme"],
    ["https://www.acmestatus.com", "by its name"],
    ["https://acme.statuspage.io/", "on a host of the product's"],
    ["/status", "on the site itself"],
    ["/en/system-status/", "on the site itself, in a language"],
    ["https://stats.uptimerobot.com/abcDEF", "by an address that only one product has"],
  ])("%s, %s", (href) => {
    expect(linksOf(`<p><a href="${href}">Look</a>`)).toEqual([
      new URL(href, "https://www.acme.example/").href,
    ]);
  });

  it.each(["Status", " System  status\n", "<span>Service</span> Status page", "API status"])(
    "of whatever address, if it says %j",
    (text) => {
      expect(linksOf(`<a href="https://trust.acme.example/x#top">${text}</a>`)).toEqual([
        "https://trust.acme.example/x",
      ]);
    },
  );

  it.each([
    ['<a href="/blog/our-status-page-is-new">New</a>', "a page about it"],
    ['<a href="/health">Health insurance</a>', "what it sells"],
    ['<a href="/blog.rss">Blog</a><a href="/feed.atom">Feed</a>', "its feeds"],
    ['<a href="/orders">Order status of yours</a>', "other words"],
    [
      '<a href="https://instatus.com">Powered by</a><a href="https://www.status.io/">Status</a>',
      "those who made the page",
    ],
    [
      '<a href="mailto:status@acme.example">Status</a><a href="javascript:status()">Status</a>',
      "what is not on the web",
    ],
    ['<a href="https://www.acme.example/#status">Status</a><a href="">Status</a>', "itself"],
    [
      '<a href="https://[bad">Status</a><a>Status</a><link href="https://status.acme.example">',
      "what is no link",
    ],
    ["", "nothing"],
  ])("but not where there is %s (%s)", (html) => {
    expect(linksOf(html)).toEqual([]);
  });

  it("each once, those of its own domain first, four at most", () => {
    const hrefs = [
      "https://status.other.example/",
      "https://status.acme.example/?from=foot#now",
      "https://status.acme.example/",
      ...[1, 2, 3, 4].map((number) => `https://status.customer${number}.example/`),
    ];
    expect(linksOf(hrefs.map((href) => `<a href="${href}">x</a>`).join(""))).toEqual([
      "https://status.acme.example/",
      "https://status.other.example/",
      "https://status.customer1.example/",
      "https://status.customer2.example/",
    ]);
  });

  it("in pages that were never closed, and large ones, quickly", () => {
    expect(linksOf('<a href="/status"><a href="https://status.acme.example">Status')).toContain(
      "https://status.acme.example/",
    );
    const read = (count: number) =>
      expect(linksOf('<a href="/about">About</a><a>'.repeat(count))).toEqual([]);
    expect(growth(10_000, read)).toBeLessThan(MOST_GROWTH);
  });
});

describe("An address is plainly a status page's", () => {
  it.each([
    "https://status.openai.com/",
    "https://www.githubstatus.com/",
    "https://health.aws.amazon.com/",
    "https://acme.example/system-status",
    "https://acme.example/health",
    "https://uptime.acme.example/",
    "https://acme.statuspage.io/",
  ])("%s", (url) => {
    expect(isStatusAddress(new URL(url))).toBe(true);
  });

  it.each([
    "https://acme.example/",
    "https://elationhealth.com/",
    "https://www.myhealth.example/",
    "https://acme.example/healthcare",
    "https://acme.example/blog.rss",
    "https://acme.example/feed.atom",
  ])("but not %s", (url) => {
    expect(isStatusAddress(new URL(url))).toBe(false);
  });
});

describe("Usual status pages", () => {
  it.each([
    ["acme.dev", ["status.acme.dev", "www.acmestatus.com", "acme.statuspage.io"]],
    ["www.acme.dev", ["status.acme.dev", "www.acmestatus.com", "acme.statuspage.io"]],
    ["app.acme.dev", ["status.app.acme.dev", "status.acme.dev", "www.acmestatus.com", "acme.statuspage.io"]],
    ["www.acme.co.uk", ["status.acme.co.uk", "www.acmestatus.com", "acme.statuspage.io"]],
  ])("of %s", (host, expected) => {
    expect(usualStatusPages(new URL(`https://${host}/x?y`)).map(({ hostname }) => hostname)).toEqual(
      expected,
    );
  });
});
