import { Parser } from "htmlparser2";
import type { Document } from "../http/document.ts";
import { formatByAddress } from "./detect.ts";

const MOST_LINKS = 4;

/** Whether an address is plainly that of a status page, and not of a site that may have one. */
export function isStatusAddress(url: URL): boolean {
  return (
    /status|health|uptime|incident/i.test(url.hostname + url.pathname) || formatByAddress(url) !== undefined
  );
}

/** The status pages that a site's own page links to, usually from its foot. */
export function statusLinks(document: Document): URL[] {
  const links = new Map<string, URL>();
  const parser = new Parser({
    onopentag(name, { href }) {
      if (name !== "a" || !href || !URL.canParse(href, document.url.href)) return;
      const url = new URL(href, document.url.href);
      const isWeb = url.protocol === "https:" || url.protocol === "http:";
      if (isWeb && isStatusPage(url)) links.set(url.origin + url.pathname, url);
    },
  });
  parser.end(document.text());
  return [...links.values()].slice(0, MOST_LINKS);
}

/** Where a company's status page usually is: `status.acme.com`, `acmestatus.com`, `www.acmestatus.com`. */
export function usualStatusPages({ hostname }: URL): URL[] {
  const domain = hostname.replace(/^www\./, "");
  const [label] = domain.split(".");
  return [`status.${domain}`, `www.${label}status.com`, `${label}.statuspage.io`].map(
    (host) => new URL(`https://${host}/`),
  );
}

/** More exact than {@link isStatusAddress}: sites write about status and health on many of their own pages. */
function isStatusPage(url: URL): boolean {
  const { hostname, pathname } = url;
  const isOwnHost =
    /^(www\.)?(status\.|[\w-]*status\.)/i.test(hostname) || formatByAddress(url) !== undefined;
  return isOwnHost || /^\/(system-?)?status\/?$/i.test(pathname);
}
