import type { Document } from "../../http/document.ts";
import { describeUrl } from "../../http/url.ts";
import { refuseHtml } from "../reading/document.ts";
import { FormatError } from "../types.ts";
import { asRecord, type WireRecord } from "./values.ts";

/**
 * The JSON of a document; `wanted` is what messages call it.
 * @throws {FormatError} a web page, nothing, or broken JSON
 */
export function parseJson(document: Document, wanted: string): unknown {
  refuseHtml(document, wanted);
  try {
    return document.json();
  } catch (error) {
    const reason = `${describeUrl(document.url)} answered with broken JSON: ${(error as Error).message}`;
    throw new FormatError("malformed", reason, { cause: error });
  }
}

/** The same, of a document that is one record. */
export function parseJsonRecord(document: Document, wanted: string): WireRecord {
  return asRecord(parseJson(document, wanted)) ?? refuseContent(document, wanted);
}

/** @throws {FormatError} always: the document is well formed, but is not `wanted` */
export function refuseContent(document: Document, wanted: string): never {
  const reason = `${describeUrl(document.url)} answered with something else where ${wanted} was expected`;
  throw new FormatError("not_this_format", reason);
}
