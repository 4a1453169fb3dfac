import { accepts, readDocument } from "../reading/document.ts";
import { isIncidentio, parseStatuspage } from "../statuspage/parse.ts";
import type { FeedFormat } from "../types.ts";
import { pageOf } from "../wire/address.ts";
import { parsePage, parsePageState } from "./page-state.ts";
import { readPage } from "./read.ts";

const SUMMARY = "api/v2/summary.json";

/** incident.io, by its Statuspage-like API, its feed and the page's own state together. */
export const incidentio: FeedFormat = {
  label: "an incident.io page",
  proof: "captured",
  matches: (url) => /\/proxy\/[\w.-]+\.[a-z]+$/.test(url.pathname),
  probes: (page) => [new URL(SUMMARY, page)],
  watchesPage: true,
  recognises: (document) =>
    (accepts(parseStatuspage, document) && isIncidentio(document)) ||
    accepts(parsePageState, document) ||
    accepts(parsePage, document),
  read(documents) {
    const { url } = documents;
    const { pathname } = url;
    if (pathname.includes("/proxy/")) return readDocument(documents, url, parsePageState);
    if (pathname.endsWith(".json") && !pathname.endsWith(`/${SUMMARY}`))
      return readDocument(documents, url, parseOne);
    return readPage(documents, pageOf(url, SUMMARY));
  },
};

/** One document of the API, or the page's state kept under another name. */
function parseOne(document: Parameters<typeof parseStatuspage>[0]) {
  return accepts(parsePageState, document) ? parsePageState(document) : parseStatuspage(document);
}
