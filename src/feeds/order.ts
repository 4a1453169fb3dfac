import type { IncidentUpdate } from "../types.ts";

/** Updates oldest first by their times; where not all have one, in the order given. The sort is stable. */
export function inOrder(updates: readonly IncidentUpdate[]): IncidentUpdate[] {
  if (updates.some(({ postedAtMs }) => postedAtMs === undefined)) return [...updates];
  return updates.toSorted((a, b) => (a.postedAtMs ?? 0) - (b.postedAtMs ?? 0));
}
