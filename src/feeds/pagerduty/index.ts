import type { Document } from "../../http/document.ts";
import { readDocument } from "../reading/document.ts";
import { type Answer, readByDoorbell, recordIn } from "../reading/doorbell.ts";
import { isResting } from "../reading/together.ts";
import { type DocumentReader, type FeedFormat, FormatError, type Reading } from "../types.ts";
import { asSegment, isOnHost, pageOf } from "../wire/address.ts";
import { asId, asRecords } from "../wire/values.ts";
import { parsePosts, postsIn } from "./posts.ts";
import { dataIn, parseSummary } from "./summary.ts";

/** Pages made with PagerDuty, its own for one: drawn in the browser from an API, on older pages from their HTML. */
export const pagerduty: FeedFormat = {
  label: "a PagerDuty status page",
  proof: "captured",
  matches: (url) => isOnHost(url, "status.pagerduty.com", "trust.pagerduty.com"),
  // The page itself tells.
  probes: () => [],
  watchesPage: true,
  recognises: (document) => isPage(document) || isServices(document),
  async read(documents) {
    const page = pageOf(documents.url, ...API_DOCUMENTS.map((name) => `api/${name}`));
    const own = documents.url.pathname.includes("/api/") ? page : documents.url;
    if (documents.found.has(OLDER) && isResting(documents, bellOf(page)))
      return readDocument(documents, own, parseSummary);
    const reading = await readPosts(documents, page);
    const hasNoApi =
      reading.outcome === "failed" &&
      (reading.failure.code === "http_status" || reading.failure.code === "not_this_format");
    if (!hasNoApi) return reading;
    const older = await readDocument(documents, own, parseSummary);
    if (older.outcome === "failed") return reading;
    documents.found.set(OLDER, own.href);
    return older;
  },
};

/** Under which it is kept that a page has no API. */
const OLDER = "older page";
const API_DOCUMENTS = ["posts", "services", "post_enums", "data", "impacted_services"] as const;
/** More than are ever going on at once; each is a request. */
const MOST_DETAILS = 20;

function readPosts(documents: DocumentReader, page: URL): Promise<Reading> {
  return readByDoorbell(documents, {
    bell: bellOf(page),
    rest: [new URL("api/post_enums", page), new URL("api/services", page), new URL("api/data", page)],
    details: (bell) => {
      const listed = postsIn(bell).flatMap((post) => asId(post["id"]) ?? []);
      return [...new Set([...documents.openIncidents, ...listed])]
        .slice(0, MOST_DETAILS)
        .map((id) => new URL(`api/posts/${asSegment(id)}`, page));
    },
    parse: (bell, rest: readonly Answer[], details) => parsePosts(bell, rest, details, page),
  });
}

/** Featured are the posts that are not over yet, maintenances to come included. */
function bellOf(page: URL): URL {
  return new URL("api/posts?is_featured=true&limit=500", page);
}

function isPage(document: Document): boolean {
  try {
    return dataIn(document) !== undefined;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

function isServices(document: Document): boolean {
  const services = asRecords(recordIn(document)?.["services"]);
  return (
    services.length > 0 && services.every((row) => "status_page_id" in row && "business_service_id" in row)
  );
}
