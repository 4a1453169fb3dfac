import type { FetchResult } from "../../fetcher.ts";
import { isClosed, type Snapshot } from "../../types.ts";
import { attempt, failed, readDocument } from "../document.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";
import { joinSnapshots } from "./join.ts";
import { parseStatuspage } from "./parse.ts";

/** The full lists are looked at this often even when the summary says nothing new. */
const FULL_READING_EVERY_MS = 600_000;

/**
 * Reads a page by its small `summary.json`. Whatever happens on a page changes it (`page.updated_at` at least), but it
 * lists only what is open; so when it has changed, `incidents.json` and `scheduled-maintenances.json` are read too, for
 * what opened and closed since, and in what words. An unchanged page costs one 304.
 */
export async function readPage(documents: DocumentReader, page: URL): Promise<Reading> {
  const [summaryUrl, incidentsUrl, maintenancesUrl] = [
    new URL("api/v2/summary.json", page),
    new URL("api/v2/incidents.json", page),
    new URL("api/v2/scheduled-maintenances.json", page),
  ];
  const doorbell = await documents.get(summaryUrl);
  if (doorbell.outcome === "failed" && doorbell.status === 404) {
    return readDocument(documents, incidentsUrl, parseStatuspage);
  }
  if (doorbell.outcome === "failed" || doorbell.outcome === "throttled") return doorbell;
  if (doorbell.outcome === "unchanged" && documents.ageMs(incidentsUrl) < FULL_READING_EVERY_MS)
    return doorbell;
  const summary = doorbell.outcome === "modified" ? attempt(parseStatuspage, doorbell.document) : undefined;
  if (summary instanceof FormatError) return failed(summary);

  const lists = await Promise.all([documents.get(incidentsUrl), documents.get(maintenancesUrl)]);
  if (summary && lists[0].outcome === "unchanged" && lacksKnown(summary, documents.openIncidents)) {
    // Something has ended, while its list is said not to have changed: have the list itself.
    lists[0] = await documents.get(incidentsUrl, { fresh: true });
  }
  const throttled = lists.find((list) => list.outcome === "throttled");
  if (throttled) return throttled;
  const full = lists.map(snapshotOf).filter((snapshot) => snapshot !== undefined);
  if (!summary && full.length === 0) return { outcome: "unchanged" };
  const snapshot = joinSnapshots(summary, full);
  if (!summary) return { outcome: "read", snapshot };

  const isSettled = lists.every(hasAnswered) && !isBehind(snapshot, summary, documents.openIncidents);
  if (!isSettled) documents.revisit(summaryUrl);
  const listsAllOpen = isSettled ? snapshot.listsAllOpen : { incident: false, maintenance: false };
  return { outcome: "read", snapshot: { ...snapshot, listsAllOpen } };
}

function lacksKnown(summary: Snapshot, openIncidents: ReadonlySet<string>): boolean {
  const listed = new Set(summary.incidents.map(({ id }) => id));
  return [...openIncidents].some((id) => !listed.has(id));
}

/** Whether the lists still show as open what the summary no longer does: two caches, one behind the other. */
function isBehind(joined: Snapshot, summary: Snapshot, openIncidents: ReadonlySet<string>): boolean {
  const listed = new Set(summary.incidents.map(({ id }) => id));
  return joined.incidents.some(
    ({ id, status }) => openIncidents.has(id) && !listed.has(id) && !isClosed(status),
  );
}

/** What a list says. Pages need not have one: then the summary is all there is to go by. */
function snapshotOf(list: FetchResult): Snapshot | undefined {
  const snapshot = list.outcome === "modified" ? attempt(parseStatuspage, list.document) : undefined;
  return snapshot instanceof FormatError ? undefined : snapshot;
}

/** False where the list may well answer next time: then nothing is concluded from what is missing now. */
function hasAnswered(list: FetchResult): boolean {
  return list.outcome !== "failed" || (list.status !== undefined && list.status < 500);
}
