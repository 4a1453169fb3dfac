import type { Failure } from "./failure.ts";
import { describeUrl } from "./url.ts";

export const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where a redirect leads, once it is found fit to follow. */
export function redirectTarget(from: URL, location: string | undefined): { url: URL } | { failure: Failure } {
  const refuse = (why: string) => ({
    failure: { code: "redirect", reason: `${describeUrl(from)} redirects ${why}` } as const,
  });
  if (!location) return refuse("without saying where to");
  if (!URL.canParse(location, from.href)) return refuse("to an address that is none");
  const url = new URL(location, from);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return refuse(`to ${url.protocol}, which is not followed`);
  if (url.username || url.password)
    return refuse("to an address with a password in it, which is not followed");
  if (from.protocol === "https:" && url.protocol === "http:") {
    return refuse(`from https to plain ${describeUrl(url)}, which is not followed`);
  }
  return { url };
}
