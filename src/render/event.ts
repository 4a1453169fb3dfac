import type { ChalkInstance } from "chalk";
import { cleanLine } from "../text.ts";
import type { Change, StatusEvent } from "../types.ts";
import { impactColor, statusLabel } from "./words.ts";

export type TimeZone = "utc" | "local";

/** The two lines of the contract, for people and `grep` alike. */
export function eventText(event: StatusEvent, zone: TimeZone): string {
  return `[${timestamp(event.updatedAt, zone)}] Product: ${event.product}\n${statusLine(event)}\n`;
}

/** The same for a terminal: a mark for what happened, colour by severity, the title and the link. */
export function eventPretty(event: StatusEvent, zone: TimeZone, chalk: ChalkInstance): string {
  const color = isGood(event) ? chalk.green : impactColor(chalk, event.impact);
  const head = `${chalk.dim(`[${timestamp(event.updatedAt, zone)}]`)} ${color(MARKS[event.change])} Product: ${chalk.bold(event.product)}`;
  const [word, ...rest] = statusLine(event).split(" - ");
  const status = [color(word), ...rest].join(" - ");
  const about = [event.title, event.url && chalk.underline(event.url)].filter(Boolean).join("  ");
  return `${head}\n${status}\n${chalk.dim(`  ${about}`)}\n`;
}

/** `2025-11-03 14:32:00`. */
export function timestamp(time: string, zone: TimeZone): string {
  if (zone === "utc") return time.slice(0, 19).replace("T", " ");
  const date = new Date(time);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

const MARKS: Readonly<Record<Change, string>> = {
  opened: "▲",
  ongoing: "▲",
  updated: "●",
  edited: "✎",
  changed: "◆",
  unreachable: "?",
  resolved: "✔",
  recovered: "✔",
  moved: "→",
  digest: "≡",
  reminder: "◷",
};

function statusLine(event: StatusEvent): string {
  // What a digest lists stays apart on the one line that there is.
  const message = event.change === "digest" ? event.message.replaceAll("\n", " | ") : event.message;
  const said = cleanLine(message) || event.title;
  return `Status: ${eventLabel(event)} - ${said}`;
}

/** The word for how it stands. */
export function eventLabel({ kind, status, rawStatus, change }: StatusEvent): string {
  // Of a page that cannot be read the status is unknown; that it cannot be read is what there is to tell.
  return kind === "provider" ? statusLabel("unknown", change) : statusLabel(status, rawStatus);
}

/** Whether it is good news. */
export function isGood({ change, to }: StatusEvent): boolean {
  return change === "resolved" || change === "recovered" || to === "operational";
}
