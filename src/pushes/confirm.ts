import { isOnHost } from "../feeds/wire/address.ts";
import type { FetchResult } from "../http/fetcher.ts";
import { describeUrl } from "../http/url.ts";
import type { Provider } from "../provider.ts";

/** Who sends mails for the pages of others. */
const VENDORS = [
  "statuspage.io",
  "stspg.io",
  "incident.io",
  "instatus.com",
  "betterstack.com",
  "betteruptime.com",
  "status.io",
  "statuscast.com",
  "sorryapp.com",
  "statuspal.io",
  "statuspal.eu",
];

/** Why the link of a mail is not to be followed: anybody may send one that leads anywhere. */
export function whyNotFollowed(url: URL, provider: Provider): string | undefined {
  const isOwn = url.host === new URL(provider.url).host;
  if (url.protocol !== "https:" && !isOwn) return "it is not https";
  if (isOwn || VENDORS.some((host) => isOnHost(url, host))) return undefined;
  return `${url.host} is neither the page's host nor one of a product for status pages`;
}

export interface Followed {
  readonly isOpened: boolean;
  /** For the log. */
  readonly outcome: string;
}

/** Follows the link. */
export async function follow(url: URL, fetch: (url: URL) => Promise<FetchResult>): Promise<Followed> {
  const result = await fetch(url);
  const where = describeUrl(url);
  if (result.outcome === "modified" || result.outcome === "unchanged") {
    const outcome = `${where} was opened, which confirms most subscriptions; look there if nothing comes`;
    return { isOpened: true, outcome };
  }
  // All of it, query and secret: it is left to a person now.
  const byHand = `open ${url.href} if you trust it`;
  return { isOpened: false, outcome: `${where} could not be opened: ${result.failure.reason}; ${byHand}` };
}
