import type { Document } from "../../http/document.ts";
import type { FetchResult } from "../../http/fetcher.ts";
import type { Snapshot } from "../../types.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";
import { parseJson } from "../wire/json.ts";
import { asRecord, type WireRecord } from "../wire/values.ts";
import { attempt, failed } from "./document.ts";

/** The other documents are looked at this often even when the first says nothing new. */
const FULL_READING_EVERY_MS = 600_000;
/** What fails for a passing reason is waited for this long. */
const PATIENCE_MS = 3_600_000;

/** Of a page's documents, the one that changes whenever anything happens, and what else there is to read then. */
export interface Doorbell {
  readonly bell: URL;
  /** Documents that say more; one that the page does not give is `undefined` to `parse`. */
  readonly rest: readonly [URL, ...URL[]];
  /** What the first document makes worth reading: the incidents that it lists, for instance. */
  details(bell: Document): readonly URL[];
  parse(bell: Document, rest: readonly Answer[], details: readonly Answer[]): Snapshot;
}

export type Answer = Document | undefined;

/** Reads a page by one document that is watched; an unchanged page costs one 304, whatever else it consists of. */
export async function readByDoorbell(documents: DocumentReader, site: Doorbell): Promise<Reading> {
  const { bell, rest } = site;
  const isDue = documents.ageMs(rest[0]) >= FULL_READING_EVERY_MS;
  const first = await documents.get(bell, { fresh: isDue });
  if (first.outcome !== "modified") return first;
  const { document } = first;

  const details = attempt(() => site.details(document));
  if (details instanceof FormatError) return failed(details);
  const results = await Promise.all([...rest, ...details].map((url) => documents.get(url, { fresh: true })));
  const throttled = results.find((result) => result.outcome === "throttled");
  if (throttled?.outcome === "throttled") return throttled;
  const answers = results.map((result) => (result.outcome === "modified" ? result.document : undefined));
  const snapshot = attempt(() =>
    site.parse(document, answers.slice(0, rest.length), answers.slice(rest.length)),
  );
  if (snapshot instanceof FormatError) return failed(snapshot);
  if (!documents.waits(results.some(isPassing), PATIENCE_MS)) return { outcome: "read", snapshot };
  // What could not be had now is asked for again, though the first document may not change; what it may say of how
  // something ended is waited for, and with it that the components are well again, which it may speak for.
  documents.revisit(bell);
  const { components: _, ...told } = snapshot;
  return {
    outcome: "read",
    snapshot: { ...told, listsAllOpen: { incident: false, maintenance: false } },
  };
}

function isPassing(result: FetchResult): boolean {
  return result.outcome === "failed" && (result.status === undefined || result.status >= 500);
}

/** The record that an answer beside the first one is; undefined where it is not to be had, or is something else. */
export function recordIn(answer: Answer): WireRecord | undefined {
  const record = answer && attempt(() => asRecord(parseJson(answer, "JSON")));
  return record instanceof FormatError ? undefined : record;
}
