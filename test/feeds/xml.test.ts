import { describe, expect, it } from "vitest";
import { parseAtom } from "../../src/feeds/atom.ts";
import { parseRss } from "../../src/feeds/rss.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { FormatError } from "../../src/feeds/types.ts";
import { asList, attribute, elementText, parseXml } from "../../src/feeds/wire/xml.ts";
import { createDocument, type Document } from "../../src/http/document.ts";
import { growth, MOST_GROWTH } from "../helpers/processor.ts";

function document(body: string | Buffer, contentType = "application/xml"): Document {
  const url = new URL("https://status.acme.example/feed");
  return createDocument(url, { "content-type": contentType }, Buffer.from(body));
}

function atom(inner: string, doctype = ""): Document {
  return document(`<?xml version="1.0"?>${doctype}<feed xmlns="http://www.w3.org/2005/Atom">${inner}</feed>`);
}

function entry(title: string, content: string, more = ""): string {
  return `<entry><id>i</id><title>${title}</title>${more}<content type="html">${content}</content></entry>`;
}

/** Title and text of the first entry. */
function firstOf(feed: Document): { title: string | undefined; message: string | undefined } {
  const [incident] = tidySnapshot(parseAtom(feed)).incidents;
  return { title: incident?.title, message: incident?.updates[0]?.message };
}

/** What a parse throws. */
function errorOf(parse: () => unknown): unknown {
  try {
    parse();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Whatever is read, it is a snapshot or a refusal, and soon. */
function expectBounded(feed: Document): void {
  const error = errorOf(() => {
    const size = JSON.stringify(tidySnapshot(parseAtom(feed))).length;
    expect(size).toBeLessThan(5_000_000);
  });
  if (error !== undefined) expect(error).toBeInstanceOf(FormatError);
}

describe("an XML document", () => {
  it("keeps ids, dates and numbers as the text they are", () => {
    const ids = ["007", "1e5", "0x1F", "+1", "1.0", "true", "12345678901234567890"];
    const xml = `<a>${ids.map((id) => `<id n="${id}">${id}</id>`).join("")}</a>`;
    const list = asList((parseXml(document(xml), "XML")["a"] as Record<string, unknown>)["id"]);
    expect(list.map(elementText)).toEqual(ids);
    expect(list.map((one) => attribute(one, "n"))).toEqual(ids);
  });

  it("has numeric and named entities decoded, in text and in attributes", () => {
    const feed = atom(
      `<entry><id>i</id><title>&#8220;A&#x201D; &amp; &lt;b&gt; &#39;</title><link href="/n?a=1&amp;b=2&#38;c=3"/></entry>`,
    );
    const [incident] = parseAtom(feed).incidents;
    expect(incident?.title).toBe("“A” & <b> '");
    expect(incident?.url).toBe("https://status.acme.example/n?a=1&b=2&c=3");
  });

  it("has CDATA taken literally, and not decoded a second time", () => {
    const cdata = (text: string) => `<![CDATA[${text}]]>`;
    expect(firstOf(atom(entry(cdata("AT&amp;T &lt;b&gt; <i>"), cdata("<p>a &amp;lt; b</p>"))))).toEqual({
      title: "AT&amp;T &lt;b&gt; <i>",
      message: "a &lt; b",
    });
  });

  it("has escaped HTML decoded once as XML and once as HTML", () => {
    expect(firstOf(atom(entry("AT&amp;amp;T", "&lt;p&gt;a &amp;lt; b &amp;amp;amp; c&lt;/p&gt;")))).toEqual({
      title: "AT&amp;T",
      message: "a < b &amp; c",
    });
  });

  it("may mix text, CDATA and comments within an element", () => {
    const title = "A &amp; <![CDATA[B & </title> <i>]]><!-- not this --> &lt;C&gt;";
    const content = "<!-- nor this -->&lt;p&gt;one&lt;/p&gt;<![CDATA[<p>two</p></content>]]>";
    expect(firstOf(atom(entry(title, content)))).toEqual({
      title: "A & B & </title> <i> <C>",
      message: "one\ntwo",
    });
  });

  it("may name characters as HTML does, though XML does not know them", () => {
    expect(firstOf(atom(entry("A &mdash; B&nbsp;C", "one &mdash; two"))).title).toBe("A — B C");
  });

  it("may begin with blanks, a byte order mark, comments and instructions", () => {
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom">${entry("A", "b")}</feed>`;
    for (const start of ["\n  ", "\ufeff", "<!-- made by hand -->\n", '<?xml-stylesheet href="a.css"?>\n'])
      expect(firstOf(document(start + feed))).toEqual({ title: "A", message: "b" });
  });

  it("may have any number of spaces of names, and elements that nobody knows", () => {
    const extra = `<media:thumbnail xmlns:media="m" url="x"/><author><name>n</name></author><toString>t</toString>`;
    expect(firstOf(atom(entry("A", "b", extra)))).toEqual({ title: "A", message: "b" });
  });

  it("as large as a busy page's is read whole", () => {
    const post = `&lt;p&gt;&lt;strong&gt;Update&lt;/strong&gt; - ${"words &amp;amp; more words ".repeat(40)}&lt;/p&gt;`;
    const entries = Array.from({ length: 50 }, (_, n) =>
      entry("A", post.repeat(40)).replace("<id>i", `<id>${n}`),
    );
    const feed = atom(entries.join(""));
    expect(feed.body.length).toBeGreaterThan(2_000_000);
    expect(parseAtom(feed).incidents).toHaveLength(50);
  });
});

describe("a document that is no feed", () => {
  it.each([
    ["", "malformed", "answered with nothing"],
    ["  \n ", "malformed", "answered with nothing"],
    ["<!doctype html><p>Just a moment…</p>", "not_this_format", "a web page"],
    ["<html><body>gone</body></html>", "not_this_format", "a web page"],
    ['{"page":{}}', "not_this_format", "not XML"],
    ["Service Unavailable", "not_this_format", "not XML"],
    ["<feed><entry></feed>", "malformed", "broken XML at line 1"],
    ["<?xml version='1.0'?><feed>\n<entry><title>cut o", "malformed", "broken XML"],
    ["<opml><body/></opml>", "not_this_format", "not an Atom feed"],
    ["<rss version='2.0'><channel><title>x</title></channel></rss>", "not_this_format", "not an Atom feed"],
  ])("is refused with the reason: %j", (body, code, reason) => {
    const error = errorOf(() => parseAtom(document(body)));
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(reason) });
    expect(error).toMatchObject({ message: expect.stringContaining("https://status.acme.example/feed") });
  });

  it("is told by what it begins with, though a feed be sent as a web page", () => {
    const feed = "<rss><channel><title>x</title></channel></rss>";
    expect(parseRss(document(feed, "text/html")).page.name).toBe("x");
    const error = errorOf(() => parseRss(document(`<div>${feed}</div>`, "text/html")));
    expect(error).toMatchObject({ code: "not_this_format" });
  });
});

describe("a hostile document", () => {
  it("of entities within entities does not grow", () => {
    const laughs = Array.from({ length: 10 }, (_, n) => {
      return `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`;
    });
    const doctype = `<!DOCTYPE lolz [<!ENTITY l0 "${"lol".repeat(10)}">${laughs.join("")}]>`;
    expectBounded(atom(entry("&l10;", "&l10;"), doctype));
  });

  it("of one large entity named many times does not grow", () => {
    const doctype = `<!DOCTYPE a [<!ENTITY big "${"x".repeat(900)}">]>`;
    expectBounded(atom(entry("a", "&big;".repeat(100_000)), doctype));
  });

  it("of very many entities is read or refused", () => {
    const entities = Array.from({ length: 20_000 }, (_, n) => `<!ENTITY e${n} "x">`).join("");
    expectBounded(atom(entry("&e1;", "b"), `<!DOCTYPE a [${entities}]>`));
  });

  it("that names a file or an address as an entity has neither read", () => {
    const doctype = `<!DOCTYPE a [<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY web SYSTEM "http://127.0.0.1/">]>`;
    const error = errorOf(() => {
      const { title, message } = firstOf(atom(entry("&file;", "&web;"), doctype));
      expect([title, message]).toEqual(["&file;", "&web;"]);
    });
    if (error !== undefined) expect(error).toBeInstanceOf(FormatError);
  });

  it.each(["__proto__", "constructor", "prototype", "hasOwnProperty"])(
    "with elements and attributes called %s changes nothing of ours",
    (name) => {
      expectBounded(atom(`<${name}><polluted>1</polluted></${name}>${entry("A", "b", `<x ${name}="1"/>`)}`));
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
      expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    },
  );

  it("nested very deeply is read or refused", () => {
    const depth = 20_000;
    expectBounded(atom(`${"<x>".repeat(depth)}${"</x>".repeat(depth)}`));
    expectBounded(atom(entry("A", `${"&lt;b&gt;".repeat(depth)}deep`)));
    expectBounded(atom(entry(`${"<x>".repeat(15_000)}A${"</x>".repeat(15_000)}`, "b")));
    const xhtml = `<content type="xhtml">${"<b>".repeat(depth)}${"</b>".repeat(depth)}</content>`;
    expectBounded(atom(`<entry><title>A</title>${xhtml}</entry>`));
  });

  it("nested so deeply that it would take long is read or refused before that", () => {
    const read = (depth: number) =>
      expectBounded(atom(entry("A", `<![CDATA[${"<div>".repeat(depth)}deep]]>`)));
    expect(growth(20_000, read)).toBeLessThan(MOST_GROWTH);
  });

  it("with very many elements side by side is read or refused", () => {
    expectBounded(atom(entry("A", `<![CDATA[<div>${"x<br>".repeat(300_000)}</div>]]>`)));
    expectBounded(atom(`<x/>`.repeat(200_000)));
  });

  it.each(["-271821-04-20T00:00:00Z", "+275760-09-13T00:00:00Z", "0000-01-01T00:00:00Z"])(
    "dated at an end of time, %s, is read or refused",
    (date) => {
      const block =
        "&lt;p&gt;&lt;small&gt;Jan 3, 10:00 UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Update&lt;/strong&gt; - a&lt;/p&gt;";
      for (const content of [block, "plain"])
        expectBounded(atom(entry("A", content, `<published>${date}</published><updated>${date}</updated>`)));
    },
  );
});
