import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { htmlToText, xmlText } from "../../src/feeds/wire/html.ts";
import { cleanLine, cleanText, listNames, printableJson, slug, truncate } from "../../src/text.ts";
import type { Snapshot } from "../../src/types.ts";

describe("HTML as plain text", () => {
  it.each([
    ["one<br>two<br/>three", "one\ntwo\nthree"],
    ["one<br><br>two", "one\n\ntwo"],
    ["<p>one</p><p>two</p>", "one\ntwo"],
    ["before<p>within</p>after", "before\nwithin\nafter"],
    ["<ul><li>one</li><li>two</li></ul>", "- one\n- two"],
    ["It is:<ul><li>one</ul>and so on", "It is:\n- one\nand so on"],
    ["<ol><li>one<ul><li>within</li></ul></li><li>two</li></ol>", "- one\n- within\n- two"],
    ["<ul><li><p>one</p></li><li><p>two</p></li></ul>", "- one\n- two"],
    ["<div><div><p>deep <b>and <i>deeper</i></b></p></div></div>", "deep and deeper"],
    ["<h3>Cause</h3>A switch.", "Cause\nA switch."],
    ["<table><tr><td>API</td><td>down</td></tr><tr><td>Web</td><td>up</td></tr></table>", "API down\nWeb up"],
    ["see <a href='https://x.example/'>the notes</a>", "see the notes"],
    ["<P>ONE</P><BR>TWO", "ONE\n\nTWO"],
  ])("keeps breaks, paragraphs and lists as lines: %s", (html, text) => {
    expect(cleanText(htmlToText(html))).toBe(text);
  });

  it.each([
    "a<script>alert(1)</script>b",
    "a<style>p { color: red }</style>b",
    "a<!-- <p>x</p> -->b",
    "a<script type='text/plain'><p>x</p></script>b",
  ])("drops scripts, styles and comments with what is in them: %s", (html) => {
    expect(htmlToText(html)).toBe("ab");
  });

  it.each([
    ["fish &amp; chips", "fish & chips"],
    ["&amp;lt;b&amp;gt; is bold", "&lt;b&gt; is bold"],
    ["&amp;amp;", "&amp;"],
    ["&#8220;quoted&#x201D; &mdash; &euro;&nbsp;5", "“quoted” — €\u00a05"],
    ["&xyzzy; &#xFFFFFFFF; &", "&xyzzy; \ufffd &"],
  ])("decodes entities once: %s", (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it.each(["error rate <1%", "1 < 2 & 3 > 2", "a <- b", "<3 thanks", "x<=y"])(
    "leaves what only looks like markup: %s",
    (text) => {
      expect(htmlToText(text)).toBe(text);
    },
  );

  it.each([
    "<p>never closed",
    "<b><i>crossed</b></i>",
    "<p",
    "</p></div>",
    "<a href='",
    "<!--",
    "<![CDATA[x",
  ])("reads what is broken as well as it can: %s", (html) => {
    expect(htmlToText(html)).not.toMatch(/<\/?(p|b|i|div|a)\b.*>/);
  });

  it("keeps the lines of text without markup", () => {
    expect(htmlToText("one\n\ntwo\n")).toBe("one\n\ntwo");
  });

  it("is had of markup nested deeper than any page has, and given up on none", () => {
    const nested = (depth: number) => `${"<b>".repeat(depth)}deep${"</b>".repeat(depth)}`;
    expect(htmlToText(nested(200))).toBe("deep");
    expect(typeof htmlToText(nested(20_000))).toBe("string");
  });
});

describe("the text of XML", () => {
  it("is the same whether its entities are decoded here or by a parser", () => {
    const entities = ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#39;", "&nbsp;", "&amp", "&", "&AMP;"];
    const piece = fc.constantFrom(...entities, ";", "lt;", "#39;", "a", " ", "\n", '"');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const xml = pieces.join("");
        // Tags are for the parser, and a comment is left out.
        expect(xmlText(xml)).toBe(xmlText(`${xml}<!-- -->`));
      }),
      { numRuns: 1_000, seed: 1 },
    );
  });
});

describe("text from outside", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]8;;https://evil.example\u0007here\u001b]8;;\u0007", "here"],
    ["\u009b31mred", "red"],
    ["\u001b[2J\u001b[Hcleared", "cleared"],
  ])("has no terminal sequence left: %j", (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  it("has no control character left but the line end", () => {
    const all = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).join("a");
    expect(cleanText(all)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(cleanText("a\u0000b\tc")).toBe("a b c");
    expect(cleanText("one\r\ntwo\rthree\u2028four\u2029five\u0085six")).toBe(
      "one\ntwo\nthree\nfour\nfive\nsix",
    );
  });

  it.each(["\u202e", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "\u200b", "\ufeff", "\u{e0041}"])(
    "has no mark left that reorders or hides text: %j",
    (mark) => {
      expect(cleanText(`re${mark}solved`)).toBe("resolved");
    },
  );

  it("keeps letters of every script, emoji and their joiners", () => {
    const text = "Störung 障害 عطل 👩‍💻 ½ “ok”";
    expect(cleanText(text)).toBe(text);
  });

  it("has blanks folded, and lines kept but for long gaps", () => {
    expect(cleanText("  one \u00a0 two \n\n\n\n three  ")).toBe("one two\n\nthree");
    expect(cleanLine("one\n\ntwo\r\nthree")).toBe("one two three");
  });

  it("is the same where plain ASCII in it is looked at once, and where it is cleaned step by step", () => {
    const piece = fc.constantFrom(" ", "\n", "a", "~", "\t", "\u00a0", "\u001b[1m");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const text = pieces.join("");
        // A letter beyond ASCII at either end: none of it is passed by.
        expect(cleanText(text)).toBe(cleanText(`é${text}é`).slice(1, -1).trim());
      }),
      { numRuns: 1_000, seed: 1 },
    );
  });
});

describe("a cut text", () => {
  it("ends in an ellipsis and never within a character", () => {
    expect(truncate("status", 6)).toBe("status");
    expect(truncate("statuses", 6)).toBe("statu…");
    expect(truncate("ab😀cd", 4)).toBe("ab…");
  });

  it("of names says how many more there are", () => {
    expect(listNames(["a", "b"], 2)).toBe("a, b");
    expect(listNames(["a", "b", "c", "d"], 2)).toBe("a, b and 2 more");
  });

  it("of a provider's name is fit for an id", () => {
    expect(slug("GitHub — Actions (EU)")).toBe("github-actions-eu");
    expect(slug("Ünïcode 障害")).toBe("u-ni-code-障害");
    expect(slug("!?")).toBe("-");
  });
});

describe("a tidied snapshot", () => {
  const hostile = "\u001b[31mA\u0000B\u202e\nC";
  const snapshot: Snapshot = {
    page: { name: hostile, url: "javascript:alert(1)" },
    incidents: [
      {
        id: `  ${hostile} `,
        kind: "incident",
        title: hostile,
        status: "unknown",
        rawStatus: hostile,
        impact: "unknown",
        url: "file:///etc/passwd",
        components: [{ name: "\u0007" }, { id: "c", name: hostile }],
        startedAtMs: -1,
        updatedAtMs: Number.NaN,
        scheduledForMs: 1e20,
        updates: [],
      },
    ],
    components: [{ id: "c", name: "\u200b", status: "unknown", rawStatus: hostile }],
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: true,
  };

  it("holds nothing that steers a terminal, no address but of the web, and no time that is none", () => {
    expect(tidySnapshot(snapshot)).toEqual({
      page: { name: "A B C" },
      incidents: [
        {
          id: "A B C",
          kind: "incident",
          title: "A B C",
          status: "unknown",
          rawStatus: "A B C",
          impact: "unknown",
          components: [{ id: "c", name: "A B C" }],
          updates: [{ id: "a b c", idFrom: "derived", status: "unknown", rawStatus: "A B C", message: "" }],
        },
      ],
      components: [{ id: "c", name: "Unnamed", status: "unknown", rawStatus: "A B C" }],
      listsAllOpen: { incident: false, maintenance: false },
      listsClosed: true,
    });
  });

  it("is bounded, whatever the page sends, and keeps the newest updates", () => {
    const [incident] = snapshot.incidents;
    if (!incident) throw new Error("no incident");
    const updates = Array.from({ length: 600 }, (_, n) => {
      return { id: `u${n}`, idFrom: "page", status: "investigating", message: "x".repeat(60_000) } as const;
    });
    const many = Array.from({ length: 3_000 }, (_, n) => ({
      ...incident,
      id: `i${n}`,
      title: "t".repeat(9_999),
    }));
    const tidied = tidySnapshot({ ...snapshot, incidents: [{ ...incident, updates }, ...many] });
    expect(tidied.incidents.length).toBeLessThanOrEqual(1_000);
    expect(tidied.incidents[0]?.updates.at(-1)?.id).toBe("u599");
    expect(tidied.incidents[0]?.updates[0]?.message.length).toBeLessThanOrEqual(50_000);
    expect(tidied.incidents[1]?.title.length).toBeLessThanOrEqual(500);
  });
});

it("JSON that is printed has what steers a terminal, or hides in it, as escapes", () => {
  const value = { "a\u009b": "\u001b[2J \u202e \u200b \u2028 \u00ad \u{e0041} é 😀" };
  const json = printableJson(value);
  expect(json).toMatch(/^[ -~é\u{1f600}]+$/u);
  expect(JSON.parse(json)).toEqual(value);
});
