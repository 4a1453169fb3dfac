/** One update as a list of them shows it. */
export interface Block {
  /** `Aug 21, 00:37 UTC`, or empty where the page writes no time. */
  readonly shownAt: string;
  /** `Resolved`, `Update`, … */
  readonly word: string;
  readonly message: string;
}

/** How a list says of itself that it is of a maintenance. */
export const SCHEDULED_EVENT = /^THIS (?:IS|WAS) A SCHEDULED EVENT\b/i;

/** What follows the word: `- text`. */
export function messageOf(text: string): string {
  return text.replace(/^[-–—]\s*/, "");
}
