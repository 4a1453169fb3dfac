import { present } from "../present.ts";
import { cleanLine } from "../text.ts";
import type { Snapshot } from "../types.ts";
import { readContents } from "./entries/index.ts";
import type { Feed, FeedContents, FeedHead } from "./entries/types.ts";
import { asWebAddress } from "./wire/values.ts";

export function feedSnapshot(feed: Feed): Snapshot {
  return snapshotOf(feed, readContents(feed));
}

/** Where no dialect knows better, a feed is a window on the newest entries: nothing follows from what it does not list. */
export function snapshotOf(head: FeedHead, told: FeedContents): Snapshot {
  const { pageName: name = head.title, ...contents } = told;
  return {
    page: present({
      name: name && pageName(name),
      url: asWebAddress(head.link),
      generator: head.generator,
    }),
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: true,
    ...contents,
  };
}

/** "GitHub Status - Incident History", "Incidents | GitHub", "GitHub System Status" are feeds; "GitHub" is the name. */
function pageName(feedTitle: string): string {
  const title = cleanLine(feedTitle.slice(0, 300)).replace(/^Incidents \| /, "");
  return (
    title
      .replace(/\s+-\s+Incident History$/i, "")
      .replace(/\s+(?:rss feed|service health updates)$/i, "")
      .replace(/\s+(?:system )?status(?: page)?$/i, "") || title
  );
}
