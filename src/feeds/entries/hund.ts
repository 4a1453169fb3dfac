import type { Incident, IncidentStatus } from "../../types.ts";
import { htmlToText } from "../wire/html.ts";
import { wordIn } from "../wire/words.ts";
import { singleUpdateIncident } from "./single-update.ts";
import type { Dialect, FeedEntry } from "./types.ts";

/**
 * Hund (Atom at `/state_feed/feed`): an entry is an issue, its id `…State::FeedNotifier::Entry/<id>`, its link
 * `…/issues/<id>`; the newest status stands before the title, in the page's language. Seen so in one feed; others
 * were told of with "Pending: …" for what is to come.
 */
export const hund: Dialect = {
  name: "Hund",
  signs: { generator: /\bhund\b/i, hosts: ["hund.io", "hund-client.io"] },
  isKnownByContent: true,
  read: readEntry,
};

/** What is planned ends; what went wrong is resolved. */
const WORDS: Readonly<Record<string, IncidentStatus>> = {
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  fixed: "resolved",
  pending: "scheduled",
  scheduled: "scheduled",
  in_progress: "in_progress",
  started: "in_progress",
  ended: "completed",
  completed: "completed",
  gelöst: "resolved",
  behoben: "resolved",
  beendet: "completed",
};
const ID = /:State::FeedNotifier::Entry\/([\w-]+)$/;
const TITLE = /^(?:\[([^\]]{1,40})\]|(\p{L}[\p{L} ]{0,30}):)\s+(.+)$/u;

function readEntry(entry: FeedEntry): Incident | undefined {
  const id = ID.exec(entry.id)?.[1];
  if (!id) return undefined;
  const [, bracketed, prefix, bare] = TITLE.exec(entry.title) ?? [];
  const isWord = bracketed !== undefined || wordIn(WORDS, prefix).status !== "unknown";
  const word = isWord ? (bracketed ?? prefix) : undefined;
  const read = wordIn(WORDS, word);
  return singleUpdateIncident(entry, {
    id,
    word: word?.toLowerCase() ?? "untold",
    ...read,
    ...(isWord && bare && { title: bare }),
    message: htmlToText(entry.html),
    ...(entry.publishedMs !== undefined && { startedAtMs: entry.publishedMs }),
  });
}
