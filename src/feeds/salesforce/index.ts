import { accepts, attempt, readDocument } from "../reading/document.ts";
import { readTogether } from "../reading/together.ts";
import { type FeedFormat, FormatError } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { joinInstance } from "./instance.ts";
import { API_HOST, parseSalesforce } from "./parse.ts";

const PAGE_HOSTS = ["status.salesforce.com", "trust.salesforce.com"];
const API = `https://${API_HOST}/v1/`;
const ACTIVE = new URL("incidents/active", API);

/** Salesforce's trust site. What is open anywhere is one document, whichever instance is meant. */
export const salesforce: FeedFormat = {
  label: "Salesforce's trust site, by its JSON API",
  proof: "documented",
  matches: (url) =>
    isPage(url) ||
    (isOnHost(url, API_HOST) && /^\/v1\/(incidents|maintenances|instances)\b/.test(url.pathname)),
  probes: (page) => (isPage(page) ? [documentOf(page)] : []),
  watchesPage: true,
  recognises: (document) => accepts(parseSalesforce, document),
  shared(url) {
    if (!isPage(url)) return url;
    const key = instanceOf(url);
    return key ? new URL(`/instances/${key}`, `https://${PAGE_HOSTS[0]}`) : ACTIVE;
  },
  read(documents) {
    const { url } = documents;
    const key = isPage(url) ? instanceOf(url) : undefined;
    if (key === undefined) return readDocument(documents, documentOf(url), parseSalesforce);
    return readTogether(documents, [documentOf(url), ACTIVE], (status, active) => {
      const there = active && attempt(() => parseSalesforce(active, key));
      return joinInstance(key, parseSalesforce(status), there instanceof FormatError ? undefined : there);
    });
  },
};

/** Below `api.` lies the API alone. */
function isPage(url: URL): boolean {
  return isOnHost(url, ...PAGE_HOSTS) && !isOnHost(url, API_HOST);
}

function documentOf(url: URL): URL {
  if (!isPage(url)) return url;
  const key = instanceOf(url);
  return key ? new URL(`instances/${key}/status`, API) : ACTIVE;
}

/** `…/instances/NA79`, and what the page writes behind it. */
function instanceOf(url: URL): string | undefined {
  return /^\/instances\/([a-z0-9_-]{1,40})(?=\/|$)/i.exec(url.pathname)?.[1]?.toUpperCase();
}
