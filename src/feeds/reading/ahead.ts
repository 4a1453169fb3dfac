import type { Document } from "../../http/document.ts";
import type { Snapshot } from "../../types.ts";
import type { DocumentReader, Reading } from "../types.ts";
import { readDocument } from "./document.ts";

const DAY_MS = 86_400_000;
/** More than are ever planned at once. */
const MOST_TURNS = 200;

/**
 * Reads a document in which what is planned begins and ends by the clock, without a change of the document: once such a
 * time has come it is read anew, though it is the same.
 */
export async function readByClock(
  documents: DocumentReader,
  url: URL,
  parse: (document: Document) => Snapshot,
): Promise<Reading> {
  const { found, nowMs } = documents;
  const key = `turns of ${url.href}`;
  const turns = found.get(key)?.split(" ").map(Number) ?? [];
  const fresh = turns.some((ms) => ms <= nowMs && !documents.wasReadWithin(url, nowMs - ms));
  const reading = await readDocument(documents, url, parse, { fresh });
  if (reading.outcome === "read") found.set(key, turnsOf(reading.snapshot, nowMs).join(" "));
  return reading;
}

/** Those just past are kept too: what a reading finds may not get as far as being told. */
function turnsOf({ incidents }: Snapshot, nowMs: number): number[] {
  const times = incidents.flatMap(({ scheduledForMs, scheduledUntilMs }) => [
    scheduledForMs,
    scheduledUntilMs,
  ]);
  const known = times.filter((ms) => ms !== undefined).filter((ms) => ms > nowMs - DAY_MS);
  return known.toSorted((a, b) => a - b).slice(0, MOST_TURNS);
}
