import { describe, expect, it } from "vitest";
import { sending } from "./answers.ts";
import { documentOf, OUTAGE, PAST, type PageFormat } from "./page.ts";
import { retell } from "./retell.ts";

const STÖRUNG = { ...OUTAGE, title: "Größere Störung", text: "Wir prüfen, was geschah." };

type Encode = (text: string) => Buffer;

const utf8: Encode = (text) => Buffer.from(text);
const latin1: Encode = (text) => Buffer.from(text, "latin1");
const utf16le: Encode = (text) => Buffer.from(text, "utf16le");
const utf16be: Encode = (text) => utf16le(text).swap16();
const marked =
  (encode: Encode): Encode =>
  (text) =>
    encode(`\ufeff${text}`);
const declared =
  (label: string, encode: Encode): Encode =>
  (text) =>
    encode(text.replace('encoding="UTF-8"', `encoding='${label}'`));

const [JSON_TYPE, ATOM, RSS] = ["application/json", "application/atom+xml", "application/rss+xml"] as const;

const CASES: readonly (readonly [name: string, format: PageFormat, contentType: string, encode: Encode])[] = [
  ["JSON in UTF-8 with a byte order mark", "statuspage", JSON_TYPE, marked(utf8)],
  ["JSON in UTF-16, little end first, with a mark", "statuspage", JSON_TYPE, marked(utf16le)],
  ["JSON in UTF-16, big end first, with a mark", "statuspage", JSON_TYPE, marked(utf16be)],
  ["JSON in UTF-16 without a mark", "statuspage", JSON_TYPE, utf16le],
  ["JSON whose content type says ISO-8859-1", "statuspage", `${JSON_TYPE}; charset=ISO-8859-1`, latin1],
  ["JSON whose content type shouts and quotes", "statuspage", `${JSON_TYPE}; Charset="LATIN1"`, latin1],
  ["JSON with a charset that nobody knows", "statuspage", `${JSON_TYPE}; charset=utf8mb4`, utf8],
  ["JSON of no content type", "statuspage", "", utf8],
  ["JSON called plain text", "statuspage", "text/plain", utf8],
  ["Atom in UTF-8 with a byte order mark", "atom", ATOM, marked(utf8)],
  ["Atom in UTF-16, little end first", "atom", ATOM, marked(declared("UTF-16", utf16le))],
  ["Atom in UTF-16, big end first", "atom", ATOM, marked(declared("UTF-16", utf16be))],
  ["Atom in UTF-16 without a mark", "atom", ATOM, declared("UTF-16", utf16be)],
  ["Atom that declares ISO-8859-1", "atom", ATOM, declared("iso-8859-1", latin1)],
  [
    "Atom whose content type says ISO-8859-1",
    "atom",
    `${ATOM};charset=iso-8859-1`,
    declared("utf-8", latin1),
  ],
  [
    "Atom whose content type says UTF-8 and is right",
    "atom",
    `${ATOM};charset=utf-8`,
    declared("iso-8859-1", utf8),
  ],
  [
    "Atom whose content type says ISO-8859-1 and whose mark says UTF-8",
    "atom",
    `${ATOM};charset=iso-8859-1`,
    marked(utf8),
  ],
  ["RSS that declares windows-1252", "rss", RSS, declared("windows-1252", latin1)],
  ["RSS in UTF-16, little end first", "rss", RSS, marked(declared("UTF-16", utf16le))],
  ["RSS of a general content type", "rss", "text/xml; charset=ISO-8859-1", declared("ISO-8859-1", latin1)],
];

describe("A page's letters survive", () => {
  it.each(CASES)("in %s", async (_, format, contentType, encode) => {
    const page = (posts: (typeof PAST)[]) => sending(contentType, encode(documentOf(format, posts)));
    const { events, failures } = await retell(format, [page([PAST]), page([STÖRUNG, PAST])]);
    expect(events).toMatchObject([{ change: "opened", title: STÖRUNG.title, message: STÖRUNG.text }]);
    expect(events).toHaveLength(1);
    expect(failures).toBe(0);
  });

  it("as marks of replacement where they are no letters at all", async () => {
    const page = documentOf("statuspage", [OUTAGE]).replace("Outage", "Out\u00ffage");
    const { events } = await retell("statuspage", [sending(JSON_TYPE, latin1(page))]);
    expect(events).toMatchObject([{ change: "ongoing", title: "Out\ufffdage" }]);
  });
});
