import { stripVTControlCharacters } from "node:util";
import { truncate } from "../text.ts";

const GAP = "  ";

/**
 * Rows as aligned columns. Cells may hold colour, but for those of the last column: what of them does not fit into
 * `columns` is cut.
 */
export function table(rows: readonly (readonly string[])[], columns: number): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  const room = columns - widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      if (column === row.length - 1) return truncate(cell, Math.max(room, 1));
      return cell + " ".repeat((widths[column] ?? 0) - widthOf(cell));
    });
    return cells.join(GAP).trimEnd();
  });
}

/** Text in lines of at most `width`, each after `indent`; a word longer than that stays whole. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, indent + line];
}

// Of the scripts that status pages are written in, those that take two cells a character.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/gu;

function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  return [...plain].length + (plain.match(WIDE)?.length ?? 0);
}
