import type { Document } from "../../http/document.ts";
import { readByClock } from "../reading/ahead.ts";
import { lacksKnown, readHistory, withClosingWords } from "../reading/closing-words.ts";
import { accepts, readDocument } from "../reading/document.ts";
import { readLocated } from "../reading/located.ts";
import type { DocumentReader, FeedFormat, Reading } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { parseStatuspal } from "./parse.ts";

/** The same product at two places: customers' data lies at one of them. */
const HOSTS = ["statuspal.io", "statuspal.eu"] as const;
const API_ADDRESS = /^\/api\/v2\/status_pages\/[\w-]+\/(?:summary|status|incidents)$/;

/** StatusPal by its API, which lies on its own host, by the page's name there. */
export const statuspal: FeedFormat = {
  label: "a StatusPal page",
  proof: "captured",
  matches: (url) => isApiAddress(url) || summaryByHost(url) !== undefined,
  probes: (page) => [summaryByHost(page)].filter((url) => url !== undefined),
  watchesPage: true,
  recognises: (document) => accepts((one) => parseStatuspal(one), document),
  marks: (page) => summaryInHtml(page) !== undefined,
  read(documents) {
    const { url, nowMs } = documents;
    const parse = (document: Document) => parseStatuspal(document, nowMs);
    if (url.pathname.endsWith("/summary") && isApiAddress(url)) return readSummary(documents, url);
    const summary = summaryByHost(url);
    if (summary) return readSummary(documents, summary);
    // A list of the API, or a copy of what it answers. It leaves it to the clock how far a maintenance has come.
    if (isApiAddress(url) || url.pathname.endsWith(".json")) return readByClock(documents, url, parse);
    return readLocated(documents, url, summaryInHtml, (found) => readSummary(documents, found));
  },
};

function isApiAddress(url: URL): boolean {
  return isOnHost(url, ...HOSTS) && API_ADDRESS.test(url.pathname);
}

/** `acme.statuspal.eu` is the page of `acme`. */
function summaryByHost(url: URL): URL | undefined {
  const host = HOSTS.find((known) => url.hostname.endsWith(`.${known}`));
  const name = host && url.hostname.slice(0, -host.length - 1);
  return host && name && isPageName(name) ? summaryOf(host, name) : undefined;
}

/** A page on a domain of its own names its place at StatusPal where it calls the API or links to itself. */
function summaryInHtml(page: Document): URL | undefined {
  const html = page.text();
  for (const [, name = "", host = ""] of html.matchAll(/\/\/([a-z0-9-]{1,63})\.(statuspal\.(?:io|eu))\b/g))
    if (isPageName(name)) return summaryOf(host, name);
  const api = /\/\/(statuspal\.(?:io|eu))\/api\/v2\/status_pages\/([\w-]{1,63})/.exec(html);
  return api?.[1] && api[2] ? summaryOf(api[1], api[2]) : undefined;
}

/** Hosts of the product's own. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  "www",
  "app",
  "api",
  "docs",
  "help",
  "blog",
  "cdn",
  "assets",
]);

function isPageName(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name) && !OWN_NAMES.has(name);
}

function summaryOf(host: string, name: string): URL {
  return new URL(`https://${host}/api/v2/status_pages/${name}/summary`);
}

/** The summary lists what is open; in what words it ended stands in the list of all incidents. */
async function readSummary(documents: DocumentReader, summary: URL): Promise<Reading> {
  const reading = await readDocument(documents, summary, (one) => parseStatuspal(one, documents.nowMs));
  if (reading.outcome !== "read") return reading;
  const { snapshot } = reading;
  const history = {
    url: new URL("incidents", summary),
    parse: (document: Document) => parseStatuspal(document, documents.nowMs),
  };
  const isLacking = lacksKnown(snapshot, documents.openIncidents);
  const told = isLacking ? await readHistory(documents, history) : undefined;
  return { outcome: "read", snapshot: withClosingWords(documents, summary, snapshot, told) };
}
