import { parsePattern } from "../config/patterns.ts";
import { quote } from "../config/suggest.ts";
import { UsageError } from "../errors.ts";
import { isWatched } from "../filter.ts";
import type { NamePattern } from "../provider.ts";
import { listNames } from "../text.ts";
import type { Component } from "../types.ts";
import { ask } from "./ask.ts";
import type { CommandContext } from "./types.ts";

/** A page of hundreds of data centres is not picked from, but filtered by pattern in the configuration. */
const MOST_LISTED = 60;

/** Shows a page's components on a terminal and asks which to watch; undefined: all of them. */
export async function pickComponents(
  components: readonly Component[],
  context: CommandContext,
): Promise<string[] | undefined> {
  const { stdin, stderr } = context;
  if (!stdin.isTTY || !stderr.isTTY || components.length < 2) return undefined;
  const names = [...new Set(components.map(({ name }) => name))];
  for (const [index, name] of names.slice(0, MOST_LISTED).entries())
    stderr.write(`${String(index + 1).padStart(4)}  ${name}\n`);
  if (names.length > MOST_LISTED) stderr.write(`      and ${names.length - MOST_LISTED} more\n`);
  for (;;) {
    const answer = await ask("Watch which? Numbers (1,3-5) or names; Enter for all: ", context);
    const picked = picksIn(answer, names);
    if ("names" in picked) return picked.names.length > 0 ? picked.names : undefined;
    stderr.write(`${picked.problem}\n`);
  }
}

/**
 * Refuses patterns that match no component of a page: with a misspelt name, all that happens would be left out.
 * @throws {UsageError}
 */
export function demandComponents(patterns: readonly string[], components: readonly Component[]): void {
  const names = [...new Set(components.map(({ name }) => name))];
  for (const text of patterns) {
    const parsed = parsePattern(text);
    // Of a page that names no components nothing can be said; what is no pattern is told of where it is written.
    if (names.length === 0 || !("pattern" in parsed) || isOneOf(names, parsed.pattern)) continue;
    throw new UsageError(
      `there is no component ${quote(text)} on the page; nothing was written. It has ${listNames(names, 20)}`,
    );
  }
}

/** What an answer picks: numbers and ranges of the list, or names as they stand in it, between commas. */
export function picksIn(
  answer: string,
  names: readonly string[],
): { readonly names: string[] } | { readonly problem: string } {
  // A name may hold a comma itself.
  const whole = answer.includes(",") ? names.find((name) => isSame(name, answer.trim())) : undefined;
  if (whole !== undefined) return { names: [whole] };
  const picked = new Set<string>();
  for (const part of answer.split(",").map((text) => text.trim())) {
    if (part === "") continue;
    const found = picksOf(part, names);
    if (found.length === 0) return { problem: `there is no component ${quote(part)}` };
    for (const name of found) picked.add(name);
  }
  return { names: [...picked] };
}

function picksOf(part: string, names: readonly string[]): readonly string[] {
  const range = /^(\d{1,4})(?:\s*-\s*(\d{1,4}))?$/.exec(part);
  if (range) {
    const [first, last] = [Number(range[1]), Number(range[2] ?? range[1])];
    if (first >= 1 && first <= last && last <= names.length) return names.slice(first - 1, last);
  }
  const named = names.find((name) => isSame(name, part));
  if (named !== undefined) return [named];
  // A group, or a child by its own name.
  return isOneOf(names, part) ? [part] : [];
}

function isSame(name: string, typed: string): boolean {
  return name.toLowerCase() === typed.toLowerCase();
}

function isOneOf(names: readonly string[], pattern: NamePattern): boolean {
  const filter = { components: [pattern], ignoredComponents: [], ignoredKinds: [] };
  return names.some((name) => isWatched(name, filter));
}
