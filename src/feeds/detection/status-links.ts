import { Parser } from "htmlparser2";
import type { Document } from "../../http/document.ts";
import { FORMATS } from "../index.ts";
import { MOST_TAGS } from "../wire/html.ts";
import { formatByAddress } from "./detect.ts";

const MOST_LINKS = 4;

/** Words of a status page's address. "Health" only by itself: it is the trade of many a service. */
const STATUS_WORD = /status|uptime|incident|(^|[./_-])health([./_-]|$)/i;

const STATUS_HOST = /^(www\.)?[\w-]*status\./i;
const STATUS_PATH = /^(\/[a-z]{2}(-[a-z]{2})?)?\/(system-?|service-?)?status\/?$/i;
const STATUS_TEXT = /^((system|service|platform|server|api|network|current|live)\s+)*status(\s+page)?$/i;

/** Sites of those who make status pages, to which each page they made links. */
const MAKERS = /^(www\.)?(instatus\.com|status\.io|hund\.io|statuspage\.io|statuspal\.io|openstatus\.dev)$/i;

/** Whether an address is plainly that of a status page, and not of a site that may have one. */
export function isStatusAddress(url: URL): boolean {
  return STATUS_WORD.test(url.hostname) || STATUS_WORD.test(url.pathname) || isOfProduct(url);
}

/** The status pages that a site's own page links to, usually from its foot; those of its own domain first. */
export function statusLinks(document: Document): URL[] {
  const here = new URL(document.url);
  const links = new Map<string, URL>();
  let tags = 0;
  let open: { readonly url: URL; text: string } | undefined;
  const parser = new Parser({
    onopentag(name, { href }) {
      if (++tags >= MOST_TAGS) parser.pause();
      if (name !== "a" || !href || !URL.canParse(href, here.href)) return;
      open = { url: new URL(href, here), text: "" };
    },
    ontext(text) {
      if (open) open.text += text;
    },
    onclosetag(name) {
      if (name !== "a" || !open) return;
      const { url, text } = open;
      open = undefined;
      url.hash = "";
      if (isElsewhere(url, here) && (isStatusPage(url) || STATUS_TEXT.test(text.trim())))
        links.set(url.origin + url.pathname, url);
    },
  });
  parser.end(document.text());
  const found = [...links.values()];
  const isOwn = (url: URL) => isSameDomain(url, here);
  return [...found.filter(isOwn), ...found.filter((url) => !isOwn(url))].slice(0, MOST_LINKS);
}

/** Where a company's status page usually is: `status.acme.com`, `www.acmestatus.com`, `acme.statuspage.io`. */
export function usualStatusPages({ hostname }: URL): URL[] {
  const [host, domain] = [withoutWww(hostname), domainOf(hostname)];
  const [label] = domain.split(".");
  const hosts = [`status.${host}`, `status.${domain}`, `www.${label}status.com`, `${label}.statuspage.io`];
  return [...new Set(hosts)].map((one) => new URL(`https://${one}/`));
}

/** Whether two addresses are of one owner, as far as names tell. */
export function isSameDomain(one: URL, other: URL): boolean {
  return domainOf(one.hostname) === domainOf(other.hostname);
}

/** On the web, and not the page that links to it. */
function isElsewhere(url: URL, here: URL): boolean {
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  return isWeb && !MAKERS.test(url.hostname) && url.origin + url.pathname !== here.origin + here.pathname;
}

/** More exact than {@link isStatusAddress}: sites write about status and health on many of their own pages. */
function isStatusPage(url: URL): boolean {
  return STATUS_HOST.test(url.hostname) || STATUS_PATH.test(url.pathname) || isOfProduct(url);
}

/** An address that only one product's pages have; that of a feed may be of anything. */
function isOfProduct(url: URL): boolean {
  const format = formatByAddress(url);
  return format !== undefined && FORMATS[format].watchesPage;
}

function withoutWww(hostname: string): string {
  return hostname.replace(/^www\./, "");
}

/** The part of a host name that is registered: `acme.com`, `acme.co.uk`. Near enough without the list of all such. */
function domainOf(hostname: string): string {
  return /[^.]+\.((com?|org|net|gov|edu|ac)\.)?[^.]+$/i.exec(hostname)?.[0] ?? hostname;
}
