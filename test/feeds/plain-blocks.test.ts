import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBlocks } from "../../src/feeds/entries/blocks.ts";
import { readPlainBlocks } from "../../src/feeds/entries/plain-blocks.ts";
import { xmlText } from "../../src/feeds/wire/html.ts";
import { changeMarkup, markupChange } from "../fuzz/markup-changes.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";

/** Whether it is read here; if so, as it is by its nodes, as which everything is read that has a comment in it. */
function isReadTheSame(html: string): boolean {
  const plain = readPlainBlocks(html);
  if (plain) expect({ blocks: plain, isScheduledEvent: false }).toEqual(readBlocks(`<!-- -->${html}`));
  return plain !== undefined;
}

const TIME = "<var data-var='date'> 6</var>, <var data-var='time'>19:13</var> PDT";
const LIST = `<p>
  <small>Jun ${TIME}</small><br>
  <strong>Resolved</strong>
    - Back &amp; well:<br /><br/> see <a href="https://acme.example/?a=b" rel="x">the
  report</a>. </p>
<p><small>Jun ${TIME}</small><br /><strong> R&amp;amp;D </strong> – – a - b</p><p><small>now</small><br><strong></strong></p>`;

describe("a list of updates in which nothing is out of the ordinary", () => {
  it("is read without its nodes", () => {
    expect(readPlainBlocks(LIST)).toEqual([
      {
        shownAt: "Jun 6, 19:13 PDT",
        word: "Resolved",
        message: "Back & well:\n\n see the\n  report.",
      },
      { shownAt: "Jun 6, 19:13 PDT", word: "R&amp;D", message: "– a - b" },
      { shownAt: "now", word: "", message: "" },
    ]);
    expect(isReadTheSame(LIST)).toBe(true);
  });

  it.each([
    ["text before it", `x${LIST}`],
    ["text after it", `${LIST}x`],
    ["a comment", `${LIST}<!-- -->`],
    ["a paragraph without a time", `${LIST}<p><strong>Resolved</strong> - x</p>`],
    ["an empty time", "<p><small> </small><br><strong>Resolved</strong> - x</p>"],
    ["a scheduled event", "<p><small>now</small><br><strong>THIS WAS A SCHEDULED EVENT today</strong></p>"],
    ["other markup", "<p><small>now</small><br><strong>Update</strong> - <b>x</b></p>"],
    ["a paragraph within", "<p><small>now</small><br><strong>Update</strong> - x<p>y</p></p>"],
    ["an entity of HTML's", "<p><small>now</small><br><strong>Update</strong> - x&nbsp;y</p>"],
    ["a sign that begins none", "<p><small>now</small><br><strong>Update</strong> - R&D</p>"],
    ["no end", "<p><small>now</small><br><strong>Update</strong> - x"],
    ["more than a post is long", LIST.repeat(200)],
  ])("is not what has anything else: %s", (_, html) => {
    expect(readPlainBlocks(html)).toBeUndefined();
  });

  it.each([
    "<p>",
    "<p> <small>",
    " ",
    "<br>",
    "<a>",
    '<a b="',
    "<var data-var='date'>x</var>",
    "&amp;",
    "</p>",
  ])("is told in no time from what goes on for long: %j", (piece) => {
    const long = piece.repeat(49_000 / piece.length);
    const strong = "<p><small>now</small><br><strong>";
    for (const html of [long, `<p><small>${long}`, `${strong}${long}`, `${strong}x</strong>${long}`])
      expect(readPlainBlocks(html)).toBeUndefined();
  });

  it("is read the same by its nodes, whatever is changed in it", () => {
    fc.assert(
      fc.property(
        fc.array(markupChange, { minLength: 1, maxLength: 3 }),
        (changes) => void isReadTheSame(changeMarkup(LIST, changes)),
      ),
      { numRuns: 1_000, seed: 1 },
    );
  });

  it("is read the same by its nodes, put together from pieces of such lists", () => {
    const piece = fc.constantFrom(
      ...["<p>", "</p>", "<small>", "</small>", "<br>", "<br />", "<strong>", "</strong>", " - ", "now", " "],
      ...[
        "<p><small>now</small><br><strong>Update</strong>",
        '<a b="c">',
        "</a>",
        "&amp;",
        "&lt;",
        "\n",
        "\u00a0",
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        isReadTheSame(pieces.join(""));
        isReadTheSame(`<p><small>now</small><br><strong>Update</strong>${pieces.join("")}</p>`);
      }),
      { numRuns: 3_000, seed: 1 },
    );
  });

  it.runIf(hasCorpus)("is what most captured entries are", () => {
    const feeds = corpusFiles("statuspage-atom").filter((file) => file.endsWith(".atom"));
    const contents = feeds.flatMap((file) =>
      [
        ...readCorpus("statuspage-atom", file)
          .toString()
          .matchAll(/<content type="html">([^<]*)</g),
      ].map(([, content = ""]) => xmlText(content)),
    );
    const plain = contents.filter(isReadTheSame);
    expect(plain.length).toBeGreaterThan(contents.length / 2);
  });
});
