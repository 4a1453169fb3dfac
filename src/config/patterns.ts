import { messageOf } from "../errors.ts";
import type { NamePattern } from "../provider.ts";

const REGEX_LITERAL = /^\/(.+)\/([A-Za-z]*)$/s;

// `g` and `y` make a RegExp remember where it stopped, so that the same name matches only every other time.
const FLAGS = /^[imsuv]*$/;

export type ParsedPattern = { readonly pattern: NamePattern } | { readonly problem: string };

/** A name as it stands, or `/a regular expression/` with flags. */
export function parsePattern(text: string): ParsedPattern {
  const [, body, flags = ""] = REGEX_LITERAL.exec(text) ?? [];
  if (body === undefined) return { pattern: text };
  if (!FLAGS.test(flags)) {
    return { problem: `the flags of a regular expression may be i, m, s, u and v, not "${flags}"` };
  }
  try {
    return { pattern: new RegExp(body, flags) };
  } catch (error) {
    const reason = messageOf(error).split(": ").at(-1) ?? "";
    return { problem: `not a regular expression: ${reason.toLowerCase()}` };
  }
}
