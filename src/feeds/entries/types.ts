import type { Component, Incident, Snapshot } from "../../types.ts";

/** One entry of an Atom or RSS feed, before anything is made of its content. */
export interface FeedEntry {
  /** Atom id or RSS guid; where there is none, the link, else the title. */
  readonly id: string;
  readonly title: string;
  readonly link?: string;
  /** The content as HTML. */
  readonly html: string;
  /** RSS: the `description`, as HTML, where the content stands in an element of its own. */
  readonly summary?: string;
  readonly publishedMs?: number;
  readonly updatedMs?: number;
  /** Statuspage RSS: when a maintenance is planned to end. */
  readonly maintenanceEndMs?: number;
  readonly categories?: readonly string[];
}

/** What a feed says besides its entries, freed of how it was written. */
export interface FeedHead {
  /** What wrote the feed, by its own word: a change of it means that the page is another product's now. */
  readonly generator?: string;
  readonly title?: string;
  readonly description?: string;
  /** The page it belongs to. */
  readonly link?: string;
  /** Where the feed was found. */
  readonly address?: string;
}

/** An Atom or RSS feed. */
export interface Feed extends FeedHead {
  /** When the feed was built or changed; some stamp each copy anew. */
  readonly updatedMs?: number;
  readonly entries: readonly FeedEntry[];
  /** Set where an entry might have another id without the others. */
  readonly areIdsShared?: true;
}

/** What a dialect reads out of a whole feed; what it leaves out is as for every feed. */
export interface FeedContents {
  readonly incidents: readonly Incident[];
  readonly components?: readonly Component[];
  readonly listsAllOpen?: Snapshot["listsAllOpen"];
  readonly listsClosed?: boolean;
  /** The page's name, where the feed's title is no good for it. */
  readonly pageName?: string;
}

/** How a feed shows that it is of a dialect; each of these is enough. */
export interface FeedSigns {
  readonly generator?: RegExp;
  /** Of the page or of the feed itself: the host, or one beneath it. */
  readonly hosts?: readonly string[];
  readonly title?: RegExp;
  readonly description?: RegExp;
}

/**
 * A way of writing incidents into a feed. To add one: a file in this folder and a line in `index.ts`; or, where only
 * its words are its own, a row in `plain.ts`.
 */
export interface Dialect {
  readonly name: string;
  readonly signs: FeedSigns;
  /** Whether its entries are so peculiar that they are known in any feed. */
  readonly isKnownByContent: boolean;
  /** One entry; undefined where it is not written so. */
  read?(entry: FeedEntry, head: FeedHead): Incident | undefined;
  /**
   * The feed as a whole, where entries make sense only together or are no incidents; undefined as above. Of a dialect
   * that is known by content, one entry that is written so must be enough.
   */
  readFeed?(feed: Feed): FeedContents | undefined;
  /**
   * An entry as it stands in the feed, a character a byte, with what comes in another order each time put in one: two
   * that are the same then are read the same, where the head shows the dialect.
   */
  withoutOrder?(xml: string): string;
}
