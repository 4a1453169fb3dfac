import { accepts, readDocument } from "../document.ts";
import type { FeedFormat } from "../types.ts";
import { isIncidentio, parseStatuspage } from "./parse.ts";
import { readPage } from "./read.ts";

const API_ADDRESS = /\/api\/v2\/[\w./-]+\.json$/;

/** Atlassian Statuspage by its JSON API, and pages that answer in the same shape. */
export const statuspage: FeedFormat = {
  label: "an Atlassian Statuspage, by its JSON API",
  proof: "captured",
  matches: (url) => API_ADDRESS.test(url.pathname) || url.hostname.endsWith(".statuspage.io"),
  probes: (page) => [new URL("api/v2/summary.json", page)],
  watchesPage: true,
  // incident.io answers in this shape too, but without the text of its updates: there the feed tells more.
  recognises: (document) => accepts(parseStatuspage, document) && !isIncidentio(document),
  read(documents) {
    const { url } = documents;
    const summaryAt = url.pathname.lastIndexOf("/api/v2/summary.json");
    if (summaryAt >= 0) return readPage(documents, new URL(`${url.pathname.slice(0, summaryAt)}/`, url));
    if (url.pathname.endsWith(".json")) return readDocument(documents, url, parseStatuspage);
    return readPage(documents, new URL(url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/`, url));
  },
};
