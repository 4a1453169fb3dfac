import type { Provider, ProviderFilter } from "../provider.ts";
import { DEFAULT_INTERVAL_MS } from "./fields.ts";
import type { FileDefaults, FileProvider } from "./schema.ts";
import type { KnownService } from "./services.ts";
import { toWebhook } from "./webhook.ts";

type Origin = Pick<Provider, "definedAt" | "secrets">;

/** An entry with what it leaves to the service it uses: its own settings replace that service's. */
export function withService(
  own: FileProvider,
  service: KnownService | undefined,
  formats: readonly string[],
): FileProvider {
  if (!service) return own;
  const { name, page, format, components } = service;
  // Another address may well lead to another kind of page.
  const hasAddress = own.url !== undefined || own.feed_url !== undefined;
  return {
    name,
    ...(!hasAddress && { url: page }),
    ...(!hasAddress && format !== undefined && formats.includes(format) && { format }),
    components: [...components],
    ...own,
  };
}

/** A provider with the file's defaults applied: its own settings replace them, in maps key by key. */
export function toProvider(own: FileProvider, defaults: FileDefaults, origin: Origin): Provider {
  return {
    name: own.name ?? "",
    url: own.url ?? own.feed_url ?? "",
    ...(own.format !== undefined && { format: own.format }),
    intervalMs: own.interval ?? own.poll_interval_seconds ?? defaults.interval ?? DEFAULT_INTERVAL_MS,
    ...((own.adaptive ?? defaults.adaptive) && { adaptive: true }),
    filter: toFilter(own, defaults),
    ...(own.interval_with_push !== undefined && { intervalWithPushMs: own.interval_with_push }),
    ...(own.webhook && { webhook: toWebhook(own.webhook) }),
    ...(own.tags !== undefined && { tags: own.tags }),
    ...(own.allow_private !== undefined && { allowPrivate: own.allow_private }),
    headers: { ...lowerCaseKeys(defaults.headers), ...lowerCaseKeys(own.headers) },
    ...origin,
  };
}

function toFilter(own: FileProvider, defaults: FileDefaults): ProviderFilter {
  const ignore = { ...defaults.ignore, ...own.ignore };
  const minImpact = own.min_impact ?? defaults.min_impact;
  return {
    components: own.components ?? [],
    ignoredComponents: ignore.components ?? [],
    ignoredKinds: ignore.kinds ?? [],
    ...(minImpact !== undefined && { minImpact }),
  };
}

/** Header names differ by more than letter case, so that a provider's own one replaces the default. */
function lowerCaseKeys(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
