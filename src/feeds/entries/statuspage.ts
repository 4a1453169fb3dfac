import { present } from "../../present.ts";
import type { Incident, IncidentUpdate } from "../../types.ts";
import { parseDisplayedTime, resolveDisplayedTimes } from "../wire/displayed-time.ts";
import { isMaintenanceStatus } from "../wire/words.ts";
import type { Block } from "./block.ts";
import { readBlocks, readUpdates } from "./blocks.ts";
import { incidentCode } from "./incident-code.ts";
import type { Dialect, FeedEntry } from "./types.ts";

const MINUTE_MS = 60_000;

/**
 * Atlassian Statuspage: the entry is an incident, its content the list of its updates, newest first, each
 * `<p><small>time</small><br><strong>Word</strong> - text</p>`.
 */
export const statuspage: Dialect = {
  name: "Statuspage",
  signs: { generator: /^statuspage\b/i },
  isKnownByContent: true,
  read: readEntry,
};

function readEntry(entry: FeedEntry): Incident | undefined {
  const { blocks, isScheduledEvent } = readBlocks(entry.html);
  if (blocks.length === 0) return undefined;
  const updates = readUpdates(blocks.toReversed(), timesOf(blocks, entry).toReversed());
  const newest = updates.at(-1);
  const isMaintenance = isScheduledEvent || updates.some((update) => isMaintenanceStatus(update.status));
  return {
    id: incidentCode(entry.link) ?? entry.id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: entry.title,
    status: newest?.status ?? "unknown",
    impact: isMaintenance ? "maintenance" : "unknown",
    components: [],
    updates,
    ...present({
      rawStatus: newest?.status === "unknown" ? newest.rawStatus : undefined,
      url: entry.link,
      startedAtMs: updates[0]?.postedAtMs,
      updatedAtMs: entry.updatedMs,
      scheduledForMs: isMaintenance ? startOf(entry, newest) : undefined,
      scheduledUntilMs: entry.maintenanceEndMs,
    }),
  };
}

function timesOf(blocks: readonly Block[], { publishedMs, updatedMs }: FeedEntry): (number | undefined)[] {
  const shown = blocks.map(({ shownAt }) => parseDisplayedTime(shownAt));
  const newestMs = publishedMs ?? updatedMs;
  // Of a list without times the feed itself dates the newest update.
  if (!shown.some(Boolean)) return blocks.map((_, index) => (index === 0 ? newestMs : undefined));
  return resolveDisplayedTimes(shown, newestMs, updatedMs);
}

/** A maintenance to come is `published` when it starts; one that is over, like an incident, with its newest update. */
function startOf({ publishedMs }: FeedEntry, newest: IncidentUpdate | undefined): number | undefined {
  const minute = (ms: number | undefined) => ms !== undefined && Math.floor(ms / MINUTE_MS);
  return minute(publishedMs) === minute(newest?.postedAtMs) ? undefined : publishedMs;
}
