import { describe, expect, it } from "vitest";
import { parseRss } from "../../src/feeds/rss.ts";
import { createDocument } from "../../src/http/document.ts";
import { withoutTrailingSlashes } from "../../src/http/url.ts";
import { linksOfText } from "../../src/notices/mail/body.ts";
import { growth, MOST_GROWTH } from "../helpers/processor.ts";

const ADDRESS = new URL("https://status.example.com/feed.rss");

/** A feed of this title, which shows what it is written with, and of one item. */
function rss(head: string, title: string): Parameters<typeof parseRss>[0] {
  const item = `<item><title>${title}</title><link>https://a.example/</link><guid>1</guid><pubDate>Mon, 03 Nov 2025 14:32:00 GMT</pubDate><description>Status: active</description></item>`;
  const xml = `<?xml version="1.0"?><rss version="2.0"><channel>${head}${item}</channel></rss>`;
  return createDocument(ADDRESS, { "content-type": "application/rss+xml" }, Buffer.from(xml));
}

describe("A title that is nothing but blanks, megabytes of them", () => {
  it.each([
    ["xAI's", "<title>xAI System Status</title>", "[x] "],
    ["Google Cloud's", "<title>Google Cloud Service Health Updates</title>", "UPDATE: "],
    ["Better Stack's", "<title>x</title><link>https://a.betteruptime.com/</link>", "[Resolved] "],
    ["Slack's", "<title>Slack System Status</title>", "Incident: "],
    ["StatusIQ's", "<title>x</title><link>https://a.statusiq.com/</link>", "API is "],
    ["any", "<title>x</title>", "Incident: "],
  ])("holds %s feed up no longer than others of its length", (_, head, start) => {
    // Without its bound, the work would grow with the square.
    const read = (length: number) => {
      const { incidents } = parseRss(rss(head, `${start}${" ".repeat(length)}a\nb`));
      expect(incidents).toHaveLength(1);
    };
    expect(growth(30_000, read)).toBeLessThan(MOST_GROWTH);
  });
});

it("An address loses the slashes at its end, and no time over those that are not at its end", () => {
  expect(["https://a/b", "https://a/b/", "/b///", "///", ""].map(withoutTrailingSlashes)).toEqual([
    ...["https://a/b", "https://a/b", "/b", "", ""],
  ]);
  const cut = (length: number) => {
    expect(withoutTrailingSlashes(`https://a${"/".repeat(length)}x`)).toHaveLength(length + 10);
  };
  expect(growth(40_000, cut)).toBeLessThan(MOST_GROWTH);
});

it("A link of a mail that ends in full stops without end takes no more time than another", () => {
  const find = (length: number) => {
    // Longer than any: half of it would lead elsewhere.
    expect(linksOfText(`see http://a${".".repeat(length)}x for more`)).toEqual([]);
  };
  expect(growth(40_000, find)).toBeLessThan(MOST_GROWTH);
  expect(linksOfText(`see https://acme.example/x${".".repeat(1_900)}`)).toEqual([
    { url: new URL("https://acme.example/x"), text: "https://acme.example/x" },
  ]);
});
