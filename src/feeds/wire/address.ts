import { withoutTrailingSlashes } from "../../http/url.ts";
import { wellFormed } from "../../text.ts";
/** Whether an address is on one of these hosts, or on one beneath it: `instatus.com` covers `acme.instatus.com`. */
export function isOnHost(url: URL, ...hosts: readonly string[]): boolean {
  return hosts.some((host) => isWithin(url.hostname, host));
}

/** Whether a host's name is that of another, or of one beneath it. */
export function isWithin(name: string, host: string): boolean {
  return name === host || name.endsWith(`.${host}`);
}

/**
 * The page that an address belongs to, with a slash at its end. The address may be the page itself or one of its
 * `documents`, given by their paths beneath it: `pageOf(…/acme/api/v1/status, "api/v1/status")` is `…/acme/`.
 */
export function pageOf(url: URL, ...documents: readonly string[]): URL {
  const document = documents.find((path) => url.pathname.endsWith(`/${path}`));
  const path = document
    ? url.pathname.slice(0, -document.length)
    : `${withoutTrailingSlashes(url.pathname)}/`;
  return new URL(path, url.origin);
}

/** An id as a segment of a path. */
export function asSegment(id: string): string {
  return encodeURIComponent(wellFormed(id));
}
