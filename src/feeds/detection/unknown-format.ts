import { didYouMean, quote } from "../../config/suggest.ts";
import { FORMAT_NAMES } from "../index.ts";

/** What to say of a format that there is none of. */
export function unknownFormat(name: string): string {
  return `unknown format ${quote(name)}${didYouMean(name, FORMAT_NAMES)}; \`status-watch list-formats\` shows those there are`;
}
