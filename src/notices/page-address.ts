/** A document of a page, at the end of its address: an API's, a summary, a feed. */
const DOCUMENT =
  /\/(?:api\/v\d\/[\w-]+(?:\/[\w-]+)?\.json|v\d\/[\w-]+\.json|[\w-]+\.(?:json|atom|rss|xml)|feed|rss|atom)\/?$/;

/** The page that a provider's address belongs to, with a slash at its end: it may be one exact feed or document of it. */
export function pageAddress(url: URL): URL {
  const path = url.pathname.replace(DOCUMENT, "/");
  return new URL(path.endsWith("/") ? path : `${path}/`, url.origin);
}
