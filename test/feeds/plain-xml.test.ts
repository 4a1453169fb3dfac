import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/feeds/types.ts";
import { readPlainXml } from "../../src/feeds/wire/plain-xml.ts";
import { parseAnyXml } from "../../src/feeds/wire/xml.ts";
import { changeMarkup, markupChange } from "../fuzz/markup-changes.ts";
import { corpus, corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";

const KEPT: ReadonlySet<string> = new Set(["title", "summary", "content"]);

/** By the parser that is ready for everything; undefined where it refuses. */
function byParser(xml: string): unknown {
  try {
    return parseAnyXml(xml, "a test", true);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return undefined;
  }
}

/** Whether it is read here; if so, as the parser reads it. */
function isReadTheSame(xml: string): boolean {
  const plain = readPlainXml(xml, KEPT);
  if (plain !== undefined) expect(plain).toEqual(byParser(xml));
  return plain !== undefined;
}

function feedsIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files.filter((file) => /\.(?:atom|rss|xml)$/.test(file)).map((file) => join(folder, file));
}

const FIXTURES = feedsIn(join(import.meta.dirname, "../fixtures")).map((file) => readFileSync(file, "utf8"));

const ENTRY = `<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
  <title> A &amp;amp; B </title>
  <link rel="self" href="https://status.acme.example/history.atom?a=1&amp;b=2"/>
  <author>\r\n<name>Acme &lt;3</name></author>
  <entry>
    <id>1</id><updated> 2026-01-01T00:00:00Z </updated><category term="a"/><category term="b" />
    <content type="html">&lt;p&gt;Mail &nbsp; is &#39;slow&#x27;&lt;/p&gt;</content>
    <rights> <![CDATA[ <b>&amp;</b> ]]> </rights><empty></empty><blank a="b"> </blank>
  </entry>
</feed>
`;

describe("plain XML", () => {
  it("is read as any parser reads it", () => {
    expect(readPlainXml(ENTRY, KEPT)).toMatchObject({
      feed: {
        "@xml:lang": "en-US",
        title: " A &amp;amp; B ",
        link: { "@href": "https://status.acme.example/history.atom?a=1&b=2" },
        author: { name: "Acme <3" },
        entry: {
          updated: "2026-01-01T00:00:00Z",
          category: [{ "@term": "a" }, { "@term": "b" }],
          content: { "@type": "html", "#text": "&lt;p&gt;Mail &nbsp; is &#39;slow&#x27;&lt;/p&gt;" },
          rights: " <b>&amp;</b> ",
          empty: "",
          blank: { "@a": "b" },
        },
      },
    });
    expect(isReadTheSame(ENTRY)).toBe(true);
  });

  it.each([
    "<feed/>",
    "<title> &amp;amp; </title>",
    "<a><x:title> &amp;amp; </x:title><b><title> &amp;amp; </title></b></a>",
    "<a><content/><content a='b'/></a>".replaceAll("'", '"'),
    "<a><content> <![CDATA[ </content> &nonsense ]]> </content></a>",
    "<a>\u00a0 x &amp;lt;\u2028</a>",
    "<a><b> x\r\ny\rz </b></a>\r\n",
    '<a b=" &amp;&apos; c "\n\td=""></a>',
  ])("of every kind: %j", (xml) => expect(isReadTheSame(xml)).toBe(true));

  it.each([
    ["empty", ""],
    ["text", "a"],
    ["text beside elements", "<a>x<b/></a>"],
    ["text after elements", "<a><b/>x</a>"],
    ["text after all of it", "<a/>x"],
    ["two of them", "<a/><a/>"],
    ["one that does not end", "<a><b></b>"],
    ["ends in another order", "<a><b></a></b>"],
    ["a comment", "<a><!-- --></a>"],
    ["an instruction", "<a><?b c?></a>"],
    ["a document type", '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
    ["another version of XML", '<?xml version="1.1"?><a/>'],
    ["an entity of HTML's", "<a>&nbsp;</a>"],
    ["a numeric one", "<a>&#39;</a>"],
    ["a sign that begins none", "<a><content>R&D</content></a>"],
    ["one in an attribute", '<a b="R&D"/>'],
    ["an attribute twice", '<a b="" b=""/>'],
    ["an attribute without a value", "<a b/>"],
    ["elements where text is kept", "<a><content><p>x</p></content></a>"],
    ["CDATA and text", "<a><![CDATA[x]]>y</a>"],
    ["CDATA that does not end", "<a><![CDATA[x</a>"],
    ["names that mean something else here", '<a constructor="x"/>'],
    ["deep nesting", `${"<a>".repeat(20)}${"</a>".repeat(20)}`],
  ])("is not what has anything else: %s", (_, xml) => {
    expect(readPlainXml(xml, KEPT)).toBeUndefined();
  });

  it.each(["<a>", "<a ", ' a="b"', "<a b='", "<![CDATA[", "&amp;", "&", " ", '"', "</a>", "\r"])(
    "is told in no time from what goes on for long: %j",
    (piece) => {
      const long = piece.repeat(2_000_000 / piece.length);
      for (const xml of [long, `<a>${long}`, `<a b="${long}`])
        expect(readPlainXml(xml, KEPT)).toBeUndefined();
    },
  );
});

describe("whatever is read as plain XML is read the same by the parser", () => {
  it("in our own feeds, of which most are plain", () => {
    const plain = FIXTURES.filter(isReadTheSame).length;
    expect(plain).toBeGreaterThan(FIXTURES.length / 3);
  });

  it.runIf(hasCorpus)("in captured feeds", () => {
    const folders = readdirSync(corpus ?? "", { withFileTypes: true }).filter((one) => one.isDirectory());
    const names = folders.flatMap(({ name }) => corpusFiles(name).map((file) => [name, file] as const));
    const feeds = names.filter(([, file]) => /\.(?:atom|rss|xml)$/.test(file));
    const read = feeds.filter(([folder, file]) => isReadTheSame(readCorpus(folder, file).toString()));
    expect(read.length).toBeGreaterThan(feeds.length / 3);
  });

  it("in what such feeds may be changed to", () => {
    const bodies = [ENTRY, ...FIXTURES.filter((xml) => xml.length < 5_000)];
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.array(markupChange, { minLength: 1, maxLength: 3 }),
        (body, changes) => void isReadTheSame(changeMarkup(body, changes)),
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  it("in what is put together from pieces of XML", () => {
    const piece = fc.constantFrom(
      ...[
        "<a>",
        "</a>",
        "<title>",
        "</title>",
        '<b c="d">',
        "</b>",
        "<e/>",
        "<e f=' g '/>",
        " ",
        "\n",
        "\r\n",
      ],
      ...[
        "x",
        "&amp;",
        "&lt;",
        "&#38;",
        "&apos;",
        "&amp;lt;",
        "&",
        ";",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "\u00a0",
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        isReadTheSame(`<a>${pieces.join("")}</a>`);
        isReadTheSame(`<a><title>${pieces.join("")}</title><b>${pieces.join("")}</b></a>`);
      }),
      { numRuns: 3_000, seed: 1 },
    );
  });
});
