import { describe, expect, it } from "vitest";
import { RawServer } from "../helpers/raw-server.ts";
import { answering, sending } from "./answers.ts";
import { describeFaults, type Fault } from "./harness.ts";
import { documentOf, OUTAGE, type PageFormat } from "./page.ts";
import { retell } from "./retell.ts";

const FEEDS: readonly PageFormat[] = ["atom", "rss"];

/** The same fault of an Atom feed and of an RSS feed. */
function ofBoth(name: string, spoil: (feed: string) => string, says: RegExp): Fault[] {
  return FEEDS.map((format) => ({
    name: `${name} (${format})`,
    format,
    broken: sending(`application/${format}+xml`, spoil(documentOf(format, [OUTAGE]))),
    says,
  }));
}

/** The feed with entities of its own, the last of which stands in a title. */
function withEntities(feed: string, declarations: string, name: string): string {
  return feed
    .replace("?>", `?><!DOCTYPE any [${declarations}]>`)
    .replace(`<title>${OUTAGE.title}`, `<title>&${name};`);
}

const LAUGHS = Array.from({ length: 10 }, (_, n) =>
  n === 0 ? `<!ENTITY lol0 "lol">` : `<!ENTITY lol${n} "${`&lol${n - 1};`.repeat(10)}">`,
).join("");

describeFaults([
  ...ofBoth(
    "sends XML that is not well formed",
    (feed) => feed.replace("</title>", "</titel>"),
    /broken XML at line \d+: .*titel/,
  ),
  ...ofBoth("sends XML without its end", (feed) => feed.slice(0, -30), /broken XML/),
  ...ofBoth(
    "sends XML that ends within a tag",
    (feed) => feed.slice(0, feed.lastIndexOf("</") + 4),
    /broken XML/,
  ),
  ...ofBoth(
    "sends XML that ends within its text",
    (feed) => feed.slice(0, feed.indexOf("<small>") + 12),
    /broken XML/,
  ),
  ...ofBoth(
    "sends another document",
    () => "<?xml version='1.0'?><svg><path/></svg>",
    /XML that is not an (Atom|RSS) feed/,
  ),
  ...ofBoth(
    "sends something that is not XML",
    () => `{"news":[]}`,
    /not XML where an (Atom|RSS) feed was expected/,
  ),
  ...ofBoth(
    "sends a web page",
    () => "<!DOCTYPE html><title>Just a moment...</title>",
    /web page where an (Atom|RSS) feed was expected/,
  ),
  ...ofBoth("sends nothing", () => "", /answered with nothing/),
  ...ofBoth(
    "sends an external entity",
    (feed) => withEntities(feed, `<!ENTITY x SYSTEM "file:///etc/passwd">`, "x"),
    /broken XML: .*[Ee]xternal/,
  ),
]);

describe("Entities of a feed's own", () => {
  it.each(FEEDS)("that multiply are not expanded, and the news is told (%s)", async (format) => {
    const feed = withEntities(documentOf(format, [OUTAGE]), LAUGHS, "lol9");
    const { events, logLines } = await retell(format, [sending(`application/${format}+xml`, feed)]);
    expect(events).toMatchObject([{ change: "ongoing", title: "&lol9;", message: OUTAGE.text }]);
    expect(logLines).toEqual([]);
  });

  it.each(FEEDS)(
    "that are repeated beyond all measure take no more room than other text (%s)",
    async (format) => {
      const repeated = "&a;".repeat(100_000);
      const feed = withEntities(
        documentOf(format, [OUTAGE]),
        `<!ENTITY a "${"a".repeat(900)}">`,
        "a",
      ).replace("<title>&a;", `<title>${repeated}`);
      const { events, logLines } = await retell(format, [sending(`application/${format}+xml`, feed)]);
      expect(events.length + logLines.length).toBeGreaterThan(0);
      expect(JSON.stringify([events, logLines]).length).toBeLessThan(3_000);
    },
  );

  it.each(FEEDS)("that stand elsewhere are not fetched (%s)", async (format) => {
    await using elsewhere = await RawServer.start(answering(200, {}, "<!ENTITY y 'pwned'>"));
    const declarations = `<!ENTITY x SYSTEM "${elsewhere.origin}/x"><!ENTITY % y SYSTEM "${elsewhere.origin}/y">%y;`;
    const feed = withEntities(documentOf(format, [OUTAGE]), declarations, "x").replace(
      "any [",
      `any SYSTEM "${elsewhere.origin}/dtd" [`,
    );
    const { events } = await retell(format, [sending(`application/${format}+xml`, feed)]);
    expect(JSON.stringify(events)).not.toContain("pwned");
    expect(elsewhere.connections).toBe(0);
  });
});
