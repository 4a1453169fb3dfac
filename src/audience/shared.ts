import { slug } from "../text.ts";
import type { StatusEvent } from "../types.ts";

const KEPT_MS = 24 * 3_600_000;
const MOST_KEPT = 20_000;

/**
 * What one consumer has been told, to know by it the same thing said by another provider: of the same page, or of
 * another address of it. The first one wins. Ask after the filters of the provider and of the consumer, so that what
 * they left out hides nothing. What a provider says again by itself is not for this to judge.
 */
export class AlreadyTold {
  /** By key, oldest first: who told it, and when. */
  readonly #told = new Map<string, Telling>();
  readonly #mostKept: number;

  constructor(mostKept = MOST_KEPT) {
    this.#mostKept = mostKept;
  }

  /**
   * By whom, and of which of its incidents, the same was told before; else undefined, and it counts as told from now on.
   * `host` is that of the provider's own address: copies of a page, of which none lies where it says that it does, are
   * pages of their own.
   */
  tell(event: StatusEvent, nowMs: number, host: string | undefined): Telling | undefined {
    this.#forget(nowMs);
    const keys = sharedKeys(event);
    const isHere = isAtHome(event, host);
    const other = keys
      .map((key) => this.#told.get(key))
      .find((one) => one && one.provider !== event.provider && (isHere || one.isAtHome));
    if (other !== undefined) return other;
    const { provider, incidentId } = event;
    for (const key of keys) {
      this.#told.delete(key);
      this.#told.set(key, { provider, incidentId, atMs: nowMs, isAtHome: isHere });
    }
    return undefined;
  }

  get size(): number {
    return this.#told.size;
  }

  #forget(nowMs: number): void {
    for (const [key, { atMs }] of this.#told) {
      if (atMs > nowMs - KEPT_MS && this.#told.size <= this.#mostKept) break;
      this.#told.delete(key);
    }
  }
}

export interface Telling {
  readonly provider: string;
  readonly incidentId: string | undefined;
  readonly atMs: number;
  /** Whether the page lies where its incidents' links lead. */
  readonly isAtHome: boolean;
}

/** Whether an event's link leads to the host that is the provider's own. */
export function isAtHome({ url }: StatusEvent, host: string | undefined): boolean {
  return host !== undefined && host === hostOf(url);
}

/** The keys of which one suffices to know the same incident by, whatever is told of it. */
export function incidentKeys({ incidentId, url, startedAt, title }: StatusEvent, atHome: boolean): string[] {
  if (incidentId === undefined) return [];
  const place = atHome ? "home" : "away";
  return [
    ...(url === undefined ? [] : [`url\0${place}\0${url}\0${incidentId}`]),
    ...(startedAt === undefined ? [] : [`id\0${place}\0${incidentId}\0${startedAt}\0${title}`]),
  ];
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}

/**
 * The keys of which one suffices to know the same event by. An address of the incident's own tells it well; without
 * one, or where two addresses of a page write theirs each, its id does, together with the time it was posted: pages
 * that have nothing to do with one another may well both have an incident 7.
 */
function sharedKeys(event: StatusEvent): readonly string[] {
  const { kind, change, provider, incidentId, updateId, url, title, status, updatedAt } = event;
  if (kind === "provider") return [];
  if (kind === "component") {
    const own = event.id.slice(slug(provider).length);
    return url === undefined ? [] : [JSON.stringify(["component", url, title, own])];
  }
  // Edits and reminders tell again of an update that was told; an end without an update is known by its incident.
  const again = change === "edited" || change === "reminder" ? `${change} ${updatedAt}` : "";
  const step = [updateId ?? incidentId, updateId === undefined && status, title, again];
  return [
    ...(url === undefined ? [] : [JSON.stringify(["url", url, ...step])]),
    ...(incidentId === undefined ? [] : [JSON.stringify(["id", incidentId, updatedAt, ...step])]),
  ];
}
