import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import { atOnce, type Steps } from "../steps.ts";
import type { ComponentRef, Impact, Incident, IncidentStatus, IncidentUpdate, Snapshot } from "../types.ts";
import { accepts, readDocument } from "./reading/document.ts";
import { MOST_INCIDENTS } from "./tidy.ts";
import type { FeedFormat } from "./types.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJson, refuseContent } from "./wire/json.ts";
import { inOrder } from "./wire/order.ts";
import { asId, asRecord, asRecords, asString, asTime, asWebAddress, type WireRecord } from "./wire/values.ts";

/** The dashboards there are, each with its name and what the addresses of its pages begin with. */
const DASHBOARDS = [
  { name: "Google Cloud", url: new URL("https://status.cloud.google.com/"), prefix: "/" },
  {
    name: "Google Workspace",
    url: new URL("https://www.google.com/appsstatus/dashboard/"),
    prefix: "/appsstatus",
  },
  { name: "Firebase", url: new URL("https://status.firebase.google.com/"), prefix: "/" },
  { name: "Google Play", url: new URL("https://status.play.google.com/"), prefix: "/" },
  { name: "Google Search", url: new URL("https://status.search.google.com/"), prefix: "/" },
  {
    name: "Google Ads",
    url: new URL("https://ads.google.com/status/publisher/"),
    prefix: "/status/publisher",
  },
] as const;
const FEED = /\.atom$|\/(?:feed|rss)(?:\/\w+)?\/?$/i;

/**
 * Google's status dashboards: one document with the incidents of all products, what is over included. It is large, so
 * that it matters to ask for it only when it has changed.
 */
export const googlecloud: FeedFormat = {
  label: "a status dashboard of Google's (Cloud, Workspace, Firebase, Play, Search, Ads)",
  proof: "captured",
  matches: (url) => dashboardAt(url) !== undefined && !FEED.test(url.pathname),
  probes: () => [],
  watchesPage: false,
  recognises: (document) => accepts(parseIncidents, document),
  marks: isDashboard,
  shared,
  onlyDocument: shared,
  read: (documents) => readDocument(documents, shared(documents.url), incidentSteps),
};

function dashboardAt({ hostname, pathname }: URL): (typeof DASHBOARDS)[number] | undefined {
  return DASHBOARDS.find(({ url, prefix }) => hostname === url.hostname && pathname.startsWith(prefix));
}

function shared(url: URL): URL {
  const root = dashboardAt(url)?.url;
  if (root) return new URL("incidents.json", root);
  return url.pathname.endsWith(".json") ? url : new URL("incidents.json", new URL("./", url));
}

/** The pages are drawn with elements of these names, and link to the schema of their data. */
function isDashboard(page: Document): boolean {
  const html = page.text();
  return html.includes("<psd-") && html.includes("/incidents.schema.json");
}

/** @throws {FormatError} */
function parseIncidents(document: Document): Snapshot {
  return atOnce(incidentSteps(document));
}

/** In steps: the list is very long. */
function* incidentSteps(document: Document): Steps<Snapshot> {
  const wanted = "the incidents of a Google status dashboard";
  const value = parseJson(document, wanted);
  const root = dashboardAt(document.url);
  // Without incidents only the address tells whose list it is.
  const isOurs = Array.isArray(value) && (value.length > 0 ? value.every(isIncident) : root !== undefined);
  if (!isOurs) return refuseContent(document, wanted);
  yield;
  const incidents: Incident[] = [];
  for (const record of asRecords(value).slice(0, MOST_INCIDENTS)) {
    incidents.push(readIncident(record, document.url.href));
    yield;
  }
  return {
    page: present({ name: root?.name, url: root?.url.href }),
    incidents,
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: true,
  };
}

function isIncident(value: unknown): boolean {
  const record = asRecord(value);
  return (
    record !== undefined &&
    asId(record["id"]) !== undefined &&
    asString(record["external_desc"]) !== undefined &&
    asTime(record["begin"]) !== undefined &&
    asString(record["service_name"]) !== undefined
  );
}

function readIncident(record: WireRecord, base: string): Incident {
  const endMs = asTime(record["end"]);
  const newest = asString(asRecord(record["most_recent_update"])?.["status"]);
  const updates = readUpdates(record["updates"]);
  const isOver = endMs !== undefined || newest === "AVAILABLE";
  const current = isOver ? over(updates) : statusOf(newest ?? asString(record["status_impact"]));
  return {
    id: asId(record["id"]) ?? "",
    kind: "incident",
    title: plainText(asString(record["external_desc"]) ?? ""),
    ...current,
    impact: impactOf(record),
    components: readProducts(record),
    ...present({
      url: asWebAddress(record["uri"], base),
      startedAtMs: asTime(record["begin"]),
      updatedAtMs: asTime(record["modified"]),
    }),
    updates,
  };
}

function over(updates: readonly IncidentUpdate[]): Standing {
  return { status: updates.at(-1)?.status === "postmortem" ? "postmortem" : "resolved" };
}

type Standing = { readonly status: IncidentStatus; readonly rawStatus?: string };

const GOING_ON: ReadonlySet<string> = new Set([
  "SERVICE_INFORMATION",
  "SERVICE_DISRUPTION",
  "SERVICE_OUTAGE",
]);

/** Google's words say how bad it is and not how far its repair has come; where there is none, it is going on. */
function statusOf(word: string | undefined): Standing {
  if (word === "AVAILABLE") return { status: "resolved" };
  const isKnown = word === undefined || GOING_ON.has(word);
  return { status: isKnown ? "investigating" : "unknown", ...present({ rawStatus: word }) };
}

/** "# Incident Report", "**Mini Incident Report**": what follows days after the end. */
const REPORT = /^[\s#*]*(?:mini )?incident report\b/i;

/** Newest first; none share their `when`, and it stays when the text is edited. */
function readUpdates(value: unknown): IncidentUpdate[] {
  const updates = asRecords(value).map((record): IncidentUpdate => {
    const when = asString(record["when"]) ?? asString(record["created"]) ?? "undated";
    const message = plainText(asString(record["text"]) ?? "");
    const standing = statusOf(asString(record["status"]));
    const isReport = standing.status === "resolved" && REPORT.test(message.slice(0, 100));
    return {
      id: when,
      idFrom: "page",
      ...(isReport ? { status: "postmortem" } : standing),
      message,
      ...present({ postedAtMs: asTime(when), updatedAtMs: asTime(record["modified"]) }),
    };
  });
  return inOrder(updates.reverse());
}

const IMPACTS: Readonly<Record<string, Impact>> = {
  SERVICE_INFORMATION: "minor",
  SERVICE_DISRUPTION: "major",
  SERVICE_OUTAGE: "critical",
  low: "minor",
  medium: "major",
  high: "critical",
};

function impactOf(record: WireRecord): Impact {
  const words = [record["status_impact"], record["severity"]].map(asString);
  const word = words.find((known) => known !== undefined && Object.hasOwn(IMPACTS, known));
  return (word && IMPACTS[word]) || "unknown";
}

/** The dashboard of Ads writes its names with a blank before them. */
function readProducts(record: WireRecord): ComponentRef[] {
  const products = asRecords(record["affected_products"]).flatMap((product) => {
    const name = asString(product["title"])?.trim();
    return name ? [{ name, ...present({ id: asId(product["id"]) }) }] : [];
  });
  if (products.length > 0) return products;
  const name = asString(record["service_name"])?.trim();
  return name && name !== "Multiple Products"
    ? [{ name, ...present({ id: asId(record["service_key"]) }) }]
    : [];
}

const HTML = /<\/?(?:a|b|br|div|em|h\d|i|li|ol|p|span|strong|ul)\b[^<>]{0,500}>|&(?:[a-z]{2,8}|#\d{1,7});/i;

/** The texts are Markdown, in which `<project>` is what was meant; some dashboards have written HTML. */
function plainText(text: string): string {
  return HTML.test(text) ? htmlToText(text) : text.trim();
}
