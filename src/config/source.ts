import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";
import type { Finding } from "./problems.ts";
import { syntaxFindings } from "./syntax.ts";
import { readValues } from "./values.ts";

export type Path = readonly PropertyKey[];

/** A YAML text: what it says, and where it says it. */
export interface Source {
  readonly text: string;
  readonly document: Document.Parsed;
  /** The plain value; undefined where the text holds nothing. */
  readonly data: unknown;
  readonly aliases: ReadonlyMap<Alias, Node>;
  /** What {@link findPair} has found so far: a hostile map may have more keys than can be searched for each one. */
  readonly pairs: WeakMap<YAMLMap, ReadonlyMap<string, Pair>>;
  readonly findings: readonly Finding[];
  /** Whether the text's structure is in doubt, so that nothing more can be said about its content. */
  readonly isBroken: boolean;
  /** Line and column count from 1. */
  placeOf(offset: number): { readonly line: number; readonly column: number };
}

/** Reads YAML; never throws for what is in the text. */
export function readSource(textWithMark: string): Source {
  const text = textWithMark.replace(/^\ufeff/, "");
  const lines = new LineCounter();
  const document = parseDocument(text, {
    keepSourceTokens: true,
    lineCounter: lines,
    // Not "silent": that hides a second document as well.
    logLevel: "error",
    prettyErrors: false,
    schema: "core",
    stringKeys: true,
    // Its own check compares every key with every other; readValues has one that names the first place.
    uniqueKeys: false,
  });
  const syntax = syntaxFindings(document, lines);
  const values = syntax.isBroken ? NOTHING_READ : readValues(document.contents, lines);
  return {
    text,
    document,
    data: values.data,
    aliases: values.aliases,
    pairs: new WeakMap(),
    findings: [...syntax.findings, ...values.findings],
    isBroken: syntax.isBroken || values.isBroken,
    placeOf: (offset) => {
      const { line, col: column } = lines.linePos(offset);
      return { line, column };
    },
  };
}

const NOTHING_READ = { data: undefined, aliases: new Map<Alias, Node>(), findings: [], isBroken: true };

/** A path as a key of sets and maps. */
export function pathKey(path: Path): string {
  return path.map(String).join("\0");
}

/** Where the value at `path` starts; where it is missing or empty, its key, or else whatever holds it. */
export function valueOffset(source: Source, path: Path): number {
  const { pair, value } = nodeAt(source, path);
  const isEmpty = !value?.range || (isScalar(value) && value.range[0] === value.range[1]);
  if (!isEmpty) return startOf(value);
  if (pair) return startOf(pair.key as Node);
  return path.length === 0 ? 0 : valueOffset(source, path.slice(0, -1));
}

/** Where the key at the end of `path` starts. */
export function keyOffset(source: Source, path: Path): number {
  const { pair } = nodeAt(source, path);
  return pair ? startOf(pair.key as Node) : valueOffset(source, path);
}

/** Where `${NAME}` stands within the value at `path`; the value's start where it is written otherwise. */
export function offsetWithin(source: Source, path: Path, fragment: string): number {
  const start = valueOffset(source, path);
  const end = nodeAt(source, path).value?.range?.[1] ?? start;
  const index = source.text.slice(start, end).indexOf(fragment);
  return start + Math.max(0, index);
}

/** The plain value at `path`, as written; undefined where there is none. */
export function valueAt(source: Source, path: Path): unknown {
  let value = source.data;
  for (const key of normalised(source, path)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function nodeAt(source: Source, path: Path): { pair?: Pair | undefined; value?: Node | null | undefined } {
  let value: Node | null | undefined = source.document.contents;
  let pair: Pair | undefined;
  for (const key of normalised(source, path)) {
    const holder: Node | null | undefined = isAlias(value) ? source.aliases.get(value) : value;
    pair = isMap(holder) ? findPair(source, holder, String(key)) : undefined;
    value = isSeq(holder)
      ? (holder.items[Number(key)] as Node | undefined)
      : (pair?.value as Node | undefined);
  }
  return { pair, value };
}

/** The pair of that key; where a key is written twice the last one, as for the value. */
export function findPair({ pairs }: Source, map: YAMLMap, key: string): Pair | undefined {
  const known = pairs.get(map);
  if (known) return known.get(key);
  const byKey = new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : "", pair]));
  pairs.set(map, byKey);
  return byKey.get(key);
}

/** Older tools wrote a bare list, which stands for the list under `providers`. */
function normalised(source: Source, path: Path): Path {
  return Array.isArray(source.data) && path[0] === "providers" ? path.slice(1) : path;
}

function startOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}
