import type { Document } from "../../http/document.ts";
import type { Incident, Snapshot } from "../../types.ts";
import { parseAtom } from "../atom.ts";
import {
  type HistoryReading,
  lacksKnown,
  parseHistory,
  readHistory,
  withClosingWords,
} from "../closing-words.ts";
import { readDocument } from "../document.ts";
import { readTogether } from "../together.ts";
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
  const worded = withWords(snapshot, told);
  return { outcome: "read", snapshot: withClosingWords(documents, summary, worded, told) };
}

/** While the feed cannot be had, nothing is told that would be told again in other words. */
function withWords(snapshot: Snapshot, told: HistoryReading): Snapshot {
  if (told === "awaited") {
    const listsAllOpen = { incident: false, maintenance: false };
    return { ...snapshot, incidents: [], listsAllOpen };
  }
  const byId = new Map(told?.incidents.map((incident) => [incident.id, incident]));
  return { ...snapshot, incidents: snapshot.incidents.map((one) => joined(one, byId.get(one.id))) };
}

/** The summary says how things stand, the feed what was posted about it. */
function joined(incident: Incident, told: Incident | undefined): Incident {
  if (!told || told.updates.length === 0) return incident;
  const last = incident.updates.at(-1);
  // A feed that has not caught up yet lacks the newest status.
  const isBehind = last !== undefined && told.status !== incident.status;
  return {
    ...incident,
    components: incident.components.length > 0 ? incident.components : told.components,
    updates: isBehind ? [...told.updates, last] : told.updates,
  };
}
