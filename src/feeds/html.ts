import { parseDocument } from "htmlparser2";

export type HtmlNode = ReturnType<typeof parseDocument>["children"][number];

/** The top nodes of a piece of HTML; whatever is not well formed is read as a browser would. */
export function parseHtml(html: string): HtmlNode[] {
  return parseDocument(html).children;
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

export function textOf(nodes: readonly HtmlNode[]): string {
  let text = "";
  const visit = (node: HtmlNode) => {
    // Source line ends are blanks in HTML; in plain text that happens to hold a tag they are what the author meant.
    if (node.type === "text") text += node.data;
    const name = elementName(node);
    if (name === "") return;
    if (name === "br") {
      text += "\n";
      return;
    }
    const block = BLOCKS.get(name);
    if (block !== undefined) text = endLine(text) + block;
    childrenOf(node).forEach(visit);
    if (block !== undefined) text = endLine(text);
  };
  nodes.forEach(visit);
  return text.trim();
}

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

function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
