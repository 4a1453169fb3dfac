import { accepts, readDocument } from "../reading/document.ts";
import type { FeedFormat } from "../types.ts";
import { isOnHost, pageOf } from "../wire/address.ts";
import { parsePage } from "./page.ts";
import { parseSummary } from "./parse.ts";
import { readPage } from "./read.ts";

const DOCUMENTS = ["v3/summary.json", "summary.json"] as const;
/** The product's own sites. */
const OWN_HOST = /^(?:(?:www|dashboard|api|help|docs|updates)\.)?instatus\.com$/;

/** Instatus by its summary, its feed beside it; or by the page, where that is all there is. */
export const instatus: FeedFormat = {
  label: "an Instatus page",
  proof: "captured",
  matches: (url) => isOnHost(url, "instatus.com") && !OWN_HOST.test(url.hostname),
  probes: (page) => [new URL("summary.json", page)],
  watchesPage: true,
  recognises: (document) => accepts((one) => parseSummary(one), document) || accepts(parsePage, document),
  read(documents) {
    const { url } = documents;
    const isSummary = DOCUMENTS.some((path) => url.pathname.endsWith(`/${path}`));
    if (url.pathname.endsWith(".json") && !isSummary)
      return readDocument(documents, url, (document) => parseSummary(document));
    return readPage(documents, pageOf(url, ...DOCUMENTS));
  },
};
