import type { Incident } from "../../types.ts";
import { wordsDigest } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
import { incidentCode } from "./incident-code.ts";
import { joinEntries } from "./join.ts";
import { plainlySaidStatus } from "./prose.ts";
import { singleUpdateIncident } from "./single-update.ts";
import type { Dialect, Feed, FeedContents, FeedEntry } from "./types.ts";

/**
 * Microsoft Azure: the channel lists what is open and is empty when all is well; what is over is gone from it. No status
 * word and no severity; the text has an "Impact Statement:" and a "Current Status:". The guid is made of the title,
 * which is put before it when that is over; the text may be rewritten without a new time.
 */
export const azure: Dialect = {
  name: "Azure",
  signs: {
    hosts: ["azure.status.microsoft", "status.azure.com", "azurestatuscdn.azureedge.net"],
    title: /^Azure Status$/i,
  },
  isKnownByContent: false,
  readFeed: readAll,
};

function readAll(feed: Feed): FeedContents {
  return {
    incidents: joinEntries(feed.entries.map(readEntry)),
    listsAllOpen: { incident: true, maintenance: false },
    listsClosed: false,
  };
}

function readEntry(entry: FeedEntry): Incident {
  const message = laidOut(htmlToText(entry.html));
  const now = /^Current Status:\s*(.+)$/ims.exec(message)?.[1] ?? message;
  const said = plainlySaidStatus(now, "incident");
  const incident = singleUpdateIncident(entry, {
    id: incidentCode(entry.link) ?? entry.id.replace(/^(?:resolved|mitigated)\b[\W_]*(?=\w)/i, ""),
    word: "listed",
    // What is listed goes on, whatever was said of it.
    status: said === "resolved" ? "resolved" : "investigating",
    ...(said === "unknown" && { rawStatus: "listed" }),
    message,
    ...(entry.publishedMs !== undefined && { startedAtMs: entry.publishedMs }),
  });
  const id = `listed/${wordsDigest(`${said} ${entry.title} ${message}`)}`;
  return { ...incident, updates: incident.updates.map((update) => ({ ...update, id })) };
}

/** Its parts follow one another without so much as a blank. */
function laidOut(text: string): string {
  return text
    .replace(/(?<=\S)\s*(?=Current Status:)/i, "\n")
    .replace(/:[\u00a0 ]+/g, ": ")
    .trim();
}
