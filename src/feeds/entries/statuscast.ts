import { present } from "../../present.ts";
import type { Incident } from "../../types.ts";
import { htmlToText } from "../wire/html.ts";
import { incidentCode } from "./incident-code.ts";
import { plainlySaidStatus } from "./prose.ts";
import { singleUpdateIncident } from "./single-update.ts";
import type { Dialect, FeedEntry } from "./types.ts";

/**
 * StatusCast: an item is a post, its guid `/<incident>/<post>`, its link `…/incident/<incident>`. No status word: an end
 * is taken for one only where the text plainly says so. A maintenance shows by its title only.
 */
export const statuscast: Dialect = {
  name: "StatusCast",
  signs: { generator: /\bstatuscast\b/i, hosts: ["statuscast.com"] },
  isKnownByContent: true,
  read: readEntry,
};

const GUID = /^\/(\d+)\/(\d+)$/;

function readEntry(entry: FeedEntry): Incident | undefined {
  const [, id, updateId] = GUID.exec(entry.id) ?? [];
  if (!id || !updateId || incidentCode(entry.link) !== id) return undefined;
  const message = htmlToText(entry.html);
  const kind = /\bmaintenance\b/i.test(entry.title) ? "maintenance" : "incident";
  const status = plainlySaidStatus(message, kind);
  return singleUpdateIncident(entry, {
    id,
    updateId,
    kind,
    word: status,
    status,
    message,
    ...present({ startedAtMs: entry.publishedMs }),
  });
}
