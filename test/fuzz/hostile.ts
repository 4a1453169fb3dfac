/** Keys and words that mean something to JavaScript's own objects: a vocabulary looked up carelessly knows them. */
const KEYS = ["__proto__", "constructor", "toString", "hasOwnProperty", "length", "then", "toJSON"] as const;

/** Long enough that work growing with the square of it takes over a second. */
const MANY = 100_000;

/** Text that has broken parsers, terminals, dates and regular expressions. By name, so that a mutation prints short. */
const TEXTS = {
  blank: " \t\n",
  control: "a\u0000b\u001b[31mc\u001b]0;title\u0007d\u009b2J\u202e\u2066e\u2028\ufeff\u{e0041}",
  "lone surrogates": "\ud800a\udfff",
  "far year": "+275760-09-13T00:00:00.000Z",
  "year before any": "-271821-04-20T00:00:00Z",
  "no such day": "2025-13-45T99:99:99+99:99",
  "day without year": "Feb 30, 24:61 XST",
  "not an address": "https://status.example.com:99999/%E0%A4%A",
  "another scheme": "javascript:alert(1)//",
  "half an address": "//[::1",
  entities: "&#x110000;&#0;&#xd800;&#99999999999999999999;&bogus;&amp;amp;lt;b&amp;gt;",
  template: "$& $1 {{x}} %s %n \\u0000 \\",
  markdown: "**[a](b)** ## c\n> - d | e `f",
  letters: "a".repeat(MANY),
  digits: "9".repeat(MANY),
  spaces: " ".repeat(MANY),
  "spaces and a letter": `${" ".repeat(MANY)}x`,
  lines: "\n".repeat(MANY),
  "lines with blanks": " \n".repeat(MANY / 2),
  colons: "1:".repeat(MANY / 2),
  hyphens: "-".repeat(MANY),
  months: "Jan ".repeat(MANY / 4),
  dates: "2025-01-01 00:00 UTC - ".repeat(MANY / 20),
  words: "Resolved - Update - Monitoring: ".repeat(MANY / 30),
  "opening tags": "<b>".repeat(MANY / 3),
  "closing tags": "</b>".repeat(MANY / 4),
  "nested tags": `${"<div>".repeat(MANY / 10)}x${"</div>".repeat(MANY / 10)}`,
  "angle brackets": "<".repeat(MANY),
  "tags cut off": "<a ".repeat(MANY / 3),
  "attributes cut off": '<a href="'.repeat(MANY / 9),
  "attributes without end": `<a ${'x="y" '.repeat(MANY / 6)}`,
  "comments cut off": "<!--".repeat(MANY / 4),
  "scripts cut off": "<script>".repeat(MANY / 8),
  "sections cut off": "<![CDATA[".repeat(MANY / 9),
  "end of a section": "]]>",
  ampersands: "&".repeat(MANY),
  "escaped ampersands": "&amp;".repeat(MANY / 5),
  "numbered entities": "&#x3c;".repeat(MANY / 6),
  braces: "{".repeat(MANY),
  brackets: "[".repeat(MANY),
  "brackets and parentheses": "[](".repeat(MANY / 3),
  asterisks: "*".repeat(MANY),
  "line starts": "\n- ".repeat(MANY / 3),
  paragraphs: "<p>a</p><br><br>".repeat(MANY / 16),
  quotes: '"\\"'.repeat(MANY / 3),
  slashes: "/a".repeat(MANY / 2),
  "percent signs": "%2F".repeat(MANY / 3),
} as const;

/** Markup that declares, opens or ends what it should not. */
const MARKUP = {
  doctype: '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>&b;',
  "entity bomb": `<!DOCTYPE x [<!ENTITY a0 "aaaa">${Array.from(
    { length: 20 },
    (_, level) => `<!ENTITY a${level + 1} "${`&a${level};`.repeat(10)}">`,
  ).join("")}]>&a20;`,
  "open section": "<![CDATA[",
  "open comment": "<!--",
  "closed comment": "-->",
  instruction: "<?xml version='1.0' encoding='utf-7'?>",
  "open script": "<script>",
  "closed script": "</script>",
  "closed page": "</body></html>",
  "proto element": "<__proto__>1</__proto__><constructor>2</constructor>",
  "entry in entry": "<entry><item><id>1</id>",
  "stray quote": '"',
  "stray bracket": ">",
} as const;

/** What JSON.stringify cannot write, or not without a recursion as deep. */
export const RAW = {
  infinity: "1e999",
  "minus infinity": "-1e999",
  "negative zero": "-0",
  "integer beyond doubles": "9".repeat(300),
  "deep list": "[".repeat(MANY) + "]".repeat(MANY),
  "deep object": `${'{"a":'.repeat(MANY / 5)}1${"}".repeat(MANY / 5)}`,
  "deep list of components": `${'[{"components":'.repeat(MANY / 20)}1${"}]".repeat(MANY / 20)}`,
  "key twice": '{"id":1,"id":{"id":2},"__proto__":{"id":3}}',
  "sparse pairs": `[${"[],".repeat(MANY / 4)}[]]`,
} as const;

type Named<T> = keyof T & string;
export type TextName = Named<typeof TEXTS> | (typeof KEYS)[number];
export type MarkupName = TextName | Named<typeof MARKUP>;
export type RawName = Named<typeof RAW>;

export const TEXT_NAMES = [...KEYS, ...(Object.keys(TEXTS) as Named<typeof TEXTS>[])] as readonly TextName[];
export const MARKUP_NAMES = [
  ...TEXT_NAMES,
  ...(Object.keys(MARKUP) as Named<typeof MARKUP>[]),
] as readonly MarkupName[];
export const RAW_NAMES = Object.keys(RAW) as readonly RawName[];

const BY_NAME: ReadonlyMap<string, string> = new Map([
  ...KEYS.map((key) => [key, key] as const),
  ...Object.entries(TEXTS),
  ...Object.entries(MARKUP),
]);

export function hostileText(name: MarkupName): string {
  return BY_NAME.get(name) ?? "";
}
