import type { Document } from "../../http/document.ts";
import type { Snapshot } from "../../types.ts";
import { lacksKnown, readHistory, withClosingWords } from "../reading/closing-words.ts";
import { accepts, readDocument } from "../reading/document.ts";
import { readLocated } from "../reading/located.ts";
import { parseRss } from "../rss.ts";
import type { DocumentReader, FeedFormat, Reading } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { parseStatusio } from "./parse.ts";

const API_ADDRESS = /^\/1\.0\/status\/([0-9a-f]{24})\/?$/;
/** A page, its history, its feed, or one thing that happened. */
const PAGE_ADDRESS = /^(.*\/)pages\/(?:[a-z]+\/)?([0-9a-f]{24})(?:\/|$)/;
/** The product's own sites. */
const OWN_HOST = /^(?:(?:www|api|app|kb|docs)\.)?status\.io$/;

/** Status.io by its public API, which goes by an id that only the page's HTML tells. */
export const statusio: FeedFormat = {
  label: "a Status.io page",
  proof: "documented",
  matches: (url) =>
    isApiAddress(url) ||
    PAGE_ADDRESS.test(url.pathname) ||
    (isOnHost(url, "status.io") && !OWN_HOST.test(url.hostname)),
  // On the page's own host there is only the page.
  probes: () => [],
  watchesPage: true,
  recognises: (document) => accepts((one) => parseStatusio(one), document),
  marks: (page) => idInHtml(page.text()) !== undefined,
  read(documents) {
    const { url } = documents;
    if (isApiAddress(url) || url.pathname.endsWith(".json"))
      return readDocument(documents, url, (document) => parseStatusio(document));
    const [, root = "", id] = PAGE_ADDRESS.exec(url.pathname) ?? [];
    if (id) return readStatus(documents, apiOf(id), new URL(root, url.origin));
    const page = new URL(".", url);
    return readLocated(documents, url, apiInHtml, (api) => readStatus(documents, api, page));
  },
};

function isApiAddress(url: URL): boolean {
  return isOnHost(url, "api.status.io", "status-api.hostedstatus.com") && API_ADDRESS.test(url.pathname);
}

function apiInHtml(page: Document): URL | undefined {
  const id = idInHtml(page.text());
  return id === undefined ? undefined : apiOf(id);
}

/** The page's scripts name its id; its menu leads to its own history and feed by it. */
function idInHtml(html: string): string | undefined {
  const inScript = /\bstatus_?page_?id\b["']?\s{0,9}[:=]\s{0,9}["']([0-9a-f]{24})["']/i.exec(html);
  const inLink = /=["']\/pages\/(?:history\/)?([0-9a-f]{24})(?:\/rss)?["']/.exec(html);
  return (inScript ?? inLink)?.[1];
}

function apiOf(id: string): URL {
  return new URL(`https://api.status.io/1.0/status/${id}`);
}

/** The API lists what is open; in what words it ended stands in the page's feed. */
async function readStatus(documents: DocumentReader, api: URL, page: URL): Promise<Reading> {
  const id = API_ADDRESS.exec(api.pathname)?.[1] ?? "";
  const parse = (document: Document): Snapshot => parseStatusio(document, { page, id });
  const reading = await readDocument(documents, api, parse);
  if (reading.outcome !== "read") return reading;
  const { snapshot } = reading;
  const history = { url: new URL(`pages/${id}/rss`, page), parse: parseRss };
  const isLacking = lacksKnown(snapshot, documents.openIncidents);
  const told = isLacking ? await readHistory(documents, history) : undefined;
  return { outcome: "read", snapshot: withClosingWords(documents, api, snapshot, told) };
}
