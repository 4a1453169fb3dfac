import type { Document } from "../../http/document.ts";
import { readWithHistory } from "../reading/closing-words.ts";
import { accepts, readDocument } from "../reading/document.ts";
import type { FeedFormat } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { parseHeroku } from "./parse.ts";

const HOST = "status.heroku.com";
const DOCUMENT = /^\/api\/v[34]\/(current-status|incidents|issues)(\.json)?$/;
const CURRENT = new URL(`https://${HOST}/api/v4/current-status`);
const HISTORY = new URL(`https://${HOST}/api/v4/incidents`);

/** Heroku's own page. */
export const heroku: FeedFormat = {
  label: "Heroku's status page, by its JSON API",
  proof: "documented",
  matches: (url) => isOnHost(url, HOST) && (url.pathname === "/" || DOCUMENT.test(url.pathname)),
  probes: (page) => (isOnHost(page, HOST) ? [CURRENT] : []),
  watchesPage: true,
  recognises: (document) => accepts((one) => parseHeroku(one, 0), document),
  read(documents) {
    const { url, nowMs } = documents;
    const parse = (document: Document) => parseHeroku(document, nowMs);
    if (isOnHost(url, HOST) && (!DOCUMENT.test(url.pathname) || url.pathname === CURRENT.pathname))
      return readWithHistory(documents, CURRENT, HISTORY, parse);
    return readDocument(documents, url, parse);
  },
};
