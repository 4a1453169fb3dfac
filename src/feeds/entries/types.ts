import type { Incident } from "../../types.ts";

/** One entry of an Atom or RSS feed, before anything is made of its content. */
export interface FeedEntry {
  /** Atom id or RSS guid; where there is none, the link, else the title. */
  readonly id: string;
  readonly title: string;
  readonly link?: string;
  /** The content as HTML. */
  readonly html: string;
  readonly publishedMs?: number;
  readonly updatedMs?: number;
  /** Statuspage RSS: when a maintenance is planned to end. */
  readonly maintenanceEndMs?: number;
}

/**
 * A way of writing incidents into feed entries. To add one: a file in this folder and a line in `index.ts`. Gives
 * undefined for an entry that is not written so.
 */
export type EntryDialect = (entry: FeedEntry) => Incident | undefined;
