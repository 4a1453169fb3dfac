import type { Incident } from "../../types.ts";
import { genericEntry } from "./generic.ts";
import { incidentioEntry } from "./incidentio.ts";
import { statuspageEntry } from "./statuspage.ts";
import type { EntryDialect, FeedEntry } from "./types.ts";

/** Tried in this order; the generic one takes what is left. */
const DIALECTS: readonly EntryDialect[] = [statuspageEntry, incidentioEntry];

export function readEntry(entry: FeedEntry): Incident {
  for (const dialect of DIALECTS) {
    const incident = dialect(entry);
    if (incident) return incident;
  }
  return genericEntry(entry);
}
