import { parseDisplayedTime } from "../../feeds/wire/displayed-time.ts";
import { asTime } from "../../feeds/wire/values.ts";
import { incidentStatus, isMaintenanceStatus } from "../../feeds/wire/words.ts";
import type { IncidentKind } from "../../types.ts";
import { type Affected, readAffected } from "./components.ts";
import { linesUnder, sectionsOf } from "./sections.ts";
import type { Lines, Mail } from "./types.ts";

/** What a mail of no known layout plainly says. */
export interface Written {
  readonly title: string;
  readonly kind: IncidentKind;
  readonly word: string;
  readonly message: string;
  readonly affected: readonly Affected[];
}

const WORD =
  "(investigating|identified|monitoring|resolved|postmortem|scheduled|in progress|verifying|completed|maintenance (?:scheduled|in progress|complete))";
const NAME = "(?:\\[[^\\]]{1,100}\\]\\s*)?";
/** `[Acme] Investigating: Slow logins`, `Scheduled maintenance: …`, `[Resolved] Slow logins`, `Slow logins - Resolved`. */
const SUBJECTS: readonly RegExp[] = [
  new RegExp(`^${NAME}(?<word>${WORD})(?: maintenance)?(?::| [-–—]) +(?<title>.+)$`, "i"),
  new RegExp(`^${NAME}\\[(?<word>${WORD})\\] *(?<title>.+)$`, "i"),
  new RegExp(`^${NAME}(?<title>.{1,400}?) [-–—] (?<word>${WORD})$`, "i"),
];
const NAME_BEFORE = /^\[[^\]]{1,100} status\]\s*/i;
const STATUS_LINE = new RegExp(
  `^(?:[-*•] )?(?:(?:current|incident|new|latest) )?status(?::|$)\\s*(${WORD})?$`,
  "i",
);
const WORD_LINE = new RegExp(`^${WORD}$`, "i");

const MARKS = {
  components: /^(?:affected (?:components?|services?)|(?:components?|services?) affected):?\s*(.*)$/i,
  foot: /^(?:--|[-_*=]{5,}|(?:view|see|visit|read|follow|track|go to)\b.{0,80}\b(?:incident|status|updates?|details|page|more)\b.{0,120}|to unsubscribe\b.*|unsubscribe\b.*|manage\b.{0,40}\b(?:subscriptions?|notifications?|preferences)\b.*|you(?:'re|’re| are)? (?:get|receiv|subscrib)\w*\b.*|powered by\b.*|sent (?:by|via)\b.*|(?:©|\(c\)).*|https?:\/\/\S+)$/i,
};
const GREETING = /^(?:hi|hello|hey|dear|good (?:morning|day))\b.{0,60}$/i;
/** Facts that stand over the text: `Started: …`, `Impact: minor`. */
const FACT =
  /^(?:[-*•] )?(?:status|incident|title|name|impact|severity|start(?:ed|s)?(?: at)?|end(?:s|ed)?(?: at)?|time|date|updated(?: at)?|posted(?: at)?|duration|service|page|region)s?:(?: .{0,200})?$/i;

/** Undefined where no status is plainly written, or nothing besides. `isBadge`: also where it is a line of its own. */
export function readWritten(mail: Mail, { isBadge }: { readonly isBadge: boolean }): Written | undefined {
  const subject = readSubject(mail.subject);
  for (const lines of mail.bodies) {
    const statusAt = lines.findIndex((line) => statusOf(line, isBadge) !== undefined);
    const word = statusOf(lines[statusAt] ?? "", isBadge) ?? subject.word;
    const sections = sectionsOf(lines.slice(statusAt + 1), MARKS);
    const message = textOf(linesUnder(sections, undefined), subject.title);
    if (word === undefined || message === "") continue;
    const isMaintenance = isMaintenanceStatus(incidentStatus(word).status);
    return {
      title: subject.title,
      kind: isMaintenance ? "maintenance" : "incident",
      word,
      message,
      affected: readAffected(linesUnder(sections, "components")),
    };
  }
  return undefined;
}

function readSubject(subject: string): { readonly title: string; readonly word?: string } {
  for (const pattern of SUBJECTS) {
    const { title, word } = pattern.exec(subject)?.groups ?? {};
    if (title && word) return { title, word };
  }
  return { title: subject.replace(NAME_BEFORE, "") || subject };
}

function statusOf(line: string, isBadge: boolean): string | undefined {
  return STATUS_LINE.exec(line)?.[1] ?? (isBadge ? WORD_LINE.exec(line)?.[1] : undefined);
}

/** Without what stands over the text itself. */
function textOf(lines: Lines, title: string): string {
  const below = lines.slice(lines.indexOf(title) + 1);
  const start = below.findIndex((line) => line !== "" && !isOver(line));
  return start < 0 ? "" : below.slice(start).join("\n").trim();
}

function isOver(line: string): boolean {
  const isTime = parseDisplayedTime(line) !== undefined || asTime(line) !== undefined;
  return isTime || GREETING.test(line) || FACT.test(line) || WORD_LINE.test(line);
}
