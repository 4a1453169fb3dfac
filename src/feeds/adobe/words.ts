import { present } from "../../present.ts";
import { type Incident, type IncidentKind, type IncidentStatus, isClosed } from "../../types.ts";
import { wordIn } from "../wire/words.ts";
import type { Post } from "./products.ts";

export type StatusWord = Pick<Incident, "status" | "rawStatus">;

const INCIDENT_WORDS: Readonly<Record<string, IncidentStatus>> = {
  opened: "investigating",
  discovery: "investigating",
  closed: "resolved",
  dismissed: "resolved",
};
const MAINTENANCE_WORDS: Readonly<Record<string, IncidentStatus>> = {
  scheduled: "scheduled",
  started: "in_progress",
  in_progress: "in_progress",
  ongoing: "in_progress",
  completed: "completed",
  closed: "completed",
  canceled: "completed",
  cancelled: "completed",
};
/** Over, but not as these words of ours have it. */
const CALLED_OFF = /^(?:dismissed|cancell?ed)$/i;

export function statusIn(kind: IncidentKind, word: string | undefined): StatusWord {
  const read = wordIn(kind === "maintenance" ? MAINTENANCE_WORDS : INCIDENT_WORDS, word);
  return CALLED_OFF.test(word ?? "") ? { ...read, ...present({ rawStatus: word }) } : read;
}

/** Whether a post says that it is over, for its product. */
export function hasClosed(kind: IncidentKind, { word }: Post): boolean {
  return isClosed(statusIn(kind, word).status);
}
