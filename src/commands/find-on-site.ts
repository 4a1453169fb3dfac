import { type Detection, detect, type Found } from "../feeds/detection/detect.ts";
import {
  isSameDomain,
  isStatusAddress,
  statusLinks,
  usualStatusPages,
} from "../feeds/detection/status-links.ts";
import { FORMATS } from "../feeds/index.ts";
import type { FetchResult } from "../http/fetcher.ts";
import { describeUrl } from "../http/url.ts";

/** What status pages call their feeds, and hardly anybody else. */
const HISTORY = /\/history\.(atom|rss)$/i;

type Fetch = (url: URL) => Promise<FetchResult>;

/**
 * Finds the status page that an address leads to: the page there, or else the one of the service whose site it is. Of
 * such a site its status page comes before its feeds: those are about anything.
 */
export async function findOnSite(address: URL, fetch: Fetch): Promise<Detection> {
  const own = await detect(address, fetch);
  if (own.found && (isStatusAddress(address) || isMeant(own, address))) return own;
  const document = own.found ? await documentAt(address, fetch) : own.document;
  const links = document ? statusLinks(document) : [];
  const tried: string[] = own.found ? [] : [...own.tried];
  for (const url of [...links, ...usualPagesOf(address)]) {
    const detection = await detect(url, fetch);
    if (detection.found) return { ...detection, why: whyThere(detection, address, links.includes(url)) };
    tried.push(...detection.tried.slice(0, 1));
  }
  if (!own.found) return { ...own, tried };
  if (!isFeed(own) || isStatusAddress(own.url) || HISTORY.test(own.url.pathname)) return own;
  const what = `${describeUrl(own.url)} is ${FORMATS[own.format].label}`;
  if (links.length > 0) {
    return { found: false, tried: [...tried, `${what}, but the site has its status elsewhere`] };
  }
  return { ...own, why: `${own.why}; look whether it is of the service's status, and not of a blog` };
}

function whyThere({ url, why }: Found, site: URL, isLinked: boolean): string {
  if (isLinked) return `${site.host} links to its status page: ${why}`;
  // Another company may have the same name under another ending.
  const isGuess = !isSameDomain(url, site);
  return `${site.host} seems to have its status page there: ${why}${isGuess ? "; look whether it is theirs" : ""}`;
}

/** The address is the page, or the very feed. */
function isMeant(own: Found, address: URL): boolean {
  return own.isSettled && (!isFeed(own) || own.url.href === address.href);
}

function isFeed({ format }: Found): boolean {
  return !FORMATS[format].watchesPage;
}

async function documentAt(url: URL, fetch: Fetch) {
  const result = await fetch(url);
  return result.outcome === "modified" ? result.document : undefined;
}

/** Only of names that have a domain: an address on this machine or network has no such neighbours. */
function usualPagesOf(site: URL): URL[] {
  const isPublic = /\.[a-z]{2,}$/i.test(site.hostname) && site.port === "";
  return isPublic && !isStatusAddress(site) ? usualStatusPages(site) : [];
}
