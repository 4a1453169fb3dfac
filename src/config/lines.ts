/** A text as its lines, each with its own line break, so that joining them gives back every byte. */
export function splitLines(text: string): string[] {
  return text.split(/(?<=\n)/);
}

export function isBlank(line: string | undefined): boolean {
  return line !== undefined && line.trim() === "";
}

/** How far a comment is indented; undefined where the line is no comment. */
export function commentIndent(line: string | undefined): number | undefined {
  return /^[ \t]*(?=#)/.exec(line ?? "")?.[0].length;
}

/** The line break that a text uses. */
export function lineBreakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/** Where the line of `offset` ends, its line break not counted. */
export function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  if (feed === -1) return text.length;
  return text[feed - 1] === "\r" && feed > offset ? feed - 1 : feed;
}
