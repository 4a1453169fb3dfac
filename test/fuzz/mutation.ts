import fc from "fast-check";
import { FORMAT_NAMES, type FormatName } from "../../src/feeds/index.ts";
import { createDocument } from "../../src/http/document.ts";
import { mutate, randomFrom } from "../helpers/mutate.ts";
import type { Site } from "../helpers/site.ts";
import { changeJson, type JsonChange, jsonChange, place } from "./json-changes.ts";
import {
  changeEmbedded,
  changeMarkup,
  hasEmbeddedJson,
  type MarkupChange,
  markupChange,
} from "./markup-changes.ts";

/** What is done to one of a page's documents; plain, so that it can be printed. */
export type Mutation = { readonly document: string; readonly another: FormatName } & (
  | { readonly bytes: number }
  | { readonly json: readonly JsonChange[] }
  | { readonly embedded: number; readonly json: readonly JsonChange[] }
  | { readonly markup: readonly MarkupChange[] }
);

const another = fc.noBias(fc.constantFrom(...FORMAT_NAMES));
const bytes = fc.noBias(fc.nat());
const json = fc.array(jsonChange, { minLength: 1, maxLength: 4 });
const markup = fc.array(markupChange, { minLength: 1, maxLength: 4 });

/** The mutations that make sense of a page's documents. */
export function mutationsOf({ documents }: Site): fc.Arbitrary<Mutation> {
  return fc.oneof(...[...documents].flatMap(([address, body]) => mutationsOfOne(address, body)));
}

function mutationsOfOne(address: string, body: Buffer): fc.MaybeWeightedArbitrary<Mutation>[] {
  const document = fc.constant(address);
  const ofBytes = { weight: 1, arbitrary: fc.record({ document, another, bytes }) };
  const text = textOf(address, body);
  if (changeJson(text, []) !== undefined)
    return [ofBytes, { weight: 3, arbitrary: fc.record({ document, another, json }) }];
  if (!text.trimStart().startsWith("<")) return [ofBytes];
  const ofMarkup = fc.record({ document, another, markup });
  if (!hasEmbeddedJson(text)) return [ofBytes, { weight: 3, arbitrary: ofMarkup }];
  const embedded = fc.record({ document, another, embedded: place, json });
  return [ofBytes, { weight: 1, arbitrary: ofMarkup }, { weight: 2, arbitrary: embedded }];
}

/** The mutated document's body. */
export function mutated({ documents }: Site, mutation: Mutation): Buffer {
  const body = documents.get(mutation.document) ?? Buffer.alloc(0);
  if ("bytes" in mutation) return mutate(body, randomFrom(mutation.bytes));
  const text = textOf(mutation.document, body);
  if ("markup" in mutation) return Buffer.from(changeMarkup(text, mutation.markup));
  if ("embedded" in mutation) return Buffer.from(changeEmbedded(text, mutation.embedded, mutation.json));
  return Buffer.from(changeJson(text, mutation.json) ?? text);
}

function textOf(address: string, body: Buffer): string {
  return createDocument(new URL(address), {}, body).text();
}
