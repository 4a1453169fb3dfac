import { cleanLine } from "../../text.ts";
import { elementText } from "../wire/xml.ts";

/** More than any title has. */
const LONGEST = 1_000;

/**
 * A title, name or description as the dialects may look at it: on one line, without runs of blanks and bounded. Some of
 * what is looked for takes time that grows with the square of such runs, and a hostile feed may be one title.
 */
export function feedLine(text: string): string {
  return cleanLine(text.slice(0, LONGEST));
}

/** The same of an element's text; undefined where there is none. */
export function lineIn(element: unknown): string | undefined {
  return feedLine(elementText(element) ?? "") || undefined;
}
