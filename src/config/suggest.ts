import { closestMatch } from "leven";
import { cleanLine, truncate } from "../text.ts";

/** The candidate a misspelt word most likely meant, letter case aside. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const byLowerCase = new Map<string, string>();
  for (const candidate of candidates) byLowerCase.set(candidate.toLowerCase(), candidate);
  // Two letters swapped are two edits; in a word of three, two edits could be any other word.
  const maxDistance = Math.max(0, Math.min(2, word.length - 2), Math.floor(word.length / 3));
  const match = closestMatch(word.toLowerCase(), [...byLowerCase.keys()], { maxDistance });
  return match === undefined ? undefined : byLowerCase.get(match);
}

/** `, did you mean "interval"?`, or nothing where no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const match = closest(word, candidates);
  return match === undefined ? "" : `, did you mean ${quote(match)}?`;
}

/** Text from outside in quotes, fit for a message. */
export function quote(text: string): string {
  return `"${truncate(cleanLine(text), 80)}"`;
}
