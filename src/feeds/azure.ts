import type { Document } from "../http/document.ts";
import type { Incident, IncidentUpdate, Snapshot } from "../types.ts";
import { accepts, readDocument } from "./reading/document.ts";
import { parseRss } from "./rss.ts";
import type { FeedFormat } from "./types.ts";
import { isOnHost } from "./wire/address.ts";
import { refuseContent } from "./wire/json.ts";

/** The feed that the page links to. */
const FEED = "https://rssfeed.azure.status.microsoft/en-us/status/feed/";
const HOSTS = ["azure.status.microsoft", "status.azure.com", "azurestatuscdn.azureedge.net"] as const;

/**
 * The Azure status page, by its feed: an item for each incident that is going on, none when all is well. It does not
 * say how grave they are.
 */
export const azure: FeedFormat = {
  label: "the Azure status page, by its feed",
  proof: "captured",
  matches: isAzure,
  probes: () => [],
  watchesPage: false,
  recognises: (document) => accepts(parseAzure, document),
  shared,
  onlyDocument: shared,
  read: (documents) => readDocument(documents, shared(documents.url), parseAzure),
};

function isAzure(url: URL): boolean {
  return isOnHost(url, ...HOSTS);
}

function shared(url: URL): URL {
  return isAzure(url) ? new URL(FEED) : url;
}

/** @throws {FormatError} */
function parseAzure(document: Document): Snapshot {
  const snapshot = parseRss(document);
  const { url } = snapshot.page;
  const isOurs = url === undefined ? snapshot.page.name === "Azure" : isAzure(new URL(url));
  if (!isOurs) return refuseContent(document, "the feed of the Azure status page");
  return {
    ...snapshot,
    page: { name: "Azure", url: "https://azure.status.microsoft/en-us/status" },
    // An empty feed is how Azure says that all is well.
    ...(snapshot.incidents.length === 0 && { indicator: "none" }),
    incidents: snapshot.incidents.map(listed),
    // What is over is taken off at once.
    listsAllOpen: { incident: true, maintenance: false },
    listsClosed: false,
  };
}

/**
 * What is listed goes on, though its text may not say in a word how far it has come; unless its title begins with the
 * word for the end, or is that of the review that follows it.
 */
function listed(incident: Incident): Incident {
  const start = incident.title.slice(0, 100);
  const review = /^\W*(?:preliminary )?(?:pir|post[- ]incident review)\b/i.test(start);
  const ended = /^\W*(?:resolved|mitigated)\b/i.test(start);
  const told = review ? "postmortem" : ended ? "resolved" : undefined;
  const known = <T extends Incident | IncidentUpdate>(one: T): T => {
    // The feed has no word of its own for how it stands.
    const { rawStatus: _, ...rest } = one;
    return { ...rest, status: told ?? (one.status === "unknown" ? "investigating" : one.status) } as T;
  };
  return { ...known(incident), updates: incident.updates.map(known) };
}
