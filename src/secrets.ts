import type { Provider } from "./provider.ts";

/** A text about a provider or a consumer with nothing in it that the environment gave: what it was written as stands in its place. */
export function conceal(text: string, { secrets = [] }: Pick<Provider, "secrets">): string {
  let concealed = text;
  // The longest first: one may begin as another does.
  for (const { value, reference } of secrets.toSorted((a, b) => b.value.length - a.value.length)) {
    for (const form of new Set([value, encodeURI(value), encodeURIComponent(value)])) {
      concealed = concealed.replaceAll(form, () => reference);
    }
  }
  return concealed;
}
