import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from "yaml";
import { UsageError } from "../errors.ts";
import type { Secret } from "../provider.ts";
import { isRecord } from "../records.ts";
import { findNamed, isEditOf, openForEdit, withMark } from "./edit.ts";
import { escapeReferences } from "./environment.ts";
import { spliceText } from "./flow-list.ts";
import { lineBreakOf, lineEnd } from "./lines.ts";
import type { OpenServices } from "./services.ts";
import { findPair, type Source } from "./source.ts";
import { quote } from "./suggest.ts";

/** What of a provider is written anew. */
export interface ProviderChange {
  readonly url: string;
  readonly format: string;
  /** What the environment gave to the provider; where its address refers to that, it goes on to. */
  readonly secrets?: readonly Secret[];
}

/** The text with another address and format of a provider. Everything else stays as it is, to the byte. */
export function changeProvider(
  text: string,
  name: string,
  change: ProviderChange,
  file = "providers.yaml",
  services?: OpenServices,
): string {
  const source = openForEdit(text, file);
  const { entries, index } = findNamed(source, name, services);
  const [entry, map] = [entries[index], mapAt(source, index)];
  const url = withReferences(change, isRecord(entry) ? entry[addressKey(entry)] : undefined);
  if (map && isRecord(entry)) {
    const key = addressKey(entry);
    const edited = withMark(
      text,
      withValues(source, map, [
        [key, url],
        ["format", change.format],
      ]),
    );
    const expected = entries.with(index, { ...entry, [key]: url, format: change.format });
    if (isEditOf(source, edited, expected)) return edited;
  }
  const line = source.placeOf(map?.range?.[0] ?? 0).line;
  const where = map ? `${file}:${line}` : file;
  throw new UsageError(
    `${quote(name)} has a form in ${where} that cannot be changed; write by hand:\n` +
      `    url: ${url}\n    format: ${change.format}`,
  );
}

/** The text with the hash of a provider's webhook secret, in the place of those there are. */
export function setWebhookHash(
  text: string,
  name: string,
  hash: string,
  file = "providers.yaml",
  services?: OpenServices,
): string {
  const source = openForEdit(text, file);
  const { entries, index } = findNamed(source, name, services);
  const [entry, map] = [entries[index], mapAt(source, index)];
  if (map && isRecord(entry)) {
    const webhook = isRecord(entry["webhook"]) ? entry["webhook"] : {};
    const own = findPair(source, map, "webhook")?.value;
    const edited = isMap(own)
      ? withValues(source, own, [["secret_hash", hash]])
      : withValues(source, map, [["webhook", { secret_hash: hash }]]);
    const expected = entries.with(index, { ...entry, webhook: { ...webhook, secret_hash: hash } });
    if (isEditOf(source, withMark(text, edited), expected)) return withMark(text, edited);
  }
  throw new UsageError(
    `${quote(name)} has a form in ${file} that cannot be changed; write by hand:\n    webhook: { secret_hash: "${hash}" }`,
  );
}

/** Files of older tools have another word for it. */
function addressKey(entry: Record<string, unknown>): "url" | "feed_url" {
  return entry["url"] === undefined && entry["feed_url"] !== undefined ? "feed_url" : "url";
}

/** The address with references to the environment where the one written before had them, never with their values. */
function withReferences({ url, secrets = [] }: ProviderChange, before: unknown): string {
  const written = typeof before === "string" ? before : "";
  const own = secrets.filter(({ reference }) => written.includes(reference));
  return own.reduce((text, { value, reference }) => {
    const whole = [escapeReferences(value), encodeURI(value), encodeURIComponent(value)];
    // An address that was parsed has its host in small letters, and may have lost the slash at its end.
    const forms = whole.flatMap((form) => [form, form.toLowerCase()]);
    const all = [...forms, ...forms.map((form) => form.replace(/\/$/, ""))];
    return [...new Set(all)]
      .filter((form) => form !== "")
      .reduce((left, form) => left.replaceAll(form, () => reference), text);
  }, escapeReferences(url));
}

function mapAt({ document, data }: Source, index: number): YAMLMap | undefined {
  const list = Array.isArray(data) ? document.contents : document.get("providers", true);
  const item = isSeq(list) ? list.items[index] : undefined;
  return isMap(item) ? item : undefined;
}

interface Edit {
  readonly start: number;
  readonly length: number;
  readonly insertion: string;
}

type Value = string | Readonly<Record<string, string>>;
type Setting = readonly [key: string, value: Value];

function withValues(source: Source, map: YAMLMap, settings: readonly Setting[]): string {
  const pairs = new Map(settings.map(([key]) => [key, findPair(source, map, key)]));
  const edits = settings.flatMap(([key, value]) => replacement(pairs.get(key), value, map.flow === true));
  // What is new stands behind the address; of an entry that has none of its own, behind the service it uses.
  const anchors = ["url", "feed_url", "use"].flatMap((key) => findPair(source, map, key) ?? []);
  const anchor = pairs.get(settings[0]?.[0] ?? "") ?? anchors[0] ?? map.items.at(-1);
  const missing = settings.filter(([key]) => !pairs.get(key));
  if (missing.length > 0) edits.push(...addition(source, map, anchor, missing));
  // The later place first, so that an edit does not shift the one before it.
  edits.sort((a, b) => b.start - a.start);
  return edits.reduce(
    (text, { start, length, insertion }) => spliceText(text, start, length, insertion),
    source.text,
  );
}

/** A value in the place of the one there is, in quotes where that one is. */
function replacement(pair: Pair | undefined, value: Value, isFlow: boolean): Edit[] {
  const node = pair?.value;
  if (!isScalar(node) || !node.range) return [];
  const [start, end] = node.range;
  return [{ start, length: end - start, insertion: written(value, node.type, isFlow) }];
}

/** New pairs behind the one given: on lines of their own beneath it, or between commas. */
function addition(
  { text, placeOf }: Source,
  map: YAMLMap,
  anchor: Pair | undefined,
  settings: readonly Setting[],
): Edit[] {
  const key = anchor?.key as Scalar | undefined;
  const end = ((anchor?.value ?? anchor?.key) as Node | undefined)?.range?.[1];
  if (end === undefined) return [];
  if (map.flow) {
    // JSON stays JSON.
    const quotes = key?.type === "QUOTE_DOUBLE" ? key.type : undefined;
    const pairs = settings.map(([name, value]) => `, ${written(name, quotes)}: ${written(value, quotes)}`);
    return [{ start: end, length: 0, insertion: pairs.join("") }];
  }
  const margin = lineBreakOf(text) + " ".repeat(placeOf(key?.range?.[0] ?? 0).column - 1);
  const lines = settings.map(([name, value]) => `${margin}${name}: ${written(value, undefined, false)}`);
  // A comment behind the value stays on its line.
  return [{ start: lineEnd(text, end), length: 0, insertion: lines.join("") }];
}

function written(value: Value, quotes: Scalar["type"] | undefined, isFlow = true): string {
  if (typeof value !== "string") {
    const pairs = Object.entries(value).map((pair) => pair.map((part) => written(part, quotes)).join(": "));
    return `{ ${pairs.join(", ")} }`;
  }
  if (quotes === "QUOTE_SINGLE") return `'${value.replaceAll("'", "''")}'`;
  const isPlain = (isFlow ? PLAIN_IN_FLOW : PLAIN).test(value) && !/:$/.test(value);
  return isPlain && quotes !== "QUOTE_DOUBLE" ? value : JSON.stringify(value);
}

/** Addresses and format names seldom need quotes; in brackets, references to the environment do. */
const PLAIN = /^[a-z][\w./:~%?=&+${}-]*$/i;
const PLAIN_IN_FLOW = /^[a-z][\w./:~%?=&+-]*$/i;
