import type { Document } from "../../http/document.ts";
import type { Snapshot } from "../../types.ts";
import { accepts, readDocument } from "../reading/document.ts";
import type { FeedFormat } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { embeddedJson } from "../wire/embedded.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { asRecord } from "../wire/values.ts";
import { readEvents } from "./events.ts";
import { isHealth, readHealth } from "./health.ts";

const API = /\/_apis\/status\/health\/?$/;
const WANTED = "the Azure DevOps status page";

/**
 * Azure DevOps: the page holds the health of each service in each geography and the events that are going on, in the
 * data it is drawn from. The documented API has the health only.
 */
export const azuredevops: FeedFormat = {
  label: "the Azure DevOps status page",
  proof: "captured",
  matches: (url) => isOnHost(url, "status.dev.azure.com") && !/\/_rss\/?$/i.test(url.pathname),
  probes: () => [],
  watchesPage: true,
  recognises: (document) => accepts(parse, document),
  read(documents) {
    const { url } = documents;
    // The page's parts, such as the one of a single event, do not hold what the page does.
    const isPart = isOnHost(url, "status.dev.azure.com") && !API.test(url.pathname);
    return readDocument(documents, isPart ? new URL("/", url) : url, parse);
  },
};

/** @throws {FormatError} */
function parse(document: Document): Snapshot {
  const isPage = /^\s*</.test(document.text().slice(0, 1_000));
  return isPage ? parsePage(document) : parseHealth(document);
}

function parseHealth(document: Document): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  if (!isHealth(root)) return refuseContent(document, WANTED);
  return {
    ...readHealth(root),
    page: pageOf(document),
    incidents: [],
    // It tells of no incidents at all: none that another view told of has ended.
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: false,
  };
}

function parsePage(document: Document): Snapshot {
  const data = asRecord(asRecord(embeddedJson(document, "dataProviders"))?.["data"]);
  const health = asRecord(
    asRecord(data?.["ms.vss-status-web.public-status-data-provider"])?.["serviceStatus"],
  );
  if (!data || !health || !isHealth(health)) return refuseContent(document, WANTED);
  const events = asRecord(data["ms.vss-status-web.active-public-live-site-events-data-provider"]);
  const list = events?.["liveSiteEvents"];
  return {
    ...readHealth(health),
    page: pageOf(document),
    incidents: readEvents(list, new URL("/", document.url).href),
    listsAllOpen: { incident: Array.isArray(list), maintenance: false },
    listsClosed: false,
  };
}

function pageOf({ url }: Document): Snapshot["page"] {
  return { name: "Azure DevOps", url: new URL("/", url).href };
}
