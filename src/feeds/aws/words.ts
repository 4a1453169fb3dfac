import type { Impact, IncidentStatus } from "../../types.ts";

interface Level {
  /** As the dashboard and the titles of its feeds call it. */
  readonly word: string;
  readonly impact: Impact;
}

/**
 * The dashboard says how grave an event is, in numbers, and never how far its repair has come. What the numbers mean
 * is not documented; these are the readings that its pages bear out.
 */
const LEVELS: Readonly<Record<string, Level>> = {
  1: { word: "informational", impact: "minor" },
  2: { word: "degradation", impact: "major" },
  3: { word: "disruption", impact: "critical" },
};

const OVER = "0";
const RESOLVED = /^\s*\[RESOLVED\]\s*/i;

/** How an event, or a post about it, stands: at level 0, and where its text begins with [RESOLVED], it is over. */
export function statusAt(
  level: string | undefined,
  text: string,
): { readonly status: IncidentStatus; readonly rawStatus?: string } {
  if (level === OVER || RESOLVED.test(text)) return { status: "resolved" };
  const word = wordOf(level);
  if (word) return { status: "investigating", rawStatus: word };
  return { status: "unknown", ...(level !== undefined && { rawStatus: level }) };
}

export function wordOf(level: string | undefined): string | undefined {
  return levelOf(level)?.word;
}

export function impactAt(level: string | undefined): Impact {
  return levelOf(level)?.impact ?? "unknown";
}

/** The title that an event had before it was over, and so at all times. */
export function titleOf(summary: string): string {
  return summary.replace(RESOLVED, "").trim();
}

function levelOf(level: string | undefined): Level | undefined {
  return level !== undefined && Object.hasOwn(LEVELS, level) ? LEVELS[level] : undefined;
}
