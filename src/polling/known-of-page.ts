import type { Reading } from "../feeds/types.ts";
import type { Snapshot } from "../types.ts";

/** What earlier readings of a page have left behind. */
export interface KnownOfPage {
  /** Ids of incidents and maintenances that were open when the page was last read. */
  openIncidents(): ReadonlySet<string>;
  /** What a snapshot lacks, in words, where it lists nothing though the page had plenty. */
  missing(snapshot: Snapshot): string | undefined;
}

export const NOTHING_KNOWN: KnownOfPage = { openIncidents: () => new Set(), missing: () => undefined };

/** That a page which had plenty lists nothing at all is not taken to mean that all is well. */
export function plausible(reading: Reading, known: KnownOfPage): Reading {
  const missing = reading.outcome === "read" ? known.missing(reading.snapshot) : undefined;
  if (missing === undefined) return reading;
  const reason = `the page can be read, but lists nothing where there were ${missing}; it has probably changed`;
  return { outcome: "failed", failure: { code: "emptied", reason } };
}
