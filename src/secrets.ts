import type { Provider, Secret } from "./provider.ts";
import type { Snapshot } from "./types.ts";

/** What is shorter keeps nothing from anybody, and stands in many a word. */
const SHORTEST_SECRET = 4;

type WithSecrets = Pick<Provider, "secrets">;
/** What may stand in a text, and what it was written as. */
type Forms = readonly (readonly [form: string, reference: string])[];

const NO_SECRETS: readonly Secret[] = [];
/** Of a provider they are the same at each poll. */
const known = new WeakMap<readonly Secret[], Forms>();

/** A text about a provider or a consumer with nothing in it that the environment gave: what it was written as stands in its place. */
export function conceal(text: string, { secrets = NO_SECRETS }: WithSecrets): string {
  return replaced(text, formsOf(secrets));
}

/** What a page says, which may name the address that it was read from; the same where there is nothing to conceal. */
export function concealSnapshot(snapshot: Snapshot, { secrets = NO_SECRETS }: WithSecrets): Snapshot {
  return secrets.length === 0 ? snapshot : (concealIn(snapshot, formsOf(secrets)) as Snapshot);
}

function concealIn(value: unknown, forms: Forms): unknown {
  if (typeof value === "string") return replaced(value, forms);
  if (Array.isArray(value)) return value.map((one: unknown) => concealIn(one, forms));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, concealIn(one, forms)]));
}

function replaced(text: string, forms: Forms): string {
  return forms.reduce((left, [form, reference]) => left.replaceAll(form, () => reference), text);
}

/** The longest first: one may begin as another does. */
function formsOf(secrets: readonly Secret[]): Forms {
  const before = known.get(secrets);
  if (before) return before;
  const forms = secrets
    .flatMap(({ value, reference }) =>
      [...new Set(formsOfValue(value))].map((form) => [form, reference] as const),
    )
    .filter(([form]) => form.length >= SHORTEST_SECRET)
    .toSorted(([a], [b]) => b.length - a.length);
  known.set(secrets, forms);
  return forms;
}

/** As it is, in the parts of an address, and in JSON. */
function formsOfValue(value: string): string[] {
  const inAddress = [`http://h/${value}`, `http://h/?${value}`].flatMap((address) => {
    const { pathname, search } = URL.canParse(address) ? new URL(address) : { pathname: "", search: "" };
    return [pathname.slice(1), search.slice(1)];
  });
  // As a part of a host's name, which an address writes in lower case.
  const inHost = /^[\w.-]+$/.test(value) ? [value.toLowerCase()] : [];
  return [
    ...[value, encodeURI(value), encodeURIComponent(value), JSON.stringify(value).slice(1, -1)],
    ...inAddress,
    ...inHost,
  ];
}
