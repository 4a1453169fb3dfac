import type { Document } from "../../http/document.ts";
import type { FetchResult } from "../../http/fetcher.ts";
import { present } from "../../present.ts";
import type { Snapshot } from "../../types.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";
import { attempt, failed } from "./document.ts";

/** A document that a page did not give is asked for again after this long. */
const ASK_AGAIN_AFTER_MS = 600_000;

/**
 * Reads a page that is several documents, as a whole: when one of them has changed, all are parsed. The first must be
 * had; the others are `undefined` where the page does not have them, or does not give them now.
 */
export async function readTogether(
  documents: DocumentReader,
  [main, ...others]: readonly [URL, ...URL[]],
  parse: (main: Document, ...others: readonly (Document | undefined)[]) => Snapshot,
): Promise<Reading> {
  let first = await documents.get(main);
  if (first.outcome === "failed" || first.outcome === "throttled") return first;
  const rest = await Promise.all(others.map((url) => getOptional(documents, url)));
  // A document that is not needed keeps nobody from reading the others; it is left alone for a while.
  for (const [index, result] of rest.entries())
    if (result?.outcome === "throttled") documents.reject(others[index] ?? main);
  const hasChanged = [first, ...rest].some((result) => result?.outcome === "modified");
  if (!hasChanged) return { outcome: "unchanged" };

  if (first.outcome === "unchanged") first = await documents.get(main, { fresh: true });
  if (first.outcome !== "modified") return first;
  const read = await Promise.all(
    rest.map((result, index) =>
      result?.outcome === "unchanged" ? documents.get(others[index] ?? main, { fresh: true }) : result,
    ),
  );
  const { document, movedTo } = first;
  const snapshot = attempt(() => parse(document, ...read.map(documentOf)));
  if (snapshot instanceof FormatError) return failed(snapshot);
  return { outcome: "read", snapshot, ...(others.length === 0 && present({ movedTo })) };
}

async function getOptional(documents: DocumentReader, url: URL): Promise<FetchResult | undefined> {
  return isResting(documents, url) ? undefined : documents.get(url);
}

/** Whether a document was refused lately, and is not asked for again yet. */
export function isResting(documents: DocumentReader, url: URL): boolean {
  return documents.ageMs(url) < ASK_AGAIN_AFTER_MS && !documents.wasReadWithin(url, ASK_AGAIN_AFTER_MS);
}

function documentOf(result: FetchResult | undefined): Document | undefined {
  return result?.outcome === "modified" ? result.document : undefined;
}
