import { formatByAddress } from "../feeds/detection/detect.ts";
import { FORMATS, formatNamed } from "../feeds/index.ts";
import { reachOf } from "../http/private-network.ts";
import type { Provider } from "../provider.ts";

/**
 * Providers that are read from the same page with the same headers, together: such as the services of one vendor, of
 * which each is some of the page's components. A page is read once for all of its providers.
 */
export function groupByPage(providers: readonly Provider[]): Provider[][] {
  const groups = new Map<string, Provider[]>();
  for (const provider of providers) {
    const key = pageKey(provider);
    const group = groups.get(key);
    if (group) group.push(provider);
    else groups.set(key, [provider]);
  }
  return [...groups.values()];
}

/** The address that a provider's page is read at. */
export function pageAddress({ url, format }: Pick<Provider, "url" | "format">): URL {
  const address = new URL(url);
  const name = formatNamed(format) ?? formatByAddress(address);
  return (name && FORMATS[name].shared?.(address)) ?? address;
}

function pageKey(provider: Provider): string {
  const { href } = pageAddress(provider);
  const { format = formatByAddress(new URL(provider.url)), headers } = provider;
  return JSON.stringify([href, format, headers, reachOf(provider)]);
}
