import type { Document } from "../../http/document.ts";
import { describeUrl } from "../../http/url.ts";
import { present } from "../../present.ts";
import { inTurns, isSteps, type Steps } from "../../steps.ts";
import type { Snapshot } from "../../types.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";

type Parse = (document: Document) => Snapshot;

/** Reads a format that is one document; in turns with others where it is parsed in steps. */
export async function readDocument(
  documents: DocumentReader,
  url: URL,
  parse: (document: Document) => Snapshot | Steps<Snapshot>,
  options: { fresh?: boolean } = {},
): Promise<Reading> {
  const result = await documents.get(url, options);
  if (result.outcome !== "modified") return result;
  const snapshot = await attemptInTurns(parseSteps(result.document, parse));
  if (snapshot instanceof FormatError) return failed(snapshot);
  return { outcome: "read", snapshot, ...present({ movedTo: result.movedTo }) };
}

function* parseSteps(
  document: Document,
  parse: (document: Document) => Snapshot | Steps<Snapshot>,
): Steps<Snapshot> {
  // Of a long one each of these takes milliseconds.
  document.text();
  yield;
  const parsed = parse(document);
  return isSteps(parsed) ? yield* parsed : parsed;
}

/** What a parse gives, or its refusal as a value: a document that is not what was expected is nothing exceptional. */
export function attempt<T>(read: () => T): T | FormatError {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

/** The same of what is read in steps, in turns with others. */
export async function attemptInTurns<T>(steps: Steps<T>): Promise<T | FormatError> {
  try {
    return await inTurns(steps);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

export function accepts(parse: Parse, document: Document): boolean {
  return !(attempt(() => parse(document)) instanceof FormatError);
}

export function failed(error: FormatError): Reading {
  return { outcome: "failed", failure: { code: error.code, reason: error.message } };
}

/** Throws where a document is empty or a web page: what a login, a bot check or a removed page answers with 200. */
export function refuseHtml(document: Document, wanted: string): string {
  const text = document.text();
  const start = text.slice(0, 500).trimStart().toLowerCase();
  if (start === "" && text.trim() === "")
    throw new FormatError("malformed", `${describeUrl(document.url)} answered with nothing`);
  // Feeds and JSON are sometimes sent as text/html; what they begin with tells better.
  const isMarkup = start.startsWith("<") && !/^<(\?xml|rss|feed|rdf:rdf)\b/.test(start);
  if (
    /^<(!doctype html|html|head|body)\b/.test(start) ||
    (document.contentType === "text/html" && isMarkup)
  ) {
    throw new FormatError(
      "not_this_format",
      `${describeUrl(document.url)} answered with a web page where ${wanted} was expected; a login, a bot check, or not such a page`,
    );
  }
  return text;
}
