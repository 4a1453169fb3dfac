// Escape sequences of terminals (ECMA-48): CSI with its parameters, OSC and its like to their end, and two-byte ones.
// Each stops before the next escape, so that the work grows no faster than the text.
const ESCAPES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;
// C0 and C1 controls but newline; then the marks that reorder or hide text on a terminal (Unicode TR 36).
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;
const INVISIBLE =
  /\u034f|[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Text made fit for a terminal and a log: nothing in it that steers; blanks and lines as they are. */
export function stripControls(text: string): string {
  return text
    .replace(ESCAPES, "")
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(CONTROLS, " ")
    .replace(INVISIBLE, "");
}

/** JSON with what steers or hides in a terminal as escapes: the same value, fit to be printed. */
export function printableJson(value: unknown): string {
  const escaped = (text: string) =>
    text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return JSON.stringify(value)
    .replace(/[\u007f-\u009f\u2028\u2029]/g, escaped)
    .replace(INVISIBLE, escaped);
}

/** Anything that text in plain ASCII may have to be cleaned of, and whatever is not that. */
const UNCLEAN = /[^\n -~]| {2}| \n|\n |\n{3}|^[ \n]|[ \n]$/;

/** Text from outside as it is told: fit for a terminal, lines kept, runs of blanks folded. */
export function cleanText(text: string): string {
  // Nearly all is clean, and one look takes less than six.
  if (!UNCLEAN.test(text)) return text;
  return stripControls(text)
    .replace(/[ \u00a0]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\n+/g, " ");
}

/** Cuts at `maxLength` UTF-16 units, never within a pair, and says so with an ellipsis. */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** Text without halves of surrogate pairs, which cannot be written as UTF-8. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** A name as it stands in ids: lower case, words joined by hyphens. */
export function slug(text: string): string {
  if (/^[a-z\d]+$/.test(text)) return text;
  const words = text
    .normalize("NFKD")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return words ? words.join("-") : "-";
}

/** `a, b, c` with an end to it: past `most` items the rest is counted. */
export function listNames(names: readonly string[], most = 8): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/** `1 provider`, `2 providers`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

/**
 * The same, made anew through JSON: for what is kept. A piece of text that was cut from a body holds on to the whole
 * body, which may be megabytes; its copy does not. What is undefined is left out.
 */
export function ownCopy<T extends object | string>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
