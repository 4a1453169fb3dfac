import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLSeq } from "yaml";
import { UsageError } from "../errors.ts";
import { withoutTrailingSlashes } from "../http/url.ts";
import { isRecord } from "../records.ts";
import { appendToBlock, endOf, removeFromBlock } from "./block-list.ts";
import { appendToFlow, removeFromFlow, spliceText } from "./flow-list.ts";
import { lineBreakOf, lineEnd } from "./lines.ts";
import { blockLines, entryOf, type NewProvider } from "./new-provider.ts";
import { ConfigError } from "./problems.ts";
import { entriesOf } from "./records.ts";
import { maskSecrets } from "./secrets.ts";
import { type OpenServices, UsedServices, useOf } from "./services.ts";
import { findPair, readSource, type Source, valueOffset } from "./source.ts";
import { didYouMean, quote } from "./suggest.ts";

export type { NewProvider };

const INDENT = 2;

/** The text with a provider at the end of its list. Everything else stays as it is, to the byte. */
export function addProvider(
  text: string,
  provider: NewProvider,
  file = "providers.yaml",
  services?: OpenServices,
): string {
  const source = openForEdit(text, file);
  refuseDuplicate(source, provider, new UsedServices(services));
  const entry = entryOf(provider);
  const edited = withMark(text, insert(source, entry));
  const expected = [...entriesOf(source.data, "providers"), entry];
  if (isEditOf(source, edited, expected)) return edited;
  const lines = blockLines(entry, INDENT).join("\n");
  throw new UsageError(
    `the list of providers in ${file} has a form that cannot be added to; add by hand:\n${lines}`,
  );
}

/** The text without a provider and the comments that are about it alone. */
export function removeProvider(
  text: string,
  name: string,
  file = "providers.yaml",
  services?: OpenServices,
): string {
  const source = openForEdit(text, file);
  const { entries, names, index } = findNamed(source, name, services);
  if (index === -1) {
    const known = names.filter((one) => one !== undefined);
    throw new UsageError(`no provider is called ${quote(name)}${didYouMean(name, known)}`);
  }
  const edited = withMark(text, cut(source, index));
  if (isEditOf(source, edited, entries.toSpliced(index, 1))) return edited;
  const { line } = source.placeOf(valueOffset(source, ["providers", index]));
  throw new UsageError(
    `${quote(name)} has a form that cannot be removed alone; remove it by hand: ${file}:${line}`,
  );
}

interface Found {
  readonly entries: readonly unknown[];
  /** Of the entries, each at its place. */
  readonly names: readonly (string | undefined)[];
  /** -1: no entry is called so. */
  readonly index: number;
}

/** Where the entry of that name is; what it writes for the service it is named after does as well. */
export function findNamed({ data }: Source, name: string, services: OpenServices | undefined): Found {
  const entries = entriesOf(data, "providers");
  const used = new UsedServices(services);
  const names = entries.map((entry) => used.nameOf(entry));
  const isMeant = (text: string | undefined) => text?.trim().toLowerCase() === name.trim().toLowerCase();
  const named = names.findIndex(isMeant);
  const using = () =>
    entries.findIndex((entry) => isRecord(entry) && !("name" in entry) && isMeant(useOf(entry)));
  return { entries, names, index: named === -1 ? using() : named };
}

export function openForEdit(text: string, file: string): Source {
  const source = readSource(text);
  if (source.findings.length > 0) throw new ConfigError(file, maskSecrets(source), source.findings);
  return source;
}

/** The byte order mark that {@link readSource} leaves out. */
export function withMark(original: string, edited: string): string {
  return original.startsWith("\ufeff") ? `\ufeff${edited}` : edited;
}

function refuseDuplicate(source: Source, added: NewProvider, services: UsedServices): void {
  const { name, url, components = [] } = added;
  const [wantedName, wantedUrl] = [name.trim().toLowerCase(), comparable(url)];
  entriesOf(source.data, "providers").forEach((entry, index) => {
    if (!isRecord(entry)) return;
    const existing = services.nameOf(entry) ?? "";
    const address = entry["url"] ?? entry["feed_url"] ?? services.of(entry)?.page;
    const line = () => source.placeOf(valueOffset(source, ["providers", index])).line;
    if (existing.toLowerCase() === wantedName) {
      throw new UsageError(
        `a provider called ${quote(existing)} is on line ${line()} already; choose another --name`,
      );
    }
    // Of a page that many products share, each may be a provider of its own.
    const others = componentsOf(entry) ?? services.of(entry)?.components ?? [];
    const isSamePart = isDeepStrictEqual([...others].sort(), [...components].sort());
    if (typeof address === "string" && comparable(address) === wantedUrl && isSamePart) {
      throw new UsageError(`${url} is watched as ${quote(existing)} already, on line ${line()}`);
    }
  });
}

function componentsOf({ components }: Record<string, unknown>): readonly unknown[] | undefined {
  return components === undefined ? undefined : [components].flat();
}

/** Addresses that lead to the same page are equal. */
function comparable(address: string): string {
  if (!URL.canParse(address)) return address;
  const { origin, pathname, search } = new URL(address);
  return `${origin}${withoutTrailingSlashes(pathname)}${search}`;
}

function findList(source: Source): { list?: YAMLSeq | undefined; key?: Pair | undefined } {
  const root = source.document.contents;
  if (isSeq(root)) return { list: root };
  const key = isMap(root) ? findPair(source, root, "providers") : undefined;
  return { list: isSeq(key?.value) ? key.value : undefined, key };
}

function insert(source: Source, entry: Record<string, unknown>): string {
  const { text, document } = source;
  const { list, key } = findList(source);
  if (list && !list.flow) return appendToBlock(source, list, entry);
  const isPlainlyEmpty = list?.range && /^\[\s*\]$/.test(text.slice(list.range[0], list.range[1]));
  const isWithinFlow = isMap(document.contents) && document.contents.flow;
  if (list && (!isPlainlyEmpty || isWithinFlow)) return appendToFlow(source, list, entry);
  if (key) return list || isNothing(key.value) ? startListAt(source, key, entry) : text;
  const lineBreak = lineBreakOf(text);
  if (list?.range) {
    const lines = blockLines(entry, 0).join(lineBreak);
    return spliceText(text, list.range[0], list.range[1] - list.range[0], lines);
  }
  const added = ["providers:", ...blockLines(entry, INDENT)].join(lineBreak);
  return text === "" || text.endsWith("\n") ? `${text}${added}${lineBreak}` : `${text}${lineBreak}${added}`;
}

/** The first entry beneath `providers:`, in the place of `[]` or of nothing. */
function startListAt(source: Source, key: Pair, entry: Record<string, unknown>): string {
  const { text } = source;
  const lineBreak = lineBreakOf(text);
  const colonEnd = colonEndOf(source, key);
  const valueEnd = Math.max(colonEnd, (key.value as Node | null)?.range?.[1] ?? colonEnd);
  const isEmpty = text.slice(colonEnd, valueEnd).trim() === "";
  const from = isEmpty ? colonEnd : valueEnd;
  const end = lineEnd(text, from);
  const lines = blockLines(entry, INDENT).map((line) => `${lineBreak}${line}`);
  return `${text.slice(0, colonEnd)}${text.slice(from, end)}${lines.join("")}${text.slice(end)}`;
}

function isNothing(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null);
}

function cut(source: Source, index: number): string {
  const { list, key } = findList(source);
  if (!list) return source.text;
  if (list.flow) return removeFromFlow(source, list, index);
  if (list.items.length > 1) return removeFromBlock(source, list, index);
  if (key) return spliceText(removeFromBlock(source, list, index), colonEndOf(source, key), 0, " []");
  const start = list.range?.[0] ?? 0;
  return spliceText(source.text, start, endOf(list, source.text) + 1 - start, "[]");
}

function colonEndOf({ text }: Source, key: Pair): number {
  return text.indexOf(":", (key.key as Node).range?.[1] ?? 0) + 1;
}

/** Whether the edited text says what it should: a layout not thought of here must not cost anybody their file. */
export function isEditOf(before: Source, editedText: string, providers: readonly unknown[]): boolean {
  const after = readSource(editedText);
  if (after.findings.length > 0) return false;
  const others = ({ data }: Source) => (isRecord(data) ? { ...data, providers: [] } : { providers: [] });
  return (
    isDeepStrictEqual(entriesOf(after.data, "providers"), providers) &&
    isDeepStrictEqual(others(before), others(after))
  );
}
