import { StatusWatchError } from "../errors.ts";
import { cleanLine } from "../text.ts";

/** A mistake and where in the text it starts, in UTF-16 units. */
export interface Finding {
  readonly offset: number;
  readonly message: string;
}

/** A mistake as a person looks for it; line and column count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const MAX_SHOWN = 100;
const MAX_EXCERPT_LENGTH = 120;

/** Every mistake of one configuration file, in the order of the file. */
export class ConfigError extends StatusWatchError {
  override readonly name = "ConfigError";
  readonly file: string;
  readonly problems: readonly Problem[];

  /** `text` is quoted in the message: whatever is secret must be masked in it. */
  constructor(file: string, text: string, findings: readonly Finding[]) {
    const lines = text.split("\n");
    const problems = locateAll(lines, findings);
    const shown = problems.slice(0, MAX_SHOWN).map((problem) => describe(file, problem, lines));
    const hidden = problems.length - shown.length;
    super(
      [...shown, ...(hidden > 0 ? [`… and ${hidden} more problems in ${cleanLine(file)}`] : [])].join("\n"),
    );
    this.file = file;
    this.problems = problems;
  }
}

/** Sorted by position, what is said twice said once. */
function locateAll(lines: readonly string[], findings: readonly Finding[]): Problem[] {
  const sorted = [...findings].sort((a, b) => a.offset - b.offset);
  const seen = new Set<string>();
  const problems: Problem[] = [];
  let line = 0;
  let lineStart = 0;
  for (const { offset, message } of sorted) {
    const key = `${offset} ${message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    while (line + 1 < lines.length && offset > lineStart + lengthAt(lines, line)) {
      lineStart += lengthAt(lines, line) + 1;
      line += 1;
    }
    problems.push({ line: line + 1, column: offset - lineStart + 1, message: cleanLine(message) });
  }
  return problems;
}

function lengthAt(lines: readonly string[], index: number): number {
  return lines[index]?.length ?? 0;
}

function describe(file: string, { line, column, message }: Problem, lines: readonly string[]): string {
  const headline = `${cleanLine(file)}:${line}:${column} ${message}`;
  const source = printable(lines[line - 1] ?? "").trimEnd();
  if (source === "") return headline;
  const { excerpt, caret } = cutAround(source, column - 1);
  return `${headline}\n    ${excerpt}\n    ${" ".repeat(caret)}^`;
}

/** A line that fits the screen, with the place in question in it. */
function cutAround(source: string, column: number): { excerpt: string; caret: number } {
  if (source.length <= MAX_EXCERPT_LENGTH) return { excerpt: source, caret: column };
  const start = Math.max(0, column - MAX_EXCERPT_LENGTH / 2);
  const end = start + MAX_EXCERPT_LENGTH;
  const excerpt = `${start > 0 ? "…" : ""}${source.slice(start, end)}${end < source.length ? "…" : ""}`;
  return { excerpt, caret: column - start + (start > 0 ? 1 : 0) };
}

/** One character for one, so that the caret stays under its place. */
function printable(line: string): string {
  return line.replace(/\s/g, " ").replace(/[^ -~]/gu, (character) => {
    if (cleanLine(character) === character) return character;
    return "\ufffd".repeat(character.length);
  });
}
