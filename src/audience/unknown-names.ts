import { didYouMean, quote } from "../config/suggest.ts";
import { matches } from "../filter.ts";
import type { Provider } from "../provider.ts";
import type { Rules } from "./types.ts";

/** What a consumer alone is to be told of, and is not there: for people. With a misspelt name it hears of nothing. */
export function unknownNames({ only }: Rules, providers: readonly Provider[]): string[] {
  const names = providers.map(({ name }) => name);
  const tags = new Set(providers.flatMap((one) => one.tags ?? []));
  const lowered = new Set([...tags].map((tag) => tag.toLowerCase()));
  const strangers = (only?.providers ?? []).filter(
    (pattern) => !names.some((name) => matches(pattern, name)),
  );
  const unused = (only?.tags ?? []).filter((tag) => !lowered.has(tag.toLowerCase()));
  return [
    ...strangers.map((pattern) => {
      const hint = typeof pattern === "string" ? didYouMean(pattern, names) : "";
      return `only.providers: no provider is called ${quote(String(pattern))}${hint}`;
    }),
    ...unused.map((tag) => `only.tags: no provider has the tag ${quote(tag)}${didYouMean(tag, tags)}`),
  ];
}
