import { present } from "../present.ts";
import { cleanLine } from "../text.ts";
import type { Incident, Snapshot } from "../types.ts";
import { readEntry } from "./entries/index.ts";
import type { FeedEntry } from "./entries/types.ts";
import { inOrder } from "./order.ts";
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
    incidents: joinEntries(feed.entries.map(readEntry)),
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: true,
  };
}

/** "GitHub Status - Incident History" is the feed; "GitHub" the name. */
function pageName(feedTitle: string): string {
  const title = cleanLine(feedTitle.slice(0, 300));
  return title.replace(/\s+-\s+Incident History$/i, "").replace(/\s+status(?: page)?$/i, "") || title;
}

/** Some feeds have an entry an update: those of one incident are joined, in the order of their times. */
function joinEntries(incidents: readonly Incident[]): Incident[] {
  const byId = new Map<string, Incident>();
  for (const incident of incidents) {
    const other = byId.get(incident.id);
    byId.set(incident.id, other ? join(other, incident) : incident);
  }
  return [...byId.values()];
}

function join(a: Incident, b: Incident): Incident {
  // Feeds list the newest first, unless their times say otherwise.
  const [newer, older] = (b.updatedAtMs ?? 0) > (a.updatedAtMs ?? 0) ? [b, a] : [a, b];
  const { startedAtMs: _, ...rest } = newer;
  const started = present({ startedAtMs: older.startedAtMs ?? newer.startedAtMs });
  return { ...rest, ...started, updates: inOrder([...older.updates, ...newer.updates]) };
}
