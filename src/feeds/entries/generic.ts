import { present } from "../../present.ts";
import type { Incident } from "../../types.ts";
import { htmlToText } from "../html.ts";
import { incidentStatus, isMaintenanceStatus } from "../words.ts";
import { incidentCode } from "./incident-code.ts";
import type { FeedEntry } from "./types.ts";

/** A status word set apart at the start of a title or text: `[Resolved] …`, `Resolved: …`, `Status: Resolved`. */
const LEADING_WORD =
  /^(?:status:\s*)?(?:\[\s*([a-z][a-z ]+?)\s*\]|(?:status:\s*)?([a-z]+(?: progress)?)(?=\s*(?:[:\n]|[-–—]\s|$)))/i;

/** Anyone's feed: one update an entry. A status is taken where one is plainly written, and is unknown elsewhere. */
export function genericEntry(entry: FeedEntry): Incident {
  const text = htmlToText(entry.html);
  const { status } =
    [text, entry.title].map(leadingStatus).find(({ status }) => status !== "unknown") ?? UNKNOWN;
  const isMaintenance = isMaintenanceStatus(status);
  const postedAtMs = entry.updatedMs ?? entry.publishedMs;
  const posted = postedAtMs === undefined ? "undated" : new Date(postedAtMs).toISOString();
  return {
    id: incidentCode(entry.link) ?? entry.id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: entry.title,
    status,
    impact: isMaintenance ? "maintenance" : "unknown",
    components: [],
    ...present({ url: entry.link, startedAtMs: entry.publishedMs, updatedAtMs: postedAtMs }),
    updates: [
      {
        id: `${posted}/${status}`,
        idFrom: "derived",
        status,
        message: text,
        ...present({ postedAtMs }),
      },
    ],
  };
}

const UNKNOWN = { status: "unknown" } as const;

function leadingStatus(text: string) {
  const match = LEADING_WORD.exec(text.trimStart());
  return incidentStatus(match?.[1] ?? match?.[2]);
}
