import type { Document } from "../../http/document.ts";
import type { Snapshot } from "../../types.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";
import { lacksKnown, readHistory, withClosingWords } from "./closing-words.ts";
import { attempt, failed } from "./document.ts";

/**
 * Reads a document that lists only what is open, the quiet page's one request. What has left it is looked for in the
 * page's history: there it is told how it ended.
 */
export async function readWithHistory(
  documents: DocumentReader,
  current: URL,
  history: URL,
  parse: (document: Document) => Snapshot,
): Promise<Reading> {
  const result = await documents.get(current);
  if (result.outcome !== "modified") return result;
  const snapshot = attempt(parse, result.document);
  if (snapshot instanceof FormatError) return failed(snapshot);
  const hasEnds = lacksKnown(snapshot, documents.openIncidents);
  const past = hasEnds ? await readHistory(documents, { url: history, parse }) : undefined;
  return { outcome: "read", snapshot: withClosingWords(documents, current, snapshot, past) };
}
