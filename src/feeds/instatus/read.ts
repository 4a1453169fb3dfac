import type { Document } from "../../http/document.ts";
import { type Incident, isClosed, type Snapshot } from "../../types.ts";
import { parseAtom } from "../atom.ts";
import {
  type HistoryReading,
  lacksKnown,
  parseHistory,
  readHistory,
  withClosingWords,
} from "../reading/closing-words.ts";
import { readDocument } from "../reading/document.ts";
import { readTogether } from "../reading/together.ts";
import type { DocumentReader, Reading } from "../types.ts";
import { parsePage } from "./page.ts";
import { parseSummary } from "./parse.ts";

const MISSING: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/**
 * Reads a page by its summary and its components. The summary has no words of what was posted, and drops what is over:
 * while anything is open, or has just been, the page's feed tells both.
 */
export async function readPage(documents: DocumentReader, page: URL): Promise<Reading> {
  const summary = new URL("summary.json", page);
  const components = new URL("v3/components.json", page);
  const history = { url: new URL("history.atom", page), parse: parseAtom };
  const isOpen = documents.openIncidents.size > 0;
  let feed: Document | undefined;
  const reading = await readTogether(
    documents,
    isOpen ? [summary, components, history.url] : [summary, components],
    (first, second, third) => {
      feed = third;
      return parseSummary(first, second);
    },
  );
  if (reading.outcome === "failed" && MISSING.has(reading.status ?? 0))
    return readDocument(documents, documents.url, parsePage);
  if (reading.outcome !== "read") return reading;
  const { snapshot } = reading;
  const isWanted = snapshot.incidents.length > 0 || lacksKnown(snapshot, documents.openIncidents);
  const told = feed
    ? parseHistory(documents, history, feed)
    : isWanted
      ? await readHistory(documents, history)
      : undefined;
  const worded = withWords(documents, summary, snapshot, told);
  return { outcome: "read", snapshot: withClosingWords(documents, summary, worded, told) };
}

/** The feed is this much behind the summary, at most; what it still lacks then is told without words. */
const FEED_LAGS_MS = 180_000;

/**
 * While the feed cannot be had, or has not caught up, nothing is told that would be told again in other words; nor of
 * components, whose change it may be that it tells of.
 */
function withWords(
  documents: DocumentReader,
  summary: URL,
  snapshot: Snapshot,
  told: HistoryReading,
): Snapshot {
  if (told === "awaited") return heldBack(snapshot, () => true);
  const byId = new Map(told?.incidents.map((incident) => [incident.id, incident]));
  const worded = (one: Snapshot) => ({
    ...one,
    incidents: one.incidents.map((incident) => joined(incident, byId.get(incident.id))),
  });
  const isBehind = (one: Incident) => told !== undefined && lacksNewest(byId.get(one.id), one);
  // At the first reading there is nothing to go by but what is there.
  const wasRead = documents.wasReadWithin(summary, Number.POSITIVE_INFINITY);
  if (documents.waits(wasRead && snapshot.incidents.some(isBehind), FEED_LAGS_MS, "words")) {
    documents.revisit(summary);
    return worded(heldBack(snapshot, isBehind));
  }
  return worded(snapshot);
}

function heldBack(snapshot: Snapshot, isHeld: (incident: Incident) => boolean): Snapshot {
  const { components: _, ...rest } = snapshot;
  const incidents = snapshot.incidents.filter((incident) => !isHeld(incident));
  return { ...rest, incidents, listsAllOpen: { incident: false, maintenance: false } };
}

/** Whether the feed does not say yet what the summary does. One that is ahead of it says more. */
function lacksNewest(told: Incident | undefined, { status, updates }: Incident): boolean {
  if (!told || told.updates.length === 0) return true;
  const sinceMs = updates.at(-1)?.postedAtMs ?? Number.POSITIVE_INFINITY;
  return told.status !== status && (told.updates.at(-1)?.postedAtMs ?? 0) < sinceMs;
}

/** The summary says how things stand, the feed what was posted about it. */
function joined(incident: Incident, told: Incident | undefined): Incident {
  if (!told || told.updates.length === 0) return incident;
  const last = incident.updates.at(-1);
  return {
    ...incident,
    ...(isClosed(told.status) && !lacksNewest(told, incident) && { status: told.status }),
    components: incident.components.length > 0 ? incident.components : told.components,
    updates: last && lacksNewest(told, incident) ? [...told.updates, last] : told.updates,
  };
}
