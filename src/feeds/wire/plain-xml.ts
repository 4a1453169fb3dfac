import { decodeEntities } from "./entities.ts";
import type { WireRecord } from "./values.ts";

/**
 * Reads XML in which nothing is out of the ordinary: elements with text, or with elements and blanks, and the five
 * entities every XML has. Nearly all feeds are written so, and it takes a tenth of the time that a parser does which is
 * ready for everything. Undefined wherever there is anything else, well formed or not: that is for such a parser.
 * `keptElements`: whose content is kept as it is written, as long as they are not the root.
 */
export function readPlainXml(xml: string, keptElements: ReadonlySet<string>): WireRecord | undefined {
  const text = xml.includes("\r") ? xml.replace(/\r\n?/g, "\n") : xml;
  const reader = new PlainReader(text, keptElements);
  try {
    return reader.document();
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}

/** Leaves all that has been begun; it is thrown often enough not to be an error with a stack. */
const NOT_PLAIN = Symbol("not plain");
const MOST_NESTED = 10;
const CDATA = "<![CDATA[";
const CDATA_END = "]]>";
const NAME = "[A-Za-z][\\w:.-]*";
const DECLARATION =
  /<\?xml((?: (?:version="1\.0"|encoding="[\w.:-]+"|standalone="(?:yes|no)")){1,3})[ \n]*\?>/y;
const START_TAG = new RegExp(`<(${NAME})((?:[ \\t\\n]+${NAME}="[^"<>\\t\\n]*"){0,20})[ \\t\\n]*(/?)>`, "y");
const ATTRIBUTE = new RegExp(`(${NAME})="([^"]*)"`, "g");
const BLANKS = /[ \t\n]*/y;
const NO_ENTITY = /&(?!(?:\w{1,20}|#\d{1,20}|#x[\da-fA-F]{1,20});)/;

/** Names that mean something to JavaScript are another parser's trouble. */
const NAMES_OF_THE_LANGUAGE: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  "prototype",
]);

class PlainReader {
  readonly #xml: string;
  readonly #keptElements: ReadonlySet<string>;
  #at = 0;

  constructor(xml: string, keptElements: ReadonlySet<string>) {
    this.#xml = xml;
    this.#keptElements = keptElements;
  }

  document(): WireRecord {
    const root: Record<string, unknown> = {};
    const declaration = this.#match(DECLARATION);
    if (declaration) root["?xml"] = withAttributes({}, declaration[1] ?? "");
    this.#match(BLANKS);
    this.#element(root, 0);
    this.#match(BLANKS);
    if (this.#at < this.#xml.length) throw NOT_PLAIN;
    return root;
  }

  #element(parent: Record<string, unknown>, depth: number): void {
    const tag = this.#match(START_TAG);
    if (!tag || depth > MOST_NESTED) throw NOT_PLAIN;
    const [, name = "", attributes = "", isEmpty] = tag;
    const content = isEmpty ? "" : this.#content(name, depth);
    add(parent, name, attributes === "" ? content : withAttributes(contentOf(content), attributes));
  }

  /** What stands in an element, up to and with its end tag. */
  #content(name: string, depth: number): string | Record<string, unknown> {
    const isKept = depth > 0 && this.#keptElements.has(name);
    const from = this.#at;
    const next = this.#next("<", from);
    const text = this.#xml.slice(from, next);
    if (this.#xml.startsWith("</", next)) {
      this.#endTag(name, next);
      return isKept ? checked(text) : decoded(text.trim());
    }
    if (!isBlank(text)) throw NOT_PLAIN;
    if (this.#xml.startsWith(CDATA, next)) {
      const end = this.#next(CDATA_END, next + CDATA.length);
      const after = this.#next("<", end);
      if (!isBlank(this.#xml.slice(end + CDATA_END.length, after))) throw NOT_PLAIN;
      this.#endTag(name, after);
      return isKept ? this.#xml.slice(from, after) : this.#xml.slice(next + CDATA.length, end);
    }
    if (isKept) throw NOT_PLAIN;
    return this.#elements(name, next, depth);
  }

  #elements(name: string, from: number, depth: number): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    this.#at = from;
    while (!this.#xml.startsWith("</", this.#at)) {
      this.#element(record, depth + 1);
      this.#match(BLANKS);
    }
    this.#endTag(name, this.#at);
    return record;
  }

  #endTag(name: string, at: number): void {
    if (!this.#xml.startsWith(`${name}>`, at + 2)) throw NOT_PLAIN;
    this.#at = at + 2 + name.length + 1;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#xml);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }

  #next(mark: string, from: number): number {
    const at = this.#xml.indexOf(mark, from);
    if (at < 0) throw NOT_PLAIN;
    return at;
  }
}

/** Repeated elements become a list. */
function add(parent: Record<string, unknown>, name: string, value: unknown): void {
  if (NAMES_OF_THE_LANGUAGE.has(name)) throw NOT_PLAIN;
  const before = parent[name];
  if (before === undefined) parent[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else parent[name] = [before, value];
}

function contentOf(content: string | Record<string, unknown>): Record<string, unknown> {
  if (typeof content !== "string") return content;
  return content === "" ? {} : { "#text": content };
}

function withAttributes(record: Record<string, unknown>, attributes: string): Record<string, unknown> {
  ATTRIBUTE.lastIndex = 0;
  for (let found = ATTRIBUTE.exec(attributes); found; found = ATTRIBUTE.exec(attributes)) {
    const [, name = "", value = ""] = found;
    const key = `@${name}`;
    if (record[key] !== undefined || NAMES_OF_THE_LANGUAGE.has(name)) throw NOT_PLAIN;
    record[key] = decoded(value.trim());
  }
  return record;
}

function decoded(text: string): string {
  const plain = decodeEntities(text);
  if (plain === undefined) throw NOT_PLAIN;
  return plain;
}

/** As it is written, unless something stands in it that no XML has. */
function checked(text: string): string {
  if (NO_ENTITY.test(text)) throw NOT_PLAIN;
  return text;
}

function isBlank(text: string): boolean {
  return !/[^ \t\n]/.test(text);
}
