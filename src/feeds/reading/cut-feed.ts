import { type Document, documentOfPieces } from "../../http/document.ts";
import type { Steps } from "../../steps.ts";
import type { Incident, Snapshot } from "../../types.ts";
import { type FeedWay, wayOf } from "../entries/index.ts";
import { joinEntries } from "../entries/join.ts";
import type { Feed, FeedHead } from "../entries/types.ts";
import { snapshotOf } from "../feed.ts";
import { isAhead, MOST_INCIDENTS, tidyId } from "../tidy.ts";
import { FormatError } from "../types.ts";
import { cutFeed, type FeedPieces, type FeedSyntax, headWithoutStamps } from "../wire/feed-pieces.ts";
import { attempt } from "./document.ts";
import { type FeedNote, gistOf, gistOfEntry } from "./feed-note.ts";

/** Atom or RSS. */
export interface FeedKind extends FeedSyntax {
  /** @throws {FormatError} */
  read(document: Document): Feed;
}

/** What was read of a feed by its entries. */
export interface Read {
  readonly snapshot: Snapshot;
  /** Absent where later readings cannot do with less than all of it. */
  readonly note?: FeedNote;
}

/** A feed beside what was noted of it: its head is as it was, and some of its entries. */
export interface Look {
  readonly note: FeedNote;
  /** Ids of incidents by the gists of their entries, of those that stand there as they did. */
  readonly asBefore: ReadonlyMap<string, string>;
  readonly others: readonly Buffer[];
}

/** So much of a feed is parsed at a time. */
const BATCH_BYTES = 16_384;

/** A feed cut into its entries: each can be read by itself, and known again without being read. */
export class CutFeed {
  readonly #document: Document;
  readonly #kind: FeedKind;
  readonly #pieces: FeedPieces;
  readonly #head: string;

  private constructor(document: Document, kind: FeedKind, pieces: FeedPieces) {
    this.#document = document;
    this.#kind = kind;
    this.#pieces = pieces;
    // The address is that against which links are read.
    const { url, contentType } = document;
    this.#head = gistOf(`${url.href} ${contentType} ${headWithoutStamps(pieces.head, kind)}`);
  }

  /** Undefined where there is any doubt how it is to be cut. */
  static of(document: Document, kind: FeedKind): CutFeed | undefined {
    const pieces = cutFeed(document, kind);
    return pieces && new CutFeed(document, kind, pieces);
  }

  /** Undefined where nothing can be told from the note. */
  *compare(note: FeedNote): Steps<Look | "as before" | undefined> {
    const { head, dialect, count, entries: known } = note;
    if (head !== this.#head) return undefined;
    if (typeof known === "string") return known === this.#inOrder(dialect) ? "as before" : undefined;
    const asBefore = new Map<string, string>();
    const others: Buffer[] = [];
    for (const entry of this.#pieces.entries) {
      const gist = gistOfEntry(entry, dialect);
      const id = known.get(gist);
      // The same entry twice: what comes of that is for those to say who see both.
      if (asBefore.has(gist)) return undefined;
      if (id === undefined) others.push(entry);
      else asBefore.set(gist, id);
      yield;
    }
    if (others.length === 0 && asBefore.size === count) return "as before";
    return asBefore.size + others.length > MOST_INCIDENTS ? undefined : { note, asBefore, others };
  }

  /** Undefined where entry by entry is not the same as all of them together. */
  *readAll(nowMs: number): Steps<Read | undefined> {
    const { entries } = this.#pieces;
    const read = yield* this.#read(entries);
    if (!read) return undefined;
    const { head, incidents, way } = read;
    const snapshot = snapshotOf(head, { incidents: joinEntries(incidents) });
    const ids = idsOf(entries, read, nowMs);
    // What is dated ahead of its time is to be read again until its time has come.
    if (!ids && incidents.some((incident) => isAhead(incident, nowMs))) return { snapshot };
    const known = ids ?? this.#inOrder(way.dialect);
    return { snapshot, note: this.#note(way.dialect, known) };
  }

  /** Only those that are not as before; undefined where they might be read otherwise among the rest. */
  *readOthers({ note, asBefore, others }: Look, nowMs: number): Steps<Read | undefined> {
    const read = yield* this.#read(others);
    const known = new Set(asBefore.values());
    if (!read || read.incidents.some(({ id }) => known.has(tidyId(id)))) return undefined;
    const ids = idsOf(others, read, nowMs);
    if (!ids) return undefined;
    return {
      snapshot: { ...snapshotOf(read.head, { incidents: read.incidents }), asBefore: [...known] },
      note: this.#note(note.dialect, withOthers(asBefore, ids)),
    };
  }

  *#read(entries: readonly Buffer[]): Steps<ByEntry | undefined> {
    const { head, tail } = this.#pieces;
    const incidents: Incident[] = [];
    let first: Pick<ByEntry, "head" | "way"> | undefined;
    for (const batch of batchesOf(entries)) {
      const document = documentOfPieces(this.#document, [head, ...batch, tail]);
      const feed = attempt(() => this.#kind.read(document));
      const isRead = !(feed instanceof FormatError) && feed.entries.length === batch.length;
      if (!isRead || feed.areIdsShared) return undefined;
      first ??= { head: feed, way: wayOf(feed) };
      const { way } = first;
      if (!way.isByEntry || way.readWhole(feed)) return undefined;
      yield;
      for (const entry of feed.entries) {
        incidents.push(way.readEntry(entry));
        yield;
      }
    }
    return first && { head: first.head, way: first.way, incidents };
  }

  #note(dialect: string, entries: FeedNote["entries"]): FeedNote {
    return { head: this.#head, dialect, count: this.#pieces.entries.length, entries };
  }

  #inOrder(dialect: string): string {
    return gistOf(this.#pieces.entries.map((entry) => gistOfEntry(entry, dialect)).join());
  }
}

interface ByEntry {
  readonly head: FeedHead;
  readonly way: FeedWay;
  /** Of each entry, in their order. */
  readonly incidents: readonly Incident[];
}

function withOthers(
  entries: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const all = new Map(entries);
  for (const [gist, id] of others) all.set(gist, id);
  return all;
}

/** At least one, if need be without entries: it tells the head. */
function* batchesOf(entries: readonly Buffer[]): Generator<readonly Buffer[]> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (bytes > 0 && bytes + entry.length > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entry.length;
  }
  yield batch;
}

/** By the gists of their entries; undefined where two entries tell of one incident, so that neither says all of it. */
function idsOf(
  entries: readonly Buffer[],
  { incidents, way }: ByEntry,
  nowMs: number,
): ReadonlyMap<string, string> | undefined {
  const ids = incidents.map(({ id }) => tidyId(id));
  if (ids.length > MOST_INCIDENTS || new Set(ids).size < ids.length) return undefined;
  const known = new Map<string, string>();
  for (const [index, incident] of incidents.entries()) {
    const entry = entries[index];
    if (entry && !isAhead(incident, nowMs)) known.set(gistOfEntry(entry, way.dialect), tidyId(incident.id));
  }
  return known;
}
