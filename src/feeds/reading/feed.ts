import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Steps } from "../../steps.ts";
import { feedSnapshot } from "../feed.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";
import { CutFeed, type FeedKind, type Read } from "./cut-feed.ts";
import { attemptInTurns, failed } from "./document.ts";
import { readNote, writeNote } from "./feed-note.ts";

/**
 * Reads a feed by its entries: those that stand there as they did when the feed was last dealt with are not parsed
 * again, and a feed in which nothing but its own time or the order has changed is unchanged. Where it cannot be cut into
 * entries that mean the same each by itself, it is parsed as a whole.
 */
export async function readFeed(documents: DocumentReader, url: URL, kind: FeedKind): Promise<Reading> {
  const result = await documents.get(url);
  if (result.outcome !== "modified") return result;
  const { document, movedTo } = result;
  const read = await attemptInTurns(readSteps(document, kind, documents.nowMs, documents.noted(url)));
  if (read instanceof FormatError) return failed(read);
  if (read === "as before") return { outcome: "unchanged" };
  documents.note(url, read.note && writeNote(read.note));
  return { outcome: "read", snapshot: read.snapshot, ...present({ movedTo }) };
}

function* readSteps(
  document: Document,
  kind: FeedKind,
  nowMs: number,
  noted: string | undefined,
): Steps<Read | "as before"> {
  const feed = CutFeed.of(document, kind);
  yield;
  const look = feed && noted !== undefined ? yield* feed.compare(readNote(noted)) : undefined;
  if (look === "as before") return look;
  const others = feed && look && (yield* feed.readOthers(look, nowMs));
  const read = others ?? (feed && (yield* feed.readAll(nowMs)));
  return read ?? { snapshot: feedSnapshot(kind.read(document)) };
}
