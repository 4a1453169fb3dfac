import { readDocument } from "../reading/document.ts";
import type { FeedFormat } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { isIncidentio, isStatuspage, statuspageSteps } from "./parse.ts";
import { readPage } from "./read.ts";

/** Documents that read the same on every page of this shape; a `summary.json` may be another product's page. */
const API_LIST = /\/api\/v2\/(components|incidents|scheduled-maintenances|status)(\/[\w-]+)?\.json$/;

const SUMMARY = "/api/v2/summary.json";

/** Atlassian Statuspage by its JSON API, and pages that answer in the same shape. */
export const statuspage: FeedFormat = {
  label: "an Atlassian Statuspage, by its JSON API",
  proof: "captured",
  matches: (url) => isOnHost(url, "statuspage.io") || API_LIST.test(url.pathname),
  probes: (page) => [new URL("api/v2/summary.json", page)],
  watchesPage: true,
  // incident.io answers in this shape too, and has more to tell elsewhere: a format of its own.
  recognises: (document) => isStatuspage(document) && !isIncidentio(document),
  onlyDocument: (url) =>
    url.pathname.endsWith(".json") && !url.pathname.includes(SUMMARY) ? url : undefined,
  read(documents) {
    const { url } = documents;
    const summaryAt = url.pathname.lastIndexOf(SUMMARY);
    if (summaryAt >= 0) return readPage(documents, new URL(`${url.pathname.slice(0, summaryAt)}/`, url));
    if (url.pathname.endsWith(".json")) return readDocument(documents, url, statuspageSteps);
    return readPage(documents, new URL(url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/`, url));
  },
};
