import { isMap, isScalar, isSeq, type Node, type YAMLSeq } from "yaml";
import { commentIndent, isBlank, lineBreakOf, splitLines } from "./lines.ts";
import { blockLines } from "./new-provider.ts";
import type { Source } from "./source.ts";

/** The lines of one entry of a block list; all count from 0. */
interface Entry {
  readonly firstLine: number;
  /** Its own comments beneath it included. */
  readonly lastLine: number;
  /** Where its hyphen stands. */
  readonly indent: number;
  /** The width of the space between the hyphen and the first key. */
  readonly gap: number;
}

/** The text with an entry at the end of the list, indented and spaced as those before it. */
export function appendToBlock(source: Source, list: YAMLSeq, added: Record<string, unknown>): string {
  const lines = splitLines(source.text);
  const entries = entriesIn(source, list, lines);
  const last = entries.at(-1);
  if (!last) return source.text;
  const isSpaced = lines.slice(entries.at(-2)?.lastLine, last.firstLine).some(isBlank) && entries.length > 1;
  const block = [...(isSpaced ? [""] : []), ...blockLines(added, last.indent, last.gap)];
  const lineBreak = lineBreakOf(source.text);
  const lastLine = lines[last.lastLine] ?? "";
  const isOpenEnded = !lastLine.endsWith("\n");
  const insertion = isOpenEnded
    ? block.map((line) => `${lineBreak}${line}`)
    : block.map((line) => `${line}${lineBreak}`);
  return lines.toSpliced(last.lastLine + 1, 0, ...insertion).join("");
}

/** The text without the entry at `index`, its own comments, and the blank lines that set it apart. */
export function removeFromBlock(source: Source, list: YAMLSeq, index: number): string {
  const lines = splitLines(source.text);
  const entries = entriesIn(source, list, lines);
  const entry = entries[index];
  if (!entry) return source.text;
  const next = entries[index + 1];
  let first = ownCommentsStart(lines, entry, next, index === 0);
  let end = entry.lastLine + 1;
  const isSetApart = isBlank(lines[first - 1]);
  if (next && (index === 0 || isSetApart)) while (isBlank(lines[end])) end += 1;
  if (!next && index > 0) while (isBlank(lines[first - 1])) first -= 1;
  const isAtOpenEnd = !lines.at(-1)?.endsWith("\n") && end >= lines.length;
  const kept = lines.toSpliced(first, end - first).join("");
  return isAtOpenEnd ? kept.replace(/\r?\n$/, "") : kept;
}

/**
 * The first of the comment lines right above an entry that go with it. A comment above several entries, and the one
 * that opens the file, are about more than this entry and stay.
 */
function ownCommentsStart(
  lines: readonly string[],
  entry: Entry,
  next: Entry | undefined,
  isFirst: boolean,
): number {
  let start = entry.firstLine;
  while (commentIndent(lines[start - 1]) === entry.indent) start -= 1;
  if (start === entry.firstLine) return start;
  const opensParagraph = isFirst || isBlank(lines[start - 1]);
  const isFollowedClosely = next?.firstLine === entry.lastLine + 1;
  const isAboutMore = start === 0 || (opensParagraph && isFollowedClosely);
  return isAboutMore ? entry.firstLine : start;
}

function entriesIn(source: Source, list: YAMLSeq, lines: readonly string[]): Entry[] {
  const token = list.srcToken;
  if (token?.type !== "block-seq") return [];
  const hyphens = token.items.flatMap(({ start }) => start.filter(({ type }) => type === "seq-item-ind"));
  return list.items.map((item, index) => {
    const hyphen = hyphens[index]?.offset ?? 0;
    const { line, column } = source.placeOf(hyphen);
    const start = source.placeOf((item as Node).range?.[0] ?? hyphen);
    const indent = column - 1;
    const lastLine = source.placeOf(endOf(item as Node, source.text)).line - 1;
    return {
      firstLine: line - 1,
      lastLine: withCommentsBeneath(lines, lastLine, indent),
      indent,
      gap: start.line === line ? Math.max(1, start.column - column - 1) : 1,
    };
  });
}

/** Comments that are indented deeper than the hyphens belong to the entry above them. */
function withCommentsBeneath(lines: readonly string[], lastLine: number, indent: number): number {
  let last = lastLine;
  for (let line = lastLine + 1; line < lines.length; line += 1) {
    if (isBlank(lines[line])) continue;
    if ((commentIndent(lines[line]) ?? -1) <= indent) break;
    last = line;
  }
  return last;
}

/** Where the last character of a node is that is neither blank nor comment. */
export function endOf(node: Node, text: string): number {
  const [start, end] = node.range ?? [0, 0];
  if (isMap(node) && !node.flow) {
    const pair = node.items.at(-1);
    const value = pair?.value as Node | null | undefined;
    if (value && !isEmptyScalar(value)) return endOf(value, text);
    return text.indexOf(":", (pair?.key as Node | undefined)?.range?.[1] ?? end);
  }
  const lastItem = isSeq(node) && !node.flow ? (node.items.at(-1) as Node | undefined) : undefined;
  if (lastItem && !isEmptyScalar(lastItem)) return endOf(lastItem, text);
  return start + Math.max(0, text.slice(start, end).trimEnd().length - 1);
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.range?.[0] === node.range?.[1];
}
