import type { Provider } from "./provider.ts";
import type { Snapshot } from "./types.ts";

/** What is shorter keeps nothing from anybody, and stands in many a word. */
const SHORTEST_SECRET = 4;

type WithSecrets = Pick<Provider, "secrets">;

/** A text about a provider or a consumer with nothing in it that the environment gave: what it was written as stands in its place. */
export function conceal(text: string, { secrets = [] }: WithSecrets): string {
  let concealed = text;
  // The longest first: one may begin as another does.
  for (const { value, reference } of secrets.toSorted((a, b) => b.value.length - a.value.length)) {
    for (const form of formsOf(value)) concealed = concealed.replaceAll(form, () => reference);
  }
  return concealed;
}

/** What a page says, which may name the address that it was read from; the same where there is nothing to conceal. */
export function concealSnapshot(snapshot: Snapshot, provider: WithSecrets): Snapshot {
  if ((provider.secrets ?? []).length === 0) return snapshot;
  return concealIn(snapshot, provider) as Snapshot;
}

function concealIn(value: unknown, provider: WithSecrets): unknown {
  if (typeof value === "string") return conceal(value, provider);
  if (Array.isArray(value)) return value.map((one: unknown) => concealIn(one, provider));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, concealIn(one, provider)]));
}

/** As it may stand in a text: as it is, in the parts of an address, and in JSON; the longest first. */
function formsOf(value: string): readonly string[] {
  const inAddress = [`http://h/${value}`, `http://h/?${value}`].flatMap((address) => {
    const { pathname, search } = URL.canParse(address) ? new URL(address) : { pathname: "", search: "" };
    return [pathname.slice(1), search.slice(1)];
  });
  const encoded = [encodeURI(value), encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
  const forms = new Set([value, hostOf(value), ...inAddress, ...encoded]);
  return [...forms].filter((form) => form.length >= SHORTEST_SECRET).toSorted((a, b) => b.length - a.length);
}

/** What it is as a part of a host's name, which an address writes in lower case. */
function hostOf(value: string): string {
  return /^[\w.-]+$/.test(value) ? value.toLowerCase() : "";
}
