import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import type { Component, ComponentStatus, Impact, Incident, IncidentUpdate, Snapshot } from "../types.ts";
import { accepts, readDocument } from "./reading/document.ts";
import { readTogether } from "./reading/together.ts";
import type { FeedFormat } from "./types.ts";
import { isOnHost } from "./wire/address.ts";
import { withDerivedIds } from "./wire/derived-ids.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJson, refuseContent } from "./wire/json.ts";
import { inOrder } from "./wire/order.ts";
import { asEpochMs, asId, asRecords, asString, asTime, type WireRecord } from "./wire/values.ts";
import { wordIn } from "./wire/words.ts";

const PAGE = "https://metastatus.com/";
const PRODUCTS = "/data/orgs.json";
const OUTAGES = /^\/data\/outages\/([\w-]+?)(?:\.history)?\.json$/;

/**
 * Meta's products for business: one list of products with how each of their services is, and a list of outages for each
 * product. Taken from projects that read them: they agree on the list of products; of outages the fields are known
 * from a single one, and their ids from none.
 *
 * The page as a whole is read by the list of products alone, so that it costs one request and not one a product;
 * an address of one product, `metastatus.com/whatsapp-business-api`, also tells of its outages.
 */
export const meta: FeedFormat = {
  label: "the status page of Meta's business products",
  proof: "unproven",
  // The outages are there as feeds too.
  matches: (url) => isOnHost(url, "metastatus.com") && !url.pathname.endsWith(".rss"),
  probes: () => [],
  watchesPage: true,
  recognises: (document) => accepts((products) => parseMeta(products), document),
  async read(documents) {
    const { url } = documents;
    const products = new URL(PRODUCTS, url);
    const product = OUTAGES.exec(url.pathname)?.[1] ?? /^\/([\w-]+)\/?$/.exec(url.pathname)?.[1];
    const outages = new URL(`/data/outages/${product}.json`, url);
    const reading = product
      ? await readTogether(documents, [products, outages], (list, answer) => parseMeta(list, product, answer))
      : await readDocument(documents, products, (list) => parseMeta(list));
    // Where the list has moved to is nothing to watch in the page's place.
    return reading.outcome === "read" ? { outcome: "read", snapshot: reading.snapshot } : reading;
  },
};

/** @throws {FormatError} */
function parseMeta(list: Document, productId?: string, outages?: Document): Snapshot {
  const wanted = "the products of Meta";
  const value = parseJson(list, wanted);
  const all = asRecords(value);
  const isOurs = Array.isArray(value) && all.every(isProduct) && all.some(speaksOurs);
  if (!isOurs) return refuseContent(list, wanted);
  const products = productId === undefined ? all : all.filter((product) => asId(product["id"]) === productId);
  if (products.length === 0) return refuseContent(list, `a product "${productId}" of Meta`);
  const [product] = products;
  const incidents = product && outages && readOutages(outages, product);
  return {
    page:
      productId === undefined || !product
        ? { name: "Meta", url: PAGE }
        : { name: asString(product["name"]) ?? productId, url: PAGE + productId },
    incidents: incidents ?? [],
    components: products.flatMap((each) => readServices(each, productId === undefined)),
    listsAllOpen: { incident: incidents !== undefined, maintenance: false },
    listsClosed: incidents !== undefined,
  };
}

function isProduct(record: WireRecord): boolean {
  const services = record["services"];
  const areServices = asRecords(services).every(
    (service) => asId(service["id"]) && asString(service["name"]) && "status" in service,
  );
  return Boolean(asId(record["id"]) && asString(record["name"])) && Array.isArray(services) && areServices;
}

/** Lists of things with services are many: this one says how they are in its own words. */
function speaksOurs(product: WireRecord): boolean {
  const services = asRecords(product["services"]);
  return services.some(({ status }) => wordIn(SERVICE_WORDS, asString(status)).status !== "unknown");
}

const SERVICE_WORDS: Readonly<Record<string, ComponentStatus>> = {
  no_known_issues: "operational",
  resolved: "operational",
  low_disruptions: "degraded_performance",
  medium_disruptions: "partial_outage",
  high_disruptions: "major_outage",
};

function readServices(product: WireRecord, isOneOfMany: boolean): Component[] {
  return asRecords(product["services"]).map((service) => ({
    id: `${asId(product["id"])}/${asId(service["id"])}`,
    name: `${isOneOfMany ? `${asString(product["name"])} – ` : ""}${asString(service["name"])}`,
    ...wordIn(SERVICE_WORDS, asString(service["status"])),
    ...present({ updatedAtMs: timeOf(service) }),
  }));
}

const IMPACT_WORDS: Readonly<Record<string, Impact>> = {
  low_disruptions: "minor",
  medium_disruptions: "major",
  high_disruptions: "critical",
};

/** Undefined where the document is something else: the site answers with its own page to any other address. */
function readOutages(document: Document, product: WireRecord): Incident[] | undefined {
  const value = jsonOf(document);
  const records = asRecords(value);
  const isOurs = Array.isArray(value) && records.every((record) => "service_id" in record);
  if (!isOurs) return undefined;
  const services = new Map(
    asRecords(product["services"]).map((service) => [asId(service["id"]), asString(service["name"])]),
  );
  return records.map((record) => {
    const serviceId = asId(record["service_id"]) ?? "";
    const service = services.get(serviceId) ?? asString(product["name"]) ?? "";
    const updates = readPosts(record);
    const startedAtMs = updates[0]?.postedAtMs ?? timeOf(record);
    const word = asString(record["status"]);
    return {
      // Of the times only that of the first post is sure not to move.
      id: asId(record["id"]) ?? `${serviceId}/${startedAtMs ?? "undated"}`,
      kind: "incident",
      title: service,
      ...outageStatus(word),
      impact: wordIn(IMPACT_WORDS, word).status,
      url: PAGE + asId(product["id"]),
      components: [{ id: `${asId(product["id"])}/${serviceId}`, name: service }],
      ...present({ startedAtMs, updatedAtMs: updates.at(-1)?.postedAtMs ?? timeOf(record) }),
      updates,
    };
  });
}

function jsonOf(document: Document): unknown {
  try {
    return document.json();
  } catch {
    return undefined;
  }
}

/** An outage has no stages, only how grave it is until it is resolved. */
function outageStatus(word: string | undefined): Pick<Incident, "status" | "rawStatus"> {
  if (word?.toLowerCase() === "resolved") return { status: "resolved" };
  return { status: "investigating", ...present({ rawStatus: word }) };
}

/** Oldest first. A post has words only: that an outage is over is said of the outage. */
function readPosts(record: WireRecord): IncidentUpdate[] {
  const posts = asRecords(record["posts"]).map((post) => ({
    status: "investigating" as const,
    rawStatus: "Update",
    message: htmlToText(asString(post["description"]) ?? ""),
    ...present({ postedAtMs: timeOf(post) }),
  }));
  return withDerivedIds(inOrder(posts));
}

/** How times are written is not known for certain: a date, or a count of seconds or milliseconds. */
function timeOf(record: WireRecord): number | undefined {
  const time = record["time"];
  const count = Number(asId(time) ?? Number.NaN);
  return asTime(time) ?? asEpochMs(time, count > 100_000_000_000 ? "ms" : "s");
}
