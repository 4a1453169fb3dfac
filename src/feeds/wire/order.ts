/** Updates oldest first by their times; where not all have one, in the order given. The sort is stable. */
export function inOrder<T extends { readonly postedAtMs?: number }>(updates: readonly T[]): T[] {
  if (updates.some(({ postedAtMs }) => postedAtMs === undefined)) return [...updates];
  return updates.toSorted((a, b) => (a.postedAtMs ?? 0) - (b.postedAtMs ?? 0));
}
