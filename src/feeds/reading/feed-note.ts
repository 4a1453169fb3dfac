import { hash } from "node:crypto";
import { withoutOrder } from "../entries/index.ts";

/** 96 bits: among the entries of one page no two that differ have the same. */
const GIST_LENGTH = 16;

/** What is noted of a feed, by which it is known again: gists of what stood in it, and whose entry was whose. */
export interface FeedNote {
  readonly head: string;
  /** The dialect that the head shows; empty where it shows none. */
  readonly dialect: string;
  /** How many entries there were. */
  readonly count: number;
  /**
   * Ids of incidents by the gists of their entries, as far as these need not be read again, of a feed in which each tells
   * of an incident of its own; else the gist of all entries in their order.
   */
  readonly entries: ReadonlyMap<string, string> | string;
}

/** As one short text: it is kept for every page, and a map of many strings takes several times as much. */
export function writeNote({ head, dialect, count, entries }: FeedNote): string {
  const written = typeof entries === "string" ? entries : inPairs(entries);
  // JSON is left in pieces, until somebody looks at it, which here nobody may.
  return Buffer.from(JSON.stringify([head, dialect, count, written])).toString();
}

function inPairs(entries: ReadonlyMap<string, string>): string[] {
  const pairs: string[] = [];
  for (const [gist, id] of entries) pairs.push(gist, id);
  return pairs;
}

export function readNote(text: string): FeedNote {
  const [head, dialect, count, written] = JSON.parse(text) as [string, string, number, string | string[]];
  if (typeof written === "string") return { head, dialect, count, entries: written };
  const entries = new Map<string, string>();
  for (let i = 0; i + 1 < written.length; i += 2) entries.set(written[i] ?? "", written[i + 1] ?? "");
  return { head, dialect, count, entries };
}

export function gistOf(bytes: Buffer | string): string {
  return hash("sha1", bytes, "base64").slice(0, GIST_LENGTH);
}

/** The same for two entries only where they are read the same. */
export function gistOfEntry(entry: Buffer, dialect: string): string {
  return gistOf(dialect === "" ? entry : withoutOrder(dialect, entry));
}
