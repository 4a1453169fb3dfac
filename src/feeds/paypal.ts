import type { Document } from "../http/document.ts";
import type { Component, ComponentStatus, Snapshot } from "../types.ts";
import { parseAtom } from "./atom.ts";
import { accepts, attempt, readDocument } from "./reading/document.ts";
import { readTogether } from "./reading/together.ts";
import { MOST_COMPONENTS } from "./tidy.ts";
import { type FeedFormat, FormatError } from "./types.ts";
import { isOnHost } from "./wire/address.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import { asId, asRecord, asRecords, asString, type WireRecord } from "./wire/values.ts";
import { wordIn } from "./wire/words.ts";

const WANTED = "PayPal's status API";
const HOSTS = ["paypal-status.com", "www.paypal-status.com"];
const PAGE = "https://www.paypal-status.com/";
const COMPONENTS = new URL("api/v1/components", PAGE);
const FEED = new URL("feed/atom", PAGE);
const VIEW = /^\/(product|api)\/(production|sandbox)\/?$/;

/** PayPal's own page: its components by the API, its incidents by the feed. */
export const paypal: FeedFormat = {
  label: "PayPal's status page, by its JSON API and feed",
  proof: "unproven",
  // Whether the page itself still has its API is seen only by asking.
  matches: (url) => isOnHost(url, ...HOSTS) && url.pathname === COMPONENTS.pathname,
  probes: (page) => (isOnHost(page, ...HOSTS) ? [COMPONENTS] : []),
  watchesPage: true,
  recognises: (document) => accepts(parsePaypal, document),
  read(documents) {
    const { url } = documents;
    if (!isOnHost(url, ...HOSTS)) return readDocument(documents, url, parsePaypal);
    const [, category, environment] = VIEW.exec(url.pathname) ?? [];
    const view = category && environment ? { category, environment } : undefined;
    return readTogether(documents, [COMPONENTS, FEED], (components, feed) => {
      const snapshot = parsePaypal(components, view);
      const told = feed && attempt(() => parseAtom(feed));
      if (!told || told instanceof FormatError) return snapshot;
      return { ...snapshot, incidents: told.incidents, listsClosed: told.listsClosed };
    });
  },
};

/** What a page of the site shows: `…/product/production`. */
interface View {
  readonly category: string;
  readonly environment: string;
}

/** @throws {FormatError} anything but the list of components */
function parsePaypal(document: Document, view?: View): Snapshot {
  const { result } = parseJsonRecord(document, WANTED);
  if (!Array.isArray(result) || result.length === 0 || !result.every(isComponent))
    return refuseContent(document, WANTED);
  return {
    page: { name: "PayPal", url: PAGE },
    incidents: [],
    components: asRecords(result)
      .slice(0, MOST_COMPONENTS)
      .flatMap((record) => readComponent(record, view)),
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: false,
  };
}

function isComponent(value: unknown): boolean {
  const component = asRecord(value);
  const status = asRecord(component?.["status"]);
  return !!status && !!asRecord(component?.["category"]) && ("production" in status || "sandbox" in status);
}

const STATUSES: Readonly<Record<string, ComponentStatus>> = {
  operational: "operational",
  informational: "operational",
  under_maintenance: "under_maintenance",
  degraded_performance: "degraded_performance",
  service_degradation: "degraded_performance",
  service_disruption: "partial_outage",
  service_outage: "major_outage",
};

/** Each is in production and in the sandbox, and may fail in one of them. */
function readComponent(record: WireRecord, view: View | undefined): Component[] {
  const category = asString(asRecord(record["category"])?.["name"]) ?? "";
  const name = htmlToText(asString(record["name"]) ?? category);
  if (!name || (view && category.toLowerCase() !== view.category)) return [];
  const id = asId(record["id"]) ?? `${category}/${name}`;
  return Object.entries(asRecord(record["status"]) ?? {}).flatMap(([environment, word]) => {
    if (view && environment !== view.environment) return [];
    const group = environment.charAt(0).toUpperCase() + environment.slice(1);
    return {
      id: `${id}/${environment}`,
      name: `${group} – ${name}`,
      ...wordIn(STATUSES, asString(word)),
    };
  });
}
