import type { OutputOptions } from "../consumers/types.ts";
import type { PageState } from "../polling/page-state.ts";
import { cleanLine, count, listNames } from "../text.ts";
import type { Impact, Incident } from "../types.ts";
import { timestamp } from "./event.ts";
import { table, wrap } from "./table.ts";
import { impactColor, statusLabel } from "./words.ts";

/** What `check-once` found out of one provider. */
export interface PageReport extends PageState {
  readonly provider: string;
  readonly url: string;
  readonly format?: string;
  /** Why the page could not be read. */
  readonly error?: string;
}

/** The page's state in a word, as Statuspage says it: a component that is partly out is of major impact. */
export const STATE_WORDS: Readonly<Record<Impact, string>> = {
  none: "operational",
  maintenance: "maintenance",
  minor: "degraded",
  major: "partial outage",
  critical: "major outage",
  unknown: "unknown",
};

const MARKS: Readonly<Record<Impact, string>> = {
  none: "✔",
  maintenance: "◆",
  minor: "▲",
  major: "▲",
  critical: "▲",
  unknown: "?",
};
const MOST_LINES = 3;
/** Columns from which on there is room for more. */
const WIDE = 140;

/** A row a provider, and beneath it what is going on there. `columns` is infinite where nobody is to see it. */
export function reportTable(
  reports: readonly PageReport[],
  output: OutputOptions,
  columns: number,
): string[] {
  const { chalk } = output;
  const rows = reports.map((report) => {
    const color = impactColor(chalk, report.impact);
    const state = STATE_WORDS[report.impact];
    return [`${color(MARKS[report.impact])} ${report.provider}`, color(state), detailOf(report, columns)];
  });
  const lines = table(rows, columns);
  return reports.flatMap((report, index) => [
    lines[index] ?? "",
    ...(report.error === undefined ? [] : wrap(report.error, columns, "    ")),
    ...report.open.flatMap((incident) => incidentLines(incident, output, columns)),
  ]);
}

/** How many pages are in which state: `411 pages: 380 operational, 20 degraded, 11 unknown`. */
export function reportSummary(reports: readonly PageReport[], { chalk }: OutputOptions): string {
  const states = Object.entries(STATE_WORDS) as [Impact, string][];
  const counts = states.flatMap(([impact, word]) => {
    const of = reports.filter((report) => report.impact === impact).length;
    return of > 0 ? [impactColor(chalk, impact)(`${of} ${word}`)] : [];
  });
  return `${count(reports.length, "page")}: ${counts.join(", ")}`;
}

/** One JSON object on one line. */
export function reportJson(report: PageReport): string {
  const { provider, url, format, impact, open, affected, error } = report;
  return JSON.stringify({
    provider,
    state: STATE_WORDS[impact],
    impact,
    url,
    format,
    incidents: open.map(incidentJson),
    components: affected.map(({ name, status, rawStatus }) => ({ name, status, rawStatus })),
    error,
  });
}

function incidentJson(incident: Incident) {
  const newest = incident.updates.at(-1);
  const { id, kind, title, status, rawStatus, impact, url, startedAtMs } = incident;
  return {
    id,
    kind,
    title,
    status,
    rawStatus,
    impact,
    url,
    components: incident.components.map(({ name }) => name),
    startedAt: iso(startedAtMs),
    updatedAt: iso(newest?.postedAtMs ?? incident.updatedAtMs),
    message: newest?.message ?? "",
  };
}

function detailOf({ error, affected, open, impact }: PageReport, columns: number): string {
  // What is wrong is told beneath, where there is room for it.
  if (error) return "cannot be read";
  if (affected.length > 0)
    return listNames(
      affected.map(({ name }) => name),
      columns < WIDE ? 4 : 10,
    );
  if (open.length > 0) return `${open.length} open`;
  return impact === "unknown" ? "the page does not tell" : "";
}

function incidentLines(incident: Incident, { chalk, timeZone }: OutputOptions, columns: number): string[] {
  const newest = incident.updates.at(-1);
  const postedAt = iso(newest?.postedAtMs ?? incident.updatedAtMs);
  const status = statusLabel(incident.status, incident.rawStatus);
  const when = postedAt ? ` [${timestamp(postedAt, timeZone)}]` : "";
  const head = `    ${impactColor(chalk, incident.impact)(status)}${chalk.dim(when)}`;
  const isShort = 4 + status.length + when.length + 1 + incident.title.length <= columns;
  const title = isShort ? [] : wrap(incident.title, columns, "      ").map((line) => chalk.bold(line));
  // Two columns less, for the sign that there is more.
  const said = shortened(wrap(cleanLine(newest?.message ?? ""), columns - 2, "      "));
  const link = incident.url ? [chalk.dim(`      ${incident.url}`)] : [];
  return [
    isShort ? `${head} ${chalk.bold(incident.title)}` : head,
    ...title,
    ...said.filter((line) => line.trim() !== ""),
    ...link,
  ];
}

/** The first lines, with a sign where there are more. */
function shortened(lines: readonly string[]): string[] {
  const last = lines[MOST_LINES - 1];
  if (lines.length <= MOST_LINES || last === undefined) return [...lines];
  return [...lines.slice(0, MOST_LINES - 1), `${last.replace(/[\s,.;:]*$/, "")} …`];
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
