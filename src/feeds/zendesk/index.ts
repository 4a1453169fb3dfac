import { accepts, readDocument } from "../reading/document.ts";
import { readTogether } from "../reading/together.ts";
import type { FeedFormat } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { parseZendesk } from "./parse.ts";

const HOST = "status.zendesk.com";
const INCIDENTS = "/api/ssp/incidents.json";
const SERVICES = "/api/ssp/services.json";
const OTHERS = /^\/api\/incidents(\/(active|maintenance|\d+))?\/?$/;

/** Zendesk's own page; what is said there of one account is told with its `subdomain`. */
export const zendesk: FeedFormat = {
  label: "Zendesk's status page, by its JSON API",
  proof: "unproven",
  // Of the page itself the API is known by no word of Zendesk's: whether it is there is seen by asking.
  matches: (url) =>
    isOnHost(url, HOST) && ([INCIDENTS, SERVICES].includes(url.pathname) || OTHERS.test(url.pathname)),
  probes: (page) => (isOnHost(page, HOST) ? [onPage(INCIDENTS, page)] : []),
  watchesPage: true,
  recognises: (document) => accepts(parseZendesk, document),
  read(documents) {
    const { url } = documents;
    if (!isOnHost(url, HOST) || OTHERS.test(url.pathname)) return readDocument(documents, url, parseZendesk);
    return readTogether(documents, [onPage(INCIDENTS, url), onPage(SERVICES, url)], parseZendesk);
  },
};

/** A document, of the account that the page's address names, if it names one. */
function onPage(path: string, page: URL): URL {
  const url = new URL(path, page.origin);
  const subdomain = page.searchParams.get("subdomain");
  if (subdomain) url.searchParams.set("subdomain", subdomain);
  return url;
}
