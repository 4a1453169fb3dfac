import { describe, expect, it } from "vitest";
import { parseAtom } from "../../src/feeds/atom.ts";
import { cutFeed, type FeedSyntax, headWithoutStamps } from "../../src/feeds/wire/feed-pieces.ts";
import { createDocument, documentOfPieces } from "../../src/http/document.ts";

const ATOM: FeedSyntax = { entry: "entry", depth: 1, tail: /^\s*<\/feed>\s*$/, stamps: ["updated"] };
const RSS: FeedSyntax = {
  entry: "item",
  depth: 2,
  tail: /^\s*<\/channel>\s*<\/rss>\s*$/,
  stamps: ["lastBuildDate", "pubDate"],
};

function document(body: string | Buffer, contentType = "application/xml") {
  const url = new URL("https://status.acme.example/feed");
  return createDocument(url, { "content-type": contentType }, Buffer.from(body));
}

/** The entries as text; undefined where the feed is not cut. */
function entriesOf(body: string | Buffer, syntax = ATOM, contentType?: string): string[] | undefined {
  return cutFeed(document(body, contentType), syntax)?.entries.map(String);
}

const A = "<entry><id>a</id></entry>";
const B = `<entry xml:lang="de"><id>b</id><title>Störung</title></entry>`;
const atom = (inner: string) => `<?xml version="1.0"?>\n<feed><title>T</title>${inner}</feed>\n`;

describe("a feed", () => {
  it("is cut into head, entries and tail, which together are all of it but the blanks between", () => {
    const pieces = cutFeed(document(atom(`${A}\n\t${B}\r\n`)), ATOM);
    expect(String(pieces?.head)).toBe(`<?xml version="1.0"?>\n<feed><title>T</title>`);
    expect(pieces?.entries.map(String)).toEqual([A, B]);
    expect(String(pieces?.tail)).toBe("\r\n</feed>\n");
  });

  it("each of whose entries is a feed of one, between its head and its tail", () => {
    const whole = document(atom(A + B));
    const { head, entries, tail } = cutFeed(whole, ATOM) ?? {
      head: whole.body,
      entries: [],
      tail: whole.body,
    };
    const alone = entries.flatMap(
      (entry) => parseAtom(documentOfPieces(whole, [head, entry, tail])).incidents,
    );
    expect(alone).toEqual(parseAtom(whole).incidents);
    expect(alone.map(({ title }) => title)).toEqual(["", "Störung"]);
  });

  it("of RSS is cut at its items", () => {
    const item = "<item><guid>1</guid></item>";
    const rss = `<rss><channel><title>T</title>${item}${item}</channel>\n</rss>`;
    expect(entriesOf(rss, RSS)).toEqual([item, item]);
  });

  it("may have CDATA and comments with anything in them", () => {
    const held = "<![CDATA[</entry><entry><![CDATA[ x]]><!-- </entry> <entry> -->";
    const entry = `<entry><title>${held}</title></entry>`;
    expect(entriesOf(atom(`<!-- <entry> -->${entry}${A}`))).toEqual([entry, A]);
  });
});

describe("a feed is not cut", () => {
  it.each([
    ["without entries", atom("")],
    ["with an empty entry", atom(`${A}<entry/>`)],
    ["with an empty entry that has attributes", atom(`<entry a="b"/>${A}`)],
    ["with an entry in an entry", atom(`<entry><entry></entry></entry>`)],
    ["with an entry that does not end", atom(`${A}<entry><id>b</id>`)],
    ["with the end tag of an entry written with a blank", atom(`<entry><id>b</id></entry >${A}`)],
    ["with text between its entries", atom(`${A}text${B}`)],
    ["with a blank that XML does not know between them", atom(`${A}\u00a0${B}`)],
    ["with an element between them", atom(`${A}<x/>${B}`)],
    ["with a comment between them", atom(`${A}<!-- -->${B}`)],
    ["with an element after them", atom(`${A}<updated>2026-01-01T00:00:00Z</updated>`)],
    ["with entries of another space of names", atom("<a:entry><id>a</id></a:entry>")],
    ["with entries among such", atom(`${A}<a:entry></a:entry>`)],
    ["with an element whose name begins like theirs", atom(`${A}<entryset></entryset>`)],
    ["that does not end", atom(A).slice(0, -4)],
    ["after which something comes", `${atom(A)}<x/>`],
    ["whose end tag is broken by a blank", `<feed>${A}</fe ed>`],
    ["with a document type", `<!DOCTYPE feed [<!ENTITY e "x">]>${atom(A)}`],
    ["with a document type in an entry", atom(`<entry><!DOCTYPE x></entry>`)],
    ["with an instruction in an entry", atom(`<entry><?xml version="1.1"?></entry>`)],
    ["with an instruction between its entries", atom(`${A}<?a b?>${B}`)],
    ["with CDATA that does not end", atom(`<entry><![CDATA[</entry>`)],
    ["with a comment that does not end", atom(`<!-- ${A}`)],
    ["that is no XML", "[]"],
    ["that is empty", ""],
  ])("%s", (_, body) => {
    expect(entriesOf(body)).toBeUndefined();
  });

  it.each([
    ["UTF-16", Buffer.from(`\ufeff${atom(A)}`, "utf16le"), undefined],
    ["the charset it is sent with", Buffer.from(atom(A)), "application/xml; charset=iso-8859-1"],
    ["the encoding it declares", Buffer.from(atom(A).replace("?>", ` encoding="windows-1252"?>`)), undefined],
  ])("in another encoding: %s", (_, body, contentType) => {
    expect(entriesOf(body, ATOM, contentType)).toBeUndefined();
  });

  it.each(["<", "<!--", "<![CDATA[", "<entry>", "<entry ", "</entry>", "<?", '<a b="'])(
    "nor is it laborious to find that out: %s over and over again",
    (piece) => {
      const body = piece.repeat(2_000_000 / piece.length);
      expect(entriesOf(atom(body))).toBeUndefined();
      expect(headWithoutStamps(Buffer.from(body), ATOM)).toBe(body);
    },
  );
});

describe("a head without its stamps", () => {
  const without = (head: string, syntax = ATOM) => headWithoutStamps(Buffer.from(head), syntax);
  const stamp = "<updated>2026-01-01T00:00:00Z</updated>";

  it("is the same whenever the feed was written", () => {
    expect(without(`<?xml version="1.0"?><feed a="b>c"><title>T</title>${stamp}<link/>`)).toBe(
      `<?xml version="1.0"?><feed a="b>c"><title>T</title><link/>`,
    );
    const channel = "<rss><channel><title>T</title><pubDate>x</pubDate><lastBuildDate>y</lastBuildDate>";
    expect(without(channel, RSS)).toBe("<rss><channel><title>T</title>");
  });

  it.each([
    ["in another element", `<feed><title>${stamp}</title>`],
    ["beside the feed", `${stamp}<feed>`],
    ["in CDATA", `<feed><title><![CDATA[${stamp}]]></title>`],
    ["in a comment", `<feed><!-- ${stamp} -->`],
    ["in a quoted value", `<feed a="${stamp}">`],
    ["past a quoted bracket that hides where an element ends", `<feed><a b="'" c='>' d="/>${stamp}">`],
    ["with elements in it", "<feed><updated><b>1</b></updated>"],
    ["without an end", "<feed><updated>2026"],
    ["with what breaks the feed", "<feed><updated>2026 & more</updated>"],
    ["with an attribute", `<feed><updated a="b">2026</updated>`],
  ])("keeps what only looks like one: %s", (_, head) => {
    expect(without(head)).toBe(head);
  });
});
