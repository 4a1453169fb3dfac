import { present } from "../../present.ts";
import { isClosed, type Snapshot } from "../../types.ts";
import { lacksKnown } from "../reading/closing-words.ts";
import { attemptInTurns, failed, readDocument } from "../reading/document.ts";
import { getUnordered } from "../reading/unordered.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";
import { joinSnapshots } from "./join.ts";
import { statuspageSteps } from "./parse.ts";

/** The full lists are looked at this often even when the summary says nothing new. */
const FULL_READING_EVERY_MS = 600_000;
/** A list that could be read this lately is waited for; nothing is concluded from what is missing until it is back. */
const PATIENCE_MS = 3_600_000;

/**
 * Reads a page by its small `summary.json`. Whatever happens on a page changes it (`page.updated_at` at least), but it
 * lists only what is open; so when it has changed, `incidents.json` and `scheduled-maintenances.json` are read too, for
 * what opened and closed since, and in what words. An unchanged page costs one 304; that some products list the
 * components in another order each time is no change.
 */
export async function readPage(documents: DocumentReader, page: URL): Promise<Reading> {
  const [summaryUrl, incidentsUrl, maintenancesUrl] = [
    new URL("api/v2/summary.json", page),
    new URL("api/v2/incidents.json", page),
    new URL("api/v2/scheduled-maintenances.json", page),
  ];
  const doorbell = await getUnordered(documents, summaryUrl);
  if (doorbell.outcome === "failed" && doorbell.status === 404) {
    return readDocument(documents, incidentsUrl, statuspageSteps);
  }
  if (doorbell.outcome === "failed" || doorbell.outcome === "throttled") return doorbell;
  if (doorbell.outcome === "unchanged" && documents.ageMs(incidentsUrl) < FULL_READING_EVERY_MS)
    return doorbell;
  const summary =
    doorbell.outcome === "modified" ? await attemptInTurns(statuspageSteps(doorbell.document)) : undefined;
  if (summary instanceof FormatError) return failed(summary);

  const lists = await Promise.all([readList(documents, incidentsUrl), readList(documents, maintenancesUrl)]);
  if (summary && lacksKnown(summary, documents.openIncidents)) {
    // Something has ended, while its list may be said not to have changed: then have the list itself.
    for (const [index, url] of [incidentsUrl, maintenancesUrl].entries()) {
      if (lists[index]?.outcome === "unchanged")
        lists[index] = await readList(documents, url, { fresh: true });
    }
  }
  const throttled = lists.find((list) => list.outcome === "throttled");
  if (throttled) return throttled;
  const full = lists.flatMap((list) => (list.outcome === "read" ? [list.snapshot] : []));
  if (!summary && full.length === 0) return { outcome: "unchanged" };
  const snapshot = joinSnapshots(summary, full);
  if (!summary) return { outcome: "read", snapshot };

  const moved = doorbell.outcome === "modified" ? present({ movedTo: pageOf(doorbell.movedTo) }) : {};
  const isAwaited = lists.some((list) => list.outcome === "awaited");
  const behind = staleIncidents(snapshot, summary, documents.openIncidents);
  if (documents.waits(isAwaited || behind.size > 0, PATIENCE_MS)) {
    documents.revisit(summaryUrl);
    const listsAllOpen = { incident: false, maintenance: false };
    return { outcome: "read", snapshot: { ...snapshot, listsAllOpen }, ...moved };
  }
  const incidents = snapshot.incidents.filter(({ id }) => !behind.has(id));
  return { outcome: "read", snapshot: { ...snapshot, incidents }, ...moved };
}

/** The page that a summary belongs to. */
function pageOf(summaryUrl: URL | undefined): URL | undefined {
  return summaryUrl && new URL("../../", summaryUrl);
}

/** What came of a list. `absent`: the page has none, and the summary is all there is to go by. */
type ListReading =
  | { readonly outcome: "read"; readonly snapshot: Snapshot }
  | { readonly outcome: "unchanged" | "awaited" | "absent" }
  | Extract<Reading, { outcome: "throttled" }>;

async function readList(
  documents: DocumentReader,
  url: URL,
  options?: { fresh: boolean },
): Promise<ListReading> {
  const result = await documents.get(url, options);
  if (result.outcome === "throttled" || result.outcome === "unchanged") return result;
  if (result.outcome === "modified") {
    const snapshot = await attemptInTurns(statuspageSteps(result.document));
    if (!(snapshot instanceof FormatError)) return { outcome: "read", snapshot };
    documents.reject(url);
  }
  return { outcome: documents.wasReadWithin(url, PATIENCE_MS) ? "awaited" : "absent" };
}

/** What the lists still show as open and the summary no longer does: two caches, one behind the other. */
function staleIncidents(
  joined: Snapshot,
  summary: Snapshot,
  openIncidents: ReadonlySet<string>,
): ReadonlySet<string> {
  const listed = new Set(summary.incidents.map(({ id }) => id));
  const stale = joined.incidents.filter(
    ({ id, status }) => openIncidents.has(id) && !listed.has(id) && !isClosed(status),
  );
  return new Set(stale.map(({ id }) => id));
}
