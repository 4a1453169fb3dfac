import { COMPONENT_STATUSES, IMPACTS, type Impact, impactOfComponent } from "../types.ts";

/**
 * Statuses as numbers that can be compared, on one scale for providers and components: the graver, the higher. What is
 * not known is below all, so that a threshold never takes it for trouble.
 */
export function severityOf(impact: Impact): number {
  return impact === "unknown" ? -1 : IMPACTS.indexOf(impact);
}

/** The scale in words: `-1 unknown, 0 none, …`. */
export const PROVIDER_SCALE = scale(["unknown", ...IMPACTS], severityOf);

/** The same for components. */
export const COMPONENT_SCALE = scale(["unknown", ...COMPONENT_STATUSES], (status) =>
  severityOf(impactOfComponent(status)),
);

function scale<Word extends string>(words: readonly Word[], severity: (word: Word) => number): string {
  return words
    .map((word) => ({ word, at: severity(word) }))
    .sort((a, b) => a.at - b.at)
    .map(({ word, at }) => `${at} ${word}`)
    .join(", ");
}
