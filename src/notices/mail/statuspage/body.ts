import type { Block } from "../../../feeds/entries/block.ts";
import { parseDisplayedTime } from "../../../feeds/wire/displayed-time.ts";
import { incidentStatus } from "../../../feeds/wire/words.ts";
import { type Affected, readAffected } from "../components.ts";
import { linesUnder, sectionsOf } from "../sections.ts";
import type { Lines } from "../types.ts";

export interface Body {
  /** What stands over the head. */
  readonly heading: string;
  readonly isMaintenance: boolean;
  /** Whether it tells of the first update. */
  readonly isNew: boolean;
  /** Newest first. */
  readonly blocks: readonly Block[];
  readonly affected: readonly Affected[];
}

const KIND = "(incident|(?:scheduled )?maintenance)";
const WORD = "([a-z]+(?: progress)?)";
/** `New incident: Investigating`, `Incident status: Identified`, of old `New Incident Status: Resolved - <time>`. */
const HEAD = new RegExp(`^(new )?${KIND}( status)?:\\s*${WORD}(?: - (.+))?$`, "i");
/** `Incident resolved`. */
const CLOSING_HEAD = new RegExp(`^${KIND} ${WORD}$`, "i");
const UPDATE_HEAD = /^an update has been posted\.?$/i;
const LONGEST_HEAD = 120;

const MARKS = {
  time: /^time posted:?\s*(.*)$/i,
  components: /^(?:components? affected|affected components?):?\s*(.*)$/i,
  previous: /^previous updates?:?$/i,
  // Links, and why one gets this.
  foot: /^(?:-{2,}|view (?:latest|incident|the incident|full|status|more)\b.*|to unsubscribe\b.*|unsubscribe\b.*|manage (?:your )?subscriptions?\b.*|you received this e-?mail\b.*|powered by\b.*|.{1,100} status: https?:.*)$/i,
};

/** What the lines of a mail tell; undefined where no head is among them. */
export function readBody(lines: Lines): Body | undefined {
  const headAt = lines.findIndex((line) => headOf(line) !== undefined);
  const head = headOf(lines[headAt] ?? "");
  if (!head) return undefined;
  const { word, shownAt, ...is } = head;
  const told = readTold(lines.slice(headAt + 1));
  return {
    ...is,
    heading: lines.slice(0, headAt).findLast((line) => line !== "") ?? "",
    blocks: [{ word, shownAt: shownAt || told.shownAt, message: told.message }, ...told.previous],
    affected: told.affected,
  };
}

function headOf(line: string) {
  if (line.length > LONGEST_HEAD) return undefined;
  if (UPDATE_HEAD.test(line)) return { word: "Update", shownAt: "", isMaintenance: false, isNew: false };
  const [, isNew, kind, hasStatus, word, shownAt = ""] = HEAD.exec(line) ?? [];
  if (kind && isWord(word) && (isNew || hasStatus)) {
    return { word, shownAt, isMaintenance: isMaintenance(kind), isNew: Boolean(isNew && !hasStatus) };
  }
  const [, closedKind, closingWord] = CLOSING_HEAD.exec(line) ?? [];
  if (!closedKind || !isWord(closingWord)) return undefined;
  return { word: closingWord, shownAt: "", isMaintenance: isMaintenance(closedKind), isNew: false };
}

function isWord(word: string | undefined): word is string {
  return word !== undefined && (incidentStatus(word).status !== "unknown" || /^update$/i.test(word));
}

function isMaintenance(kind: string): boolean {
  return /maintenance/i.test(kind);
}

/** What stands below a head. The text goes on until the time, whatever is in it; without one, until the first mark. */
function readTold(lines: Lines) {
  const timeAt = lines.findIndex((line) => MARKS.time.test(line));
  const before = lines.slice(0, Math.max(timeAt, 0));
  const isBefore = before.some((line) => line !== "");
  const sections = sectionsOf(isBefore ? lines.slice(timeAt) : lines, MARKS);
  const time = linesUnder(sections, "time");
  const shownAt = time.find((line) => line !== "") ?? "";
  const text = [before, linesUnder(sections, undefined), time.slice(time.indexOf(shownAt) + 1)];
  const message = text.find((part) => part.some((line) => line !== "")) ?? [];
  return {
    shownAt,
    message: message.join("\n").trim(),
    affected: readAffected(linesUnder(sections, "components")),
    previous: readPrevious(linesUnder(sections, "previous")),
  };
}

/** `Identified - Nov 3, 14:20 UTC` over its text, as old mails had it; or the time over `Identified - text`, as pages do. */
function readPrevious(lines: Lines): Block[] {
  const blocks: { shownAt: string; word: string; text: string[] }[] = [];
  let time = "";
  for (const line of lines) {
    const [, word, rest = ""] = new RegExp(`^${WORD} - (.+)$`, "i").exec(line) ?? [];
    if (parseDisplayedTime(line)) time = line;
    else if (isWord(word) && parseDisplayedTime(rest)) blocks.push({ word, shownAt: rest, text: [] });
    else if (isWord(word) && time !== "") {
      blocks.push({ word, shownAt: time, text: [rest] });
      time = "";
    } else blocks.at(-1)?.text.push(line);
  }
  return blocks.map(({ text, ...head }) => ({ ...head, message: text.join("\n").trim() }));
}
