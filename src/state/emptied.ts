import { count } from "../text.ts";
import type { Snapshot } from "../types.ts";
import type { ProviderMemory } from "./types.ts";

/** A page with fewer past incidents may well have none. */
const PLENTY_OF_INCIDENTS = 3;
/** A page that has shown nothing for so long has been emptied by its owner. */
const BELIEVED_AFTER_MS = 86_400_000;

/**
 * What a snapshot lacks, in words, where it lists nothing though its page had plenty: more likely than that all of it
 * is gone is that the page is written in another way now.
 */
export function whatIsGone(memory: ProviderMemory, snapshot: Snapshot, nowMs: number): string | undefined {
  const { incidents, asBefore = [], components, listsClosed } = snapshot;
  if (!memory.hasBaseline || incidents.length + asBefore.length > 0 || (components ?? []).length > 0)
    return undefined;
  const { failures, sinceMs } = memory.reach;
  if (failures > 0 && nowMs - sinceMs > BELIEVED_AFTER_MS) return undefined;
  const { listed } = memory;
  const hadIncidents = listsClosed && listed.incidents >= PLENTY_OF_INCIDENTS;
  const gone = [
    ...(components && listed.components > 0 ? [count(listed.components, "component")] : []),
    ...(hadIncidents ? [count(listed.incidents, "incident")] : []),
  ];
  return gone.length > 0 ? gone.join(" and ") : undefined;
}
