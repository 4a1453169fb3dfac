import type { Node, YAMLSeq } from "yaml";
import { flowText } from "./new-provider.ts";
import type { Source } from "./source.ts";

/** The text with an entry at the end of a list in brackets, on a line of its own where the last one is. */
export function appendToFlow(source: Source, list: YAMLSeq, added: Record<string, unknown>): string {
  const { text } = source;
  const entry = flowText(added, isJson(text) ? "json" : "yaml");
  const last = list.items.at(-1) as Node | undefined;
  if (!last?.range || !list.range) return spliceText(text, (list.range?.[1] ?? 1) - 1, 0, entry);
  const [start, end] = last.range;
  const before = /(\r?\n[ \t]*)$/.exec(text.slice(0, start))?.[1] ?? " ";
  return spliceText(text, end, 0, `,${before}${entry}`);
}

/** The text without the entry at `index` and the comma that set it apart. */
export function removeFromFlow({ text }: Source, list: YAMLSeq, index: number): string {
  const [previous, entry, next] = [-1, 0, 1].map((step) => rangeAt(list, index + step));
  if (!entry) return text;
  if (next) return spliceText(text, entry[0], next[0] - entry[0]);
  if (previous) return spliceText(text, previous[1], entry[1] - previous[1]);
  const [start, end] = list.range ?? entry;
  return spliceText(text, start, end - start, "[]");
}

export function spliceText(text: string, start: number, length: number, insertion = ""): string {
  return text.slice(0, start) + insertion + text.slice(start + length);
}

function rangeAt(list: YAMLSeq, index: number) {
  return index < 0 ? undefined : (list.items[index] as Node | undefined)?.range;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
