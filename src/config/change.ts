import { isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { UsageError } from "../errors.ts";
import { indexNamed, isEditOf, openForEdit, withMark } from "./edit.ts";
import { escapeReferences } from "./environment.ts";
import { spliceText } from "./flow-list.ts";
import { lineBreakOf } from "./lines.ts";
import { entriesOf, isRecord } from "./records.ts";
import { type OpenServices, UsedServices } from "./services.ts";
import { findPair, type Source } from "./source.ts";

/** What of a provider is written anew. */
export interface ProviderChange {
  readonly url: string;
  readonly format: string;
}

/** The text with another address and format of a provider. Everything else stays as it is, to the byte. */
export function changeProvider(
  text: string,
  name: string,
  { url, format }: ProviderChange,
  file = "providers.yaml",
  services?: OpenServices,
): string {
  const source = openForEdit(text, file);
  const entries = entriesOf(source.data, "providers");
  const used = new UsedServices(services);
  const index = indexNamed(
    name,
    entries.map((entry) => used.nameOf(entry)),
    entries,
  );
  const entry = entries[index];
  const map = mapAt(source, index);
  const values = { url: escapeReferences(url), format };
  const edited = map && isRecord(entry) ? withMark(text, withValues(source, map, values)) : text;
  const expected = isRecord(entry) ? entries.with(index, changed(entry, values)) : entries;
  if (map && isEditOf(source, edited, expected)) return edited;
  throw new UsageError(
    `"${name}" is written in ${file} in a form that cannot be changed; write url: ${url} and format: ${format} by hand`,
  );
}

function changed(entry: Record<string, unknown>, { url, format }: ProviderChange): Record<string, unknown> {
  return { ...entry, [addressKey(entry)]: url, format };
}

/** Files of older tools have another word for it. */
function addressKey(entry: Record<string, unknown>): "url" | "feed_url" {
  return entry["url"] === undefined && entry["feed_url"] !== undefined ? "feed_url" : "url";
}

function mapAt({ document, data }: Source, index: number): YAMLMap | undefined {
  const list = Array.isArray(data) ? document.contents : document.get("providers", true);
  const item = isSeq(list) ? list.items[index] : undefined;
  return isMap(item) ? item : undefined;
}

function withValues(source: Source, map: YAMLMap, { url, format }: ProviderChange): string {
  const key = findPair(source, map, "url") ? "url" : findPair(source, map, "feed_url") ? "feed_url" : "url";
  // The later place first: so an edit does not shift the one before it.
  const edits = [editOf(source, map, key, url), editOf(source, map, "format", format)];
  edits.sort((a, b) => b.start - a.start || b.order - a.order);
  return edits.reduce(
    (text, { start, length, insertion }) => spliceText(text, start, length, insertion),
    source.text,
  );
}

interface Edit {
  readonly start: number;
  readonly length: number;
  readonly insertion: string;
  /** Of two at one place the first to stand there. */
  readonly order: number;
}

/** Writes a value in the place of the one there is, or a new pair behind the last one. */
function editOf(source: Source, map: YAMLMap, key: string, value: string): Edit {
  const written =
    JSON.stringify(value).slice(1, -1) === value && isPlain(value) ? value : JSON.stringify(value);
  const node = findPair(source, map, key)?.value as Node | null | undefined;
  const order = key === "format" ? 1 : 0;
  if (node?.range && isScalar(node)) {
    const [start, end] = node.range;
    return { start, length: end - start, insertion: written, order };
  }
  const first = map.items[0]?.key as Node | undefined;
  const last = (map.items.at(-1)?.value ?? map.items.at(-1)?.key) as Node | undefined;
  const start = last?.range?.[1] ?? 0;
  if (map.flow) return { start, length: 0, insertion: `, ${key}: ${written}`, order };
  const indent = " ".repeat(source.placeOf(first?.range?.[0] ?? 0).column - 1);
  return { start, length: 0, insertion: `${lineBreakOf(source.text)}${indent}${key}: ${written}`, order };
}

/** Addresses and format names seldom need quotes. */
function isPlain(value: string): boolean {
  return /^[a-z][\w./:~%?=&+-]*$/i.test(value) && !/:(\s|$)|\s#/.test(value);
}
