import { present } from "../present.ts";
import { cleanLine } from "../text.ts";
import type { Snapshot } from "../types.ts";
import { readContents } from "./entries/index.ts";
import type { Feed } from "./entries/types.ts";
import { asWebAddress } from "./wire/values.ts";

/** Where no dialect knows better, a feed is a window on the newest entries: nothing follows from what it does not list. */
export function feedSnapshot(feed: Feed): Snapshot {
  const { pageName: name = feed.title, ...contents } = readContents(feed);
  return {
    page: present({
      name: name && pageName(name),
      url: asWebAddress(feed.link),
      generator: feed.generator,
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
