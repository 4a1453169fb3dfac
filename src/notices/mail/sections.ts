import type { Lines } from "./types.ts";

export interface Section {
  /** The mark it begins with; none of what stands before the first. */
  readonly name?: string;
  /** With what stands in the mark's own line, after it. */
  readonly lines: Lines;
}

/** A text cut at the lines that are marks: each a name with a pattern whose group is what follows it in the line. */
export function sectionsOf(lines: Lines, marks: Readonly<Record<string, RegExp>>): Section[] {
  const sections: { name?: string; lines: string[] }[] = [{ lines: [] }];
  for (const line of lines) {
    const mark = markOf(line, marks);
    if (mark) sections.push(mark);
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

function markOf(line: string, marks: Readonly<Record<string, RegExp>>) {
  for (const [name, pattern] of Object.entries(marks)) {
    const match = pattern.exec(line);
    if (match) return { name, lines: match[1] ? [match[1]] : [] };
  }
  return undefined;
}

/** The lines of the first section of a name. */
export function linesUnder(sections: readonly Section[], name: string | undefined): Lines {
  return sections.find((section) => section.name === name)?.lines ?? [];
}
