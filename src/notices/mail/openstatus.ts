import type { Snapshot } from "../../types.ts";
import type { AboutNotice } from "../types.ts";
import { isSentBy } from "./sender.ts";
import { noticeOf } from "./told.ts";
import type { Lines, Mail, MailFormat } from "./types.ts";

/**
 * openstatus, by the template in its source: who the page is and the status; `Update 3 · 18 Sep, 12:37 UTC · 2h 14m in`;
 * the title, the components with a word each, the text, and a link to the page. A maintenance has its window in place of
 * the second.
 */
export const openstatus: MailFormat = {
  label: "a mail of openstatus's",
  proof: "documented",
  recognises: (mail) => isSentBy(mail, "openstatus.dev"),
  read: readOpenstatus,
};

const STATUS = /\b(investigating|identified|monitoring|resolved|maintenance)$/i;
const TIME = /^(?:update \d{1,4} · )?(\d{1,2}) ([a-z]{3}), (\d{2}:\d{2}) (UTC)(?: · .{1,20})?$/i;
const WINDOW = /^window\b.{0,100}$/i;
/** Capitalised, as no text ends. */
const COMPONENT = /^(.{1,100}) (?:Affected|Monitoring|Resolved|Maintenance)$/;
const FOOT = /^(?:follow on the status page|you get this because\b.*|unsubscribe\b.*)$/i;
const SUBJECT_WORD = /^(?:resolved|(?:scheduled )?maintenance): /i;

function readOpenstatus(mail: Mail, about: AboutNotice): Snapshot | undefined {
  const title = mail.subject.replace(SUBJECT_WORD, "");
  // Plain text is made of the HTML, and sets titles in capitals.
  const told = mail.bodies
    .toReversed()
    .map((lines) => readLines(lines, title))
    .find((one) => one !== undefined);
  if (!told) return undefined;
  const { status, shownAt, names, message } = told;
  const isMaintenance = /maintenance/i.test(status);
  return noticeOf(
    {
      title,
      kind: isMaintenance ? "maintenance" : "incident",
      blocks: [{ shownAt, word: isMaintenance ? "scheduled" : status, message }],
      affected: names.map((name) => ({ name, status: "unknown" })),
    },
    mail,
    about,
  );
}

function readLines(lines: Lines, title: string) {
  const timeAt = lines.findIndex((line) => TIME.test(line) || WINDOW.test(line));
  const head = lines.slice(0, Math.max(timeAt, 0)).findLast((line) => STATUS.test(line));
  const status = STATUS.exec(head ?? "")?.[1];
  if (status === undefined) return undefined;
  const [, day = "", month = "", time = "", zone = ""] = TIME.exec(lines[timeAt] ?? "") ?? [];
  const below = lines.slice(timeAt + 1).filter((line) => line.toLowerCase() !== title.toLowerCase());
  const footAt = below.findIndex((line) => FOOT.test(line));
  const told = below.slice(0, footAt < 0 ? undefined : footAt);
  const textAt = told.findIndex((line) => line !== "" && !COMPONENT.test(line));
  return {
    status,
    shownAt: month && `${month} ${day}, ${time} ${zone}`,
    names: told.slice(0, Math.max(textAt, 0)).flatMap((line) => COMPONENT.exec(line)?.[1] ?? []),
    message: textAt < 0 ? "" : told.slice(textAt).join("\n").trim(),
  };
}
