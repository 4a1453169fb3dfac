import { present } from "../../present.ts";
import type { Incident, IncidentStatus } from "../../types.ts";
import { htmlToText } from "../html.ts";
import { incidentStatus } from "../words.ts";
import { singleUpdateIncident } from "./single-update.ts";
import type { FeedEntry } from "./types.ts";

/** Where people plainly write a status: `[Resolved] …`, `Status: Resolved`, `Resolved: …`, `… Resolved`. */
const WRITTEN_WORDS: readonly RegExp[] = [
  /^(?:status:\s*)?\[\s*([a-z][a-z ]+?)\s*\]/i,
  /^status:\s*([a-z]+(?: progress)?)\b/i,
  /^([a-z]+(?: progress)?)(?=\s*(?:[:\n]|[-–—]\s|$))/i,
  /(?<!\bnot (?:yet |fully )?)\b(resolved|completed)\W*$/i,
  /\[\s*([a-z][a-z ]+?)\s*\]/i,
  /\b(scheduled) maintenance\b/i,
];
/** Of what is searched for words: enough for any title, and never laborious. */
const LONGEST_LINE = 200;
/** How the first post of an incident usually begins. No such phrase is taken to mean that it is over. */
const INVESTIGATING = /^we(?:'re| are) (?:currently |still |continuing to |actively )*investigat/i;

/** Anyone's feed: one update an entry. A status is taken where one is plainly written, and is unknown elsewhere. */
export function genericEntry(entry: FeedEntry): Incident {
  const message = htmlToText(entry.html);
  const status = writtenStatus(entry.title, message);
  const started = present({ startedAtMs: entry.publishedMs });
  return singleUpdateIncident(entry, { word: status, status, message, ...started });
}

function writtenStatus(title: string, text: string): IncidentStatus {
  const [firstLine = ""] = text.split("\n", 1);
  for (const line of [firstLine.slice(0, LONGEST_LINE), title.slice(-LONGEST_LINE)]) {
    for (const pattern of WRITTEN_WORDS) {
      const { status } = incidentStatus(pattern.exec(line)?.[1]);
      if (status !== "unknown") return status;
    }
  }
  return INVESTIGATING.test(text) ? "investigating" : "unknown";
}
