import type { Document } from "../http/document.ts";
import { explain } from "../http/failure.ts";
import type { FetchResult } from "../http/fetcher.ts";
import { isLoopback } from "../http/url.ts";
import { present } from "../present.ts";
import type { Provider } from "../provider.ts";
import { type ChosenForm, chooseForm } from "./choose.ts";
import { type PageForms, readForms } from "./forms.ts";
import { vendorOf } from "./index.ts";
import type { Channel, Vendor } from "./types.ts";

/** How a page is subscribed to, as far as can be told before anything is sent. */
export type Plan = ByForm | ByHand;

/** Its own form can be sent. */
export interface ByForm {
  readonly vendor: Vendor;
  readonly chosen: ChosenForm;
  /** Where the form stands. */
  readonly page: Document;
  readonly csrfToken?: string;
}

/** A person has to do it. */
export interface ByHand {
  readonly vendor: Vendor;
  /** Where to begin. */
  readonly at: URL;
  readonly why: string;
}

export type Fetch = (url: URL) => Promise<FetchResult>;

/** Beside the page itself. */
const MOST_OTHERS = 2;
/** What may lie beneath a page and is none: its documents. */
const DOCUMENT = /\/(?:api\/.*|feed|rss|[^/]*\.(?:json|atom|rss|xml|js))$/;
const CHANNELS: Readonly<Record<Channel, { readonly path: RegExp; readonly words: string }>> = {
  email: { path: /e-?mail/i, words: "by e-mail" },
  webhook: { path: /webhook/i, words: "by webhook" },
};

/** Looks for the form by which the provider's page takes subscriptions of a channel. */
export async function planSubscription(
  provider: Provider,
  channel: Channel,
  hasEmail: boolean,
  fetch: Fetch,
): Promise<Plan> {
  const page = pageOf(new URL(provider.url));
  const first = await readPage(page, fetch);
  if ("why" in first) return { vendor: vendorOf(provider), at: page, why: first.why };
  const vendor = vendorOf(provider, first);
  const forms = readForms(first);
  const others = otherPages(first.url, vendor, channel, forms);
  let hindrance = choiceOn(first, forms);
  if (hindrance && "chosen" in hindrance) return hindrance;
  for (const url of others) {
    if (hindrance) break;
    const other = await readPage(url, fetch);
    const found = "why" in other ? undefined : choiceOn(other, readForms(other));
    if (found && "chosen" in found) return found;
    hindrance = found;
  }
  const at = linkFor(forms, channel) ?? page;
  return hindrance ?? { vendor, at, why: withoutForm(vendor, channel) };

  function choiceOn(document: Document, its: PageForms): Plan | undefined {
    const choice = chooseForm(its, document.url, channel, hasEmail);
    if (!choice) return undefined;
    if ("why" in choice) return { vendor, at: document.url, why: choice.why };
    return { vendor, chosen: choice, page: document, ...present({ csrfToken: its.csrfToken }) };
  }
}

/** The page that a provider's address belongs to: the address may be that of a document. */
export function pageOf(address: URL): URL {
  const path = address.pathname.replace(DOCUMENT, "/");
  return path === address.pathname ? address : new URL(path, address.origin);
}

/** A web page that what is entered may be sent back to; why not, otherwise. */
export async function readPage(url: URL, fetch: Fetch): Promise<Document | { readonly why: string }> {
  const result = await fetch(url);
  if ("failure" in result) return { why: explain(result.failure) };
  if (result.outcome !== "modified") return { why: `${url.host} gave nothing to read` };
  const { document } = result;
  const isUpgraded = document.url.hostname === url.hostname && document.url.protocol === "https:";
  if (document.url.origin !== url.origin && !isUpgraded)
    return {
      why: `${url.host} redirects to ${document.url.host}; see \`status-watch repair\` if that is its page now`,
    };
  if (document.url.protocol === "http:" && !isLoopback(document.url.hostname))
    return { why: `${url.host} is not read by https: what is entered there could be read on its way` };
  return document;
}

function otherPages(page: URL, vendor: Vendor, channel: Channel, forms: PageForms): URL[] {
  const way = vendor.ways[channel];
  const beneath = new URL(page.pathname.endsWith("/") ? page : `${page.origin}${page.pathname}/`);
  const known = ("forms" in way ? (way.forms ?? []) : []).map((path) => new URL(path, beneath));
  const linked = linkFor(forms, channel);
  const urls = linked ? [linked, ...known] : known;
  return [...new Map(urls.map((url) => [url.href, url])).values()].slice(0, MOST_OTHERS);
}

/** The page's own link to where a channel is subscribed to. */
function linkFor({ links }: PageForms, channel: Channel): URL | undefined {
  const rest = Object.keys(CHANNELS).filter((name) => name !== channel) as Channel[];
  const isOthers = ({ pathname }: URL) => rest.some((name) => CHANNELS[name].path.test(pathname));
  const isOwn = ({ pathname }: URL) => CHANNELS[channel].path.test(pathname);
  return links.find(isOwn) ?? links.find((url) => /\/subscri\w+\/?$/i.test(url.pathname) && !isOthers(url));
}

function withoutForm(vendor: Vendor, channel: Channel): string {
  const way = vendor.ways[channel];
  if ("instead" in way)
    return `${vendor.name} cannot be subscribed to ${CHANNELS[channel].words}: ${way.instead}`;
  return "its page has no form that a program could send";
}
