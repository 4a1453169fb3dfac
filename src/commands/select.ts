import { didYouMean, quote } from "../config/suggest.ts";
import { UsageError } from "../errors.ts";
import type { Provider } from "../provider.ts";

/** The providers of these names, letter case aside, each once; all where none is named. */
export function selectProviders(providers: readonly Provider[], names: readonly string[]): Provider[] {
  if (names.length === 0) return [...providers];
  const named = names.map((name) => {
    const provider = providers.find((one) => one.name.toLowerCase() === name.trim().toLowerCase());
    if (provider) return provider;
    const hint = didYouMean(
      name,
      providers.map((one) => one.name),
    );
    throw new UsageError(`no provider is called ${quote(name)}${hint}`);
  });
  return [...new Set(named)];
}
