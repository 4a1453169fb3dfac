import type { Document } from "../../http/document.ts";
import { accepts, readDocument } from "../reading/document.ts";
import type { DocumentReader, FeedFormat, Reading } from "../types.ts";
import { pageOf } from "../wire/address.ts";
import { parseCachet } from "./parse.ts";
import { APIS, type Api, readLists } from "./read.ts";

const NAMES = Object.keys(APIS) as readonly Api[];
const LISTS = ["incidents", "components", "schedules"] as const;
/** Of a page: which version's API it has. */
const FOUND = "api";
const MISSING: ReadonlySet<number> = new Set([404, 405, 410]);

/** Cachet, which everyone hosts at home: version 2 and version 3 by their APIs. */
export const cachet: FeedFormat = {
  label: "a Cachet page",
  proof: "documented",
  // It has no hosts of its own, and its paths are many an API's.
  matches: () => false,
  probes: (page) => NAMES.map((api) => new URL(`${api}incidents`, page)),
  watchesPage: true,
  recognises: (document) => accepts(parseCachet, document),
  marks: isCachetPage,
  read(documents) {
    const { url } = documents;
    if (url.pathname.endsWith(".json")) return readDocument(documents, url, parseCachet);
    // One list alone would tell little, and version 2 begins it with what is oldest.
    const api = NAMES.find((one) => LISTS.some((list) => url.pathname.endsWith(`/${one}${list}`)));
    if (api) return readLists(documents, pageOf(url, ...LISTS.map((list) => `${api}${list}`)), api);
    return readPage(documents, pageOf(url));
  },
};

async function readPage(documents: DocumentReader, page: URL): Promise<Reading> {
  const known = NAMES.find((api) => api === documents.found.get(FOUND));
  if (known) return readLists(documents, page, known);
  const [second, third] = NAMES as [Api, Api];
  const reading = await readLists(documents, page, second);
  const isMissing = reading.outcome === "failed" && MISSING.has(reading.status ?? 0);
  if (reading.outcome === "read") documents.found.set(FOUND, second);
  if (!isMissing) return reading;
  const other = await readLists(documents, page, third);
  if (other.outcome === "read") documents.found.set(FOUND, third);
  return other;
}

/** What its own templates say of what made the page. */
function isCachetPage(page: Document): boolean {
  return /<a\b[^<>]{0,200}\bhref=["']https?:\/\/(?:www\.)?cachethq\.io\b[^<>]{0,200}>\s{0,99}Cachet\b/i.test(
    page.text(),
  );
}
