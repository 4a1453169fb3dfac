import { Document } from "yaml";
import { escapeReferences } from "./environment.ts";

/** What `add-provider` writes of a provider. */
export interface NewProvider {
  readonly name: string;
  readonly url: string;
  readonly format?: string | undefined;
  readonly interval?: string | number | undefined;
  readonly components?: readonly string[] | undefined;
  readonly allowPrivate?: boolean | undefined;
}

/** The entry as plain values, in the order in which it is written. */
export function entryOf(provider: NewProvider): Record<string, unknown> {
  const { name, url, format, interval, components, allowPrivate } = provider;
  return {
    name,
    url: escapeReferences(url),
    ...(format !== undefined && { format }),
    ...(interval !== undefined && { interval }),
    ...(components && components.length > 0 && { components: [...components] }),
    ...(allowPrivate === true && { allow_private: true }),
  };
}

/** The entry as lines of a block list, without line breaks; `gap` is the width of the space after the hyphen. */
export function blockLines(entry: Record<string, unknown>, indent: number, gap = 1): string[] {
  const document = new Document(entry);
  if (document.has("components"))
    document.set("components", document.createNode(entry["components"], { flow: true }));
  const lines = document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd().split("\n");
  const margin = " ".repeat(indent);
  return lines.map((line, index) => `${margin}${index === 0 ? "-" : " "}${" ".repeat(gap)}${line}`);
}

/** The entry on one line, for a list in brackets. */
export function flowText(entry: Record<string, unknown>, style: "json" | "yaml"): string {
  if (style === "json") return JSON.stringify(entry);
  const document = new Document();
  document.contents = document.createNode(entry, { flow: true });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}
