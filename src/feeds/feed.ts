import { present } from "../present.ts";
import { cleanLine } from "../text.ts";
import type { Snapshot } from "../types.ts";
import { readEntry } from "./entries/index.ts";
import type { FeedEntry } from "./entries/types.ts";
import { asWebAddress } from "./wire.ts";

/** An Atom or RSS feed, freed of how it was written. */
export interface Feed {
  readonly title?: string;
  /** The page it belongs to. */
  readonly link?: string;
  readonly entries: readonly FeedEntry[];
}

/** A feed is a window on the newest entries: nothing follows from what it does not list. */
export function feedSnapshot(feed: Feed): Snapshot {
  return {
    page: present({ name: feed.title && pageName(feed.title), url: asWebAddress(feed.link) }),
    incidents: feed.entries.map(readEntry),
    listsAllOpen: { incident: false, maintenance: false },
  };
}

/** "GitHub Status - Incident History" is the feed; "GitHub" the name. */
function pageName(feedTitle: string): string {
  const title = cleanLine(feedTitle.slice(0, 300));
  return title.replace(/\s+-\s+Incident History$/i, "").replace(/\s+status(?: page)?$/i, "") || title;
}
