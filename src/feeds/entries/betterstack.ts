import { present } from "../../present.ts";
import type { Incident, IncidentStatus } from "../../types.ts";
import { htmlToText } from "../wire/html.ts";
import { genericEntry } from "./generic.ts";
import { incidentCode } from "./incident-code.ts";
import { plainlySaidStatus } from "./prose.ts";
import { singleUpdateIncident } from "./single-update.ts";
import type { Dialect, FeedEntry, FeedHead } from "./types.ts";

/**
 * Better Stack: an item is an update, without a status word. Three generations are known: items of one report share a
 * link `…/incident/<id>` and have guids of their own; or all have the page as their link and share the guid `…/#<id>`;
 * the vendor's documentation shows the word before the title, `[Resolved] …`. Monitors write by themselves: "<name> went
 * down", "<name> recovered". What people write is taken for an end only where it plainly says so.
 */
export const betterstack: Dialect = {
  name: "Better Stack",
  signs: {
    generator: /\bbetter ?(?:stack|uptime)\b/i,
    hosts: ["betteruptime.com", "betterstack.com"],
    title: /^Incidents \| /,
    description: /^Incidents reported on status page\b/i,
  },
  isKnownByContent: false,
  read: readEntry,
};

const BY_MONITOR = /^(.{1,300}?) (went down|is down|recovered|is back up)$/i;
const STATUS_OF_MONITOR: Readonly<Record<string, IncidentStatus>> = {
  "went down": "investigating",
  "is down": "investigating",
  recovered: "resolved",
  "is back up": "resolved",
};

function readEntry(entry: FeedEntry, head: FeedHead): Incident | undefined {
  const [, word, bare] = /^\[([^\]]{1,40})\]\s+(.+)$/.exec(entry.title) ?? [];
  const plain = genericEntry(entry);
  const [plainUpdate] = plain.updates;
  if (word && bare) {
    const unknown = plain.status === "unknown" ? { rawStatus: word } : {};
    return {
      ...plain,
      title: bare,
      ...unknown,
      updates: plainUpdate ? [{ ...plainUpdate, ...unknown, ...idOf(entry) }] : [],
    };
  }
  const [, monitor, event = ""] = BY_MONITOR.exec(entry.title) ?? [];
  const message = htmlToText(entry.html);
  const kind = /\bmaintenance\b/i.test(entry.title) ? "maintenance" : "incident";
  const said = event.toLowerCase();
  const byMonitor = Object.hasOwn(STATUS_OF_MONITOR, said) ? STATUS_OF_MONITOR[said] : undefined;
  const status = byMonitor ?? plainlySaidStatus(message, kind);
  const pageLink = incidentCode(entry.link) === undefined ? head.link : undefined;
  return singleUpdateIncident(entry, {
    ...present({
      id: pageLink ? fragmentOf(entry.id) : undefined,
      updateId: idOf(entry).id,
      startedAtMs: entry.publishedMs,
    }),
    kind,
    word: said || status,
    status,
    message,
    ...(monitor && { title: monitor, components: [{ name: monitor }] }),
    ...(monitor && /down$/i.test(event) && { impact: "critical" as const }),
  });
}

/** The update's own id: the fragment of a guid that is the report's link; `update-…` in the vendor's documentation. */
function idOf(entry: FeedEntry): { id?: string; idFrom?: "page" } {
  const fragment = fragmentOf(entry.id);
  if (!fragment || entry.id.split("#")[0] !== entry.link || incidentCode(entry.link) === undefined) return {};
  return { id: fragment.replace(/^update-(?=\d+$)/, ""), idFrom: "page" };
}

function fragmentOf(id: string): string | undefined {
  return /#([\w-]+)$/.exec(id)?.[1];
}
