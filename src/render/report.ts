import type { OutputOptions } from "../consumers/types.ts";
import type { PageState } from "../page-state.ts";
import { cleanLine, listNames } from "../text.ts";
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

/** The page's state in a word. */
export const STATE_WORDS: Readonly<Record<Impact, string>> = {
  none: "operational",
  maintenance: "maintenance",
  minor: "degraded",
  major: "major outage",
  critical: "critical outage",
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
    return [`${color(MARKS[report.impact])} ${report.provider}`, color(state), detailOf(report)];
  });
  const lines = table(rows, columns);
  return reports.flatMap((report, index) => [
    lines[index] ?? "",
    ...report.open.flatMap((incident) => incidentLines(incident, output, columns)),
  ]);
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

function detailOf({ error, affected, open }: PageReport): string {
  if (error) return error;
  if (affected.length > 0)
    return listNames(
      affected.map(({ name }) => name),
      4,
    );
  return open.length > 0 ? `${open.length} open` : "";
}

function incidentLines(incident: Incident, { chalk, timeZone }: OutputOptions, columns: number): string[] {
  const newest = incident.updates.at(-1);
  const postedAt = iso(newest?.postedAtMs ?? incident.updatedAtMs);
  const when = postedAt ? ` ${chalk.dim(`[${timestamp(postedAt, timeZone)}]`)}` : "";
  const color = impactColor(chalk, incident.impact);
  const head = `    ${color(statusLabel(incident.status, incident.rawStatus))}${when} ${chalk.bold(incident.title)}`;
  const said = wrap(cleanLine(newest?.message ?? ""), columns, "      ").slice(0, MOST_LINES);
  const link = incident.url ? [chalk.dim(`      ${incident.url}`)] : [];
  return [head, ...said.filter((line) => line.trim() !== ""), ...link];
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
