import { UsageError } from "../errors.ts";
import { isLoopback, withoutTrailingSlashes } from "../http/url.ts";
import { cleanLine } from "../text.ts";

/** What stands for the secret of a webhook's address where nobody is to read it. */
const HIDDEN = "…";
/** The secret is 256 bits in base64url. */
const HOOK = /\/hooks\/[^/]+\/[\w-]{43}$/;

/**
 * The address at which status-watch can be reached from outside, or of one webhook there.
 * @param option by which it was given: `--webhook`
 * @throws {UsageError} no such address
 */
export function outsideAddress(text: string, option: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw new UsageError(
      `${option} ${cleanLine(text).slice(0, 200)} is no address; give the one at which status-watch can be reached from outside, such as https://hooks.example.com`,
    );
  if (url.username || url.password || url.search || url.hash)
    throw new UsageError(`${option} takes an address without user, password, ? and #`);
  return url;
}

/**
 * The same, of what a page on the internet is to be given.
 * @throws {UsageError} no such address, or one that would give the secret away
 */
export function publicAddress(text: string): URL {
  const url = outsideAddress(text, "--webhook");
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    throw new UsageError(
      `--webhook ${url.origin} is not https: the secret is a part of the address, and whoever reads it on its way could send incidents that never were`,
    );
  return url;
}

/** Whether it is the address of one webhook, as add-webhook shows it. */
export function isHook(url: URL): boolean {
  return HOOK.test(url.pathname);
}

/** The address of the webhook that lies at this path beneath the public one. */
export function hookBeneath(base: URL, path: string): string {
  return `${base.origin}${withoutTrailingSlashes(base.pathname)}${path}`;
}

/** The address with its secret hidden. */
export function withoutSecret(address: string): string {
  return address.replace(/[^/]*$/, HIDDEN);
}
