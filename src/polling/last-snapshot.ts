import { hash } from "node:crypto";
import { wasWithin } from "../clock.ts";
import { isAhead, MOST_INCIDENTS, tidyId } from "../feeds/tidy.ts";
import type { Steps } from "../steps.ts";
import { type Incident, isClosed, type Snapshot } from "../types.ts";

/** By then all of it is observed again, though it be the same: what is remembered of a page must not grow old unseen. */
const HOLDS_MS = 43_200_000;
/** 96 bits: no two incidents of a page that differ have the same. */
const GIST_LENGTH = 16;
/** Stands for an incident that is to be observed again until its time has come. */
const AHEAD = "-".repeat(GIST_LENGTH);

interface Kept {
  /** Of all but the incidents, then of each incident, one after the other. */
  readonly gists: string;
  /** Whether each incident in it was observed: of two with one id the first is, and of too many the first ones. */
  readonly isPlain: boolean;
  readonly atMs: number;
}

/**
 * The snapshot that was last observed, by gists of its parts: to observe the same again would tell nothing. It is kept
 * for every page, so that it is small.
 */
export class LastSnapshot {
  #kept: Kept | undefined;
  #pending: Kept | undefined;

  /**
   * What of a snapshot is to be observed: nothing where it is the same as the last one, else all but what is over and as
   * it was. It is the last one from now on, once `commit` is called.
   */
  *newIn(snapshot: Snapshot, nowMs: number): Steps<Snapshot | undefined> {
    const { incidents, ...rest } = snapshot;
    const gists = [gistOf(rest)];
    for (const incident of incidents) {
      gists.push(isAhead(incident, nowMs) ? AHEAD : gistOf(incident));
      yield;
    }
    const kept = this.#kept && wasWithin(HOLDS_MS, this.#kept.atMs, nowMs) ? this.#kept : undefined;
    const now = { gists: gists.join(""), isPlain: isPlain(snapshot), atMs: nowMs };
    if (kept?.gists === now.gists && !gists.includes(AHEAD)) return undefined;
    this.forget();
    this.#pending = now;
    return kept?.isPlain && now.isPlain ? withoutOld(snapshot, gists.slice(1), kept) : snapshot;
  }

  commit(): void {
    this.#kept ??= this.#pending;
    this.#pending = undefined;
  }

  /** What the reading before brought has not been dealt with, if it was not committed. */
  begin(): void {
    this.#pending = undefined;
  }

  forget(): void {
    this.#kept = undefined;
    this.#pending = undefined;
  }
}

function isPlain({ incidents, asBefore = [] }: Snapshot): boolean {
  const ids = [...asBefore, ...incidents.map(({ id }) => tidyId(id))];
  return ids.length <= MOST_INCIDENTS && new Set(ids).size === ids.length;
}

/** What goes on stays: other things depend on it, such as whether a component is spoken for. */
function withoutOld(snapshot: Snapshot, gists: readonly string[], { gists: before }: Kept): Snapshot {
  const { incidents, asBefore = [] } = snapshot;
  const known = new Set<string>();
  for (let at = GIST_LENGTH; at < before.length; at += GIST_LENGTH)
    known.add(before.slice(at, at + GIST_LENGTH));
  known.delete(AHEAD);
  const isOld = ({ status }: Incident, index: number) => isClosed(status) && known.has(gists[index] ?? "");
  const old = incidents.filter(isOld).map(({ id }) => tidyId(id));
  if (old.length === 0) return snapshot;
  const others = incidents.filter((incident, index) => !isOld(incident, index));
  return { ...snapshot, incidents: others, asBefore: [...asBefore, ...old] };
}

function gistOf(part: object): string {
  return hash("sha1", JSON.stringify(part), "base64").slice(0, GIST_LENGTH);
}
