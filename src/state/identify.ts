import { type Incident, isClosed } from "../types.ts";
import { digest } from "./digest.ts";
import { sight } from "./seen.ts";
import type { IncidentMemory } from "./types.ts";

/** An incident that is over is not spoken of again for longer than that. */
const SPOKEN_OF_AFTER_END_MS = 86_400_000;

/**
 * Brings together what notices and pages say of one incident where a notice does not know the page's id for it, and its
 * title has to do: who knows only the title is taken to speak of the known incident of that title; once somebody says the
 * id, what is known goes on under that.
 */
export function identify(
  incidents: Map<string, IncidentMemory>,
  listed: readonly Incident[],
  nowMs: number,
): readonly Incident[] {
  takeNames(incidents, listed);
  if (!listed.some(({ idFrom }) => idFrom === "title")) return listed;
  return listed.map((incident) => {
    const id = incident.idFrom === "title" ? idOf(incident, incidents, nowMs) : incident.id;
    return { ...incident, id };
  });
}

function takeNames(incidents: Map<string, IncidentMemory>, listed: readonly Incident[]): void {
  const titled: [string, IncidentMemory][] = [];
  incidents.forEach((one, id) => {
    if (one.byTitle) titled.push([id, one]);
  });
  if (titled.length === 0) return;
  for (const incident of listed) {
    if (incident.idFrom === "title" || incidents.has(incident.id)) continue;
    const title = digest(incident.title);
    const same = titled.find(
      ([id, one]) => incidents.has(id) && one.kind === incident.kind && one.title === title,
    );
    if (!same) continue;
    const [id, { byTitle: _, ...known }] = same;
    incidents.delete(id);
    incidents.set(incident.id, known);
  }
}

/** The id under which an incident of that title is known: one that is open, or, of an end, one that is just over. */
function idOf(incident: Incident, incidents: ReadonlyMap<string, IncidentMemory>, nowMs: number): string {
  const title = digest(incident.title);
  const namesakes = [...incidents].filter(([, one]) => one.title === title && one.kind === incident.kind);
  const open = namesakes.findLast(([, { isClosed: isOver }]) => !isOver);
  if (open) return open[0];
  const over = namesakes.findLast(([, { lastSeenMs }]) => nowMs - lastSeenMs < SPOKEN_OF_AFTER_END_MS);
  const isOfOver = ([, { updates }]: [string, IncidentMemory]) =>
    isClosed(incident.status) || !sight(updates, incident.updates, true).includes("new");
  if (over && isOfOver(over)) return over[0];
  // Another one of the same title, after the first is over.
  return incidents.has(incident.id)
    ? `${incident.id}-${new Date(nowMs).toISOString().slice(0, 16)}Z`
    : incident.id;
}
