import type { IncidentKind } from "../../types.ts";
import type { IncidentMemory, OpenIncident, SeenUpdates } from "../types.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

const KINDS: readonly IncidentKind[] = ["incident", "maintenance"];
/** Numbers of an update; see `seen.ts`. */
const WIDTH = 4;
/** What an incident has, a bit each; the lowest one is its kind. */
const [CLOSED, CLOSED_UNSEEN, ONLY_NOTICED, BY_TITLE, OPEN] = [2, 4, 8, 16, 32];
/** Last seen when the one before it was, as most of a page are. */
const SEEN_WITH_BEFORE = 64;

/**
 * What is remembered of a provider's incidents, as bytes: a fifth of what it takes as objects. Each id begins where it
 * differs from the one before.
 */
export function pack(incidents: ReadonlyMap<string, IncidentMemory>): Buffer {
  const bytes = new ByteWriter();
  bytes.count(incidents.size);
  let before = { id: "", lastSeenMs: 0 };
  for (const [id, incident] of incidents) {
    const { lastSeenMs } = incident;
    const isSeenWithBefore = Object.is(lastSeenMs, before.lastSeenMs);
    bytes.count(flagsOf(incident) | (isSeenWithBefore ? SEEN_WITH_BEFORE : 0));
    const shared = sharedLength(before.id, id);
    bytes.count(shared);
    bytes.text(id.slice(shared));
    bytes.digest(incident.title);
    bytes.number(incident.updatedAtMs);
    if (!isSeenWithBefore) bytes.number(lastSeenMs);
    if (incident.onlyNoticedMs !== undefined) bytes.number(incident.onlyNoticedMs);
    if (incident.open) bytes.text(JSON.stringify(incident.open));
    packUpdates(incident.updates, bytes);
    before = { id, lastSeenMs };
  }
  return bytes.bytes();
}

/** What was packed, as it was. */
export function unpack(packed: Buffer): Map<string, IncidentMemory> {
  const bytes = new ByteReader(packed);
  const incidents = new Map<string, IncidentMemory>();
  let id = "";
  let lastSeenMs = 0;
  for (let left = bytes.count(); left > 0; left--) {
    const flags = bytes.count();
    id = id.slice(0, bytes.count()) + bytes.text();
    const title = bytes.digest();
    const updatedAtMs = bytes.number();
    if (!(flags & SEEN_WITH_BEFORE)) lastSeenMs = bytes.number();
    const onlyNoticedMs = flags & ONLY_NOTICED ? bytes.number() : undefined;
    const open = flags & OPEN ? (JSON.parse(bytes.text()) as OpenIncident) : undefined;
    incidents.set(id, {
      kind: KINDS[flags & 1] ?? "incident",
      title,
      isClosed: (flags & CLOSED) !== 0,
      closedUnseen: (flags & CLOSED_UNSEEN) !== 0,
      updatedAtMs,
      lastSeenMs,
      updates: unpackUpdates(bytes),
      ...(onlyNoticedMs !== undefined && { onlyNoticedMs }),
      ...(flags & BY_TITLE && { byTitle: true }),
      ...(open && { open }),
    });
  }
  return incidents;
}

function flagsOf({ kind, isClosed, closedUnseen, onlyNoticedMs, byTitle, open }: IncidentMemory): number {
  return (
    KINDS.indexOf(kind) |
    (isClosed ? CLOSED : 0) |
    (closedUnseen ? CLOSED_UNSEEN : 0) |
    (onlyNoticedMs === undefined ? 0 : ONLY_NOTICED) |
    (byTitle ? BY_TITLE : 0) |
    (open ? OPEN : 0)
  );
}

/** An update's fourth number is a small one, and fits beside its first. */
function packUpdates(updates: SeenUpdates, bytes: ByteWriter): void {
  bytes.count(updates.length / WIDTH);
  for (let at = 0; at < updates.length; at += WIDTH) {
    bytes.digest(updates[at] ?? 0, updates[at + 3]);
    bytes.digest(updates[at + 1] ?? 0);
    bytes.digest(updates[at + 2] ?? 0);
  }
}

function unpackUpdates(bytes: ByteReader): SeenUpdates {
  const updates = new Array<number>(WIDTH * bytes.count());
  for (let at = 0; at < updates.length; at += WIDTH) {
    updates[at] = bytes.digest();
    updates[at + 3] = bytes.beside;
    updates[at + 1] = bytes.digest();
    updates[at + 2] = bytes.digest();
  }
  return updates;
}

function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}
