import type { Document } from "../../http/document.ts";
import type { Snapshot } from "../../types.ts";
import { readByClock } from "../reading/ahead.ts";
import { accepts } from "../reading/document.ts";
import type { DocumentReader, FeedFormat, Reading } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { asId, asRecords } from "../wire/values.ts";
import { readCountries } from "./countries.ts";

const PAGE = "https://status.playstation.com/";
const DATA = /\/data\/statuses\/region\/\w+\.json$/;

/**
 * PlayStation Network: a document for each of Sony's regions, with the services of each of its countries. Taken from
 * projects that read it, which agree on the fields; of what is the matter there is only a key.
 *
 * An entry stands there before it begins and stays when it is over: what it says depends on the time.
 */
export const playstation: FeedFormat = {
  label: "the status page of PlayStation Network",
  proof: "unproven",
  matches: (url) => isOnHost(url, "status.playstation.com"),
  probes: () => [],
  watchesPage: true,
  recognises: (document) => accepts((region) => parseRegion(region, 0), document),
  read: readPlaystation,
};

/** Sony's regions by country; all others belong to the Americas. */
const REGIONS: readonly (readonly [region: string, countries: string])[] = [
  ["SCEE", "AE AT AU BE BG BH CH CY CZ DE DK ES FI FR GB GR HR HU IE IL IN IS IT KW LB LU MT NL NO NZ OM"],
  ["SCEE", "PL PT QA RO RU SA SE SI SK TR UA ZA"],
  ["SCEJA", "CN HK ID JP KR MY PH RS SG TH TW VN"],
];

/** An address as `/en-gb/` is about one country; the page without one is read as all of the Americas. */
async function readPlaystation(documents: DocumentReader): Promise<Reading> {
  const { url, nowMs } = documents;
  const country = /^\/[a-z]{2}(?:-[a-z]{4})?-([a-z]{2})(?:\/|$)/i.exec(url.pathname)?.[1]?.toUpperCase();
  const region = REGIONS.find(([, countries]) => country && countries.includes(country))?.[0] ?? "SCEA";
  const data = DATA.test(url.pathname) ? url : new URL(`/data/statuses/region/${region}.json`, url);
  const reading = await readByClock(documents, data, (document) => parseRegion(document, nowMs, country));
  return reading.outcome === "read" ? { outcome: "read", snapshot: reading.snapshot } : reading;
}

/** @throws {FormatError} */
function parseRegion(document: Document, nowMs: number, only?: string): Snapshot {
  const wanted = "the status of PlayStation Network";
  const list = parseJsonRecord(document, wanted)["countries"];
  const all = asRecords(list);
  const isOurs =
    all.length > 0 &&
    all.every((country) => asId(country["countryCode"]) && Array.isArray(country["services"]));
  if (!isOurs) return refuseContent(document, wanted);
  const countries = only === undefined ? all : all.filter((country) => country["countryCode"] === only);
  if (countries.length === 0) return refuseContent(document, `${wanted} in ${only ?? "any country"}`);
  return {
    page: { name: "PlayStation Network", url: PAGE },
    ...readCountries(countries, nowMs, countries.length > 1),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: true,
  };
}
