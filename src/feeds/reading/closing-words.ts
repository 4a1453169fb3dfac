import type { Document } from "../../http/document.ts";
import { isClosed, type Snapshot } from "../../types.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";
import { attempt, failed } from "./document.ts";
import { isResting } from "./together.ts";

/** A history that lags behind, or could be read this lately, is waited for. */
const PATIENCE_MS = 600_000;

/** Where a page that lists only what is open tells in what words things ended. */
export interface History {
  readonly url: URL;
  readonly parse: (document: Document) => Snapshot;
}

/** What a history says; `awaited` where it could be read lately and cannot now, nothing where there is none. */
export type HistoryReading = Snapshot | "awaited" | undefined;

/** Whether anything has gone from the page that was open when it was last read. */
export function lacksKnown(snapshot: Snapshot, openIncidents: ReadonlySet<string>): boolean {
  return missing(snapshot, openIncidents).size > 0;
}

/** The history as it is now, whatever is known of it. */
export async function readHistory(documents: DocumentReader, history: History): Promise<HistoryReading> {
  if (isResting(documents, history.url)) return undefined;
  const result = await documents.get(history.url, { fresh: true });
  if (result.outcome === "modified") return parseHistory(documents, history, result.document);
  return documents.wasReadWithin(history.url, PATIENCE_MS) ? "awaited" : undefined;
}

export function parseHistory(
  documents: DocumentReader,
  { url, parse }: History,
  document: Document,
): Snapshot | undefined {
  const snapshot = attempt(() => parse(document));
  if (!(snapshot instanceof FormatError)) return snapshot;
  documents.reject(url);
  return undefined;
}

/**
 * A page's list of what is open, with what its history says of what has ended since. Where the history still calls
 * that open, or cannot be had just now, nothing is concluded from its absence until it is back; `main` is read anew.
 */
export function withClosingWords(
  documents: DocumentReader,
  main: URL,
  snapshot: Snapshot,
  history: HistoryReading,
): Snapshot {
  const gone = missing(snapshot, documents.openIncidents);
  const told =
    (history === "awaited" ? undefined : history)?.incidents.filter(({ id }) => gone.has(id)) ?? [];
  const ended = told.filter(({ status }) => isClosed(status));
  const isBehind = ended.length < told.length;
  const incidents = [...snapshot.incidents, ...ended];
  if (!documents.waits(history === "awaited" || isBehind, PATIENCE_MS)) return { ...snapshot, incidents };
  documents.revisit(main);
  return { ...snapshot, incidents, listsAllOpen: { incident: false, maintenance: false } };
}

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
  const snapshot = attempt(() => parse(result.document));
  if (snapshot instanceof FormatError) return failed(snapshot);
  const hasEnds = lacksKnown(snapshot, documents.openIncidents);
  const past = hasEnds ? await readHistory(documents, { url: history, parse }) : undefined;
  return { outcome: "read", snapshot: withClosingWords(documents, current, snapshot, past) };
}

function missing(snapshot: Snapshot, openIncidents: ReadonlySet<string>): ReadonlySet<string> {
  const listed = new Set(snapshot.incidents.map(({ id }) => id));
  return new Set([...openIncidents].filter((id) => !listed.has(id)));
}
