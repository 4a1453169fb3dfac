import { Parser, parseDocument } from "htmlparser2";
import { decodeEntities } from "./entities.ts";

export type HtmlNode = ReturnType<typeof parseDocument>["children"][number];

/** The top nodes of a piece of HTML; whatever is not well formed is read as a browser would. */
export function parseHtml(html: string): HtmlNode[] {
  return parseDocument(bounded(html)).children;
}

/** The text of a piece of XML: entities decoded, HTML's too, CDATA taken as it stands, comments left out. */
export function xmlText(xml: string): string {
  const plain = xml.includes("<") ? undefined : decodeEntities(xml);
  if (plain !== undefined) return plain;
  let text = "";
  const parser = new Parser(
    {
      ontext(part) {
        text += part;
      },
    },
    { recognizeCDATA: true },
  );
  parser.end(bounded(xml));
  return text;
}

/** No post has so many tags; beyond them the parser's work would grow with the square of how deep they are nested. */
export const MOST_TAGS = 20_000;

function bounded(markup: string): string {
  let end = -1;
  for (let tags = 0; tags <= MOST_TAGS; tags++) {
    end = markup.indexOf("<", end + 1);
    if (end < 0) return markup;
  }
  return markup.slice(0, end);
}

/** The element name of a node, lower case; empty for text, comments and the like. */
export function elementName(node: HtmlNode): string {
  return "name" in node && "children" in node && node.type !== "script" && node.type !== "style"
    ? node.name
    : "";
}

export function childrenOf(node: HtmlNode): HtmlNode[] {
  return "children" in node ? (node.children as HtmlNode[]) : [];
}

/** Plain text of HTML: tags gone, entities decoded, breaks and paragraphs kept as lines. */
export function htmlToText(html: string): string {
  if (!/[<&]/.test(html)) return html.trim();
  return textOf(parseHtml(html));
}

/** Walks with a stack of its own: how deep a page nests its elements is the page's to say. */
export function textOf(nodes: readonly HtmlNode[]): string {
  const text = new LineWriter();
  const stack: (HtmlNode | typeof END_OF_BLOCK)[] = [...nodes].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === END_OF_BLOCK) {
      text.endLine();
      continue;
    }
    // Line ends of the source are blanks in HTML; in plain text that happens to hold a tag they are what was meant.
    if (node.type === "text") text.write(node.data);
    const name = elementName(node);
    const block = BLOCKS.get(name);
    if (name === "br") text.write("\n");
    if (block !== undefined) {
      text.endLine();
      text.mark(block);
      stack.push(END_OF_BLOCK);
    }
    if (CELLS.has(name)) text.write(" ");
    if (name !== "") stack.push(...childrenOf(node).toReversed());
  }
  return text.toString().trim();
}

const END_OF_BLOCK = Symbol("end of block");

class LineWriter {
  readonly #parts: string[] = [];
  #isAtLineStart = true;

  write(part: string): void {
    if (part === "") return;
    this.#parts.push(part);
    this.#isAtLineStart = part.endsWith("\n");
  }

  /** What stands before a line, and does not begin it. */
  mark(mark: string): void {
    if (mark !== "") this.#parts.push(mark);
  }

  endLine(): void {
    if (!this.#isAtLineStart) this.write("\n");
  }

  toString(): string {
    return this.#parts.join("");
  }
}

const CELLS: ReadonlySet<string> = new Set(["td", "th"]);

/** Elements that start a line of their own, with what stands before it. */
const BLOCKS: ReadonlyMap<string, string> = new Map([
  ...[
    "p",
    "div",
    "ul",
    "ol",
    "table",
    "tr",
    "blockquote",
    "pre",
    "section",
    "article",
    "header",
    "footer",
  ].map((name) => [name, ""] as const),
  ...["h1", "h2", "h3", "h4", "h5", "h6"].map((name) => [name, ""] as const),
  ["li", "- "],
]);
