/** The words of a line as bash reads them, the last of them where the cursor is. */
export interface BashLine {
  readonly words: readonly string[];
  /** The quote that the last word has open. */
  readonly quote: "" | '"' | "'";
  /** How much of the last word, in characters of its value, bash leaves as it is. */
  readonly kept: number;
}

/**
 * Reads a line up to the cursor. Bash replaces what comes after the last of `breaks` (its COMP_WORDBREAKS) or after an
 * open quote. What it would expand, such as variables, is left as it stands.
 */
export function readBashLine(line: string, breaks: string): BashLine {
  const words: string[] = [];
  let value: string | undefined;
  let quote: BashLine["quote"] = "";
  let kept = 0;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    // Other blanks part no words in bash.
    if (quote === "" && /[ \t\n]/.test(char)) {
      if (value !== undefined) words.push(value);
      value = undefined;
      kept = 0;
      continue;
    }
    value ??= "";
    if (char === quote) quote = "";
    else if (quote === "" && (char === '"' || char === "'")) {
      quote = char;
      kept = value.length;
    } else if (char === "\\" && isEscape(quote, line.charAt(at + 1))) value += line.charAt(++at);
    else {
      value += char;
      if (quote === "" && (char === "=" || char === ":") && breaks.includes(char)) kept = value.length;
    }
  }
  return { words: [...words, value ?? ""], quote, kept };
}

/** The same word as bash is to be given it: what it replaces, in the quotes that are open. */
export function toReply(word: string, { quote, kept }: BashLine): string {
  const rest = word.slice(kept);
  if (quote === "'") return rest.replaceAll("'", () => "'\\''");
  if (quote === '"') return rest.replace(/["$`\\]/g, "\\$&");
  return rest.replace(/[\0-\x7f]/g, (char) => (/[\w@%+=:,./-]/.test(char) ? char : `\\${char}`));
}

function isEscape(quote: BashLine["quote"], next: string): boolean {
  if (quote === "'") return false;
  return quote === "" || /["$`\\]/.test(next);
}
