import { DerivedIds, wordsDigest } from "../feeds/wire/derived-ids.ts";
import type { Incident, IncidentUpdate } from "../types.ts";

/** What an incident is known by: the page's own id where the notice has it, else its title. */
export function incidentIdOf(id: string | undefined, title: string): Pick<Incident, "id" | "idFrom"> {
  if (id !== undefined) return { id };
  return { id: `title/${wordsDigest(folded(title).toLowerCase())}`, idFrom: "title" };
}

/**
 * An update of which the notice has no id: it is known by the time that the page shows with it, and by its status;
 * where it has no time either, by its words.
 */
export function withIdOfItsOwn(
  update: Omit<IncidentUpdate, "id" | "idFrom">,
  receivedAtMs: number,
): IncidentUpdate {
  const { postedAtMs, rawStatus, status, message } = update;
  const word = rawStatus ?? status;
  if (postedAtMs !== undefined)
    return { id: new DerivedIds().next(postedAtMs, word), idFrom: "derived", ...update };
  const received = new Date(receivedAtMs).toISOString();
  return { id: `${received}/${wordsDigest(`${word} ${folded(message)}`)}`, idFrom: "words", ...update };
}

function folded(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
