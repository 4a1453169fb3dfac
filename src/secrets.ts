import type { Provider, Secret } from "./provider.ts";

/** What is shorter keeps nothing from anybody, and stands in many a word. */
const SHORTEST_SECRET = 4;
/** What is shorter is more likely a name than a token, and names are a page's to say. */
const SHORTEST_TOKEN = 8;

type WithSecrets = Pick<Provider, "secrets">;
/** What may stand in a text, and what it was written as. */
type Forms = readonly (readonly [form: string, reference: string])[];

const NO_SECRETS: readonly Secret[] = [];
/** Of a provider they are the same at each poll. */
const known = new WeakMap<readonly Secret[], Forms>();
const knownTokens = new WeakMap<readonly Secret[], Forms>();

/** A text about a provider or a consumer with nothing in it that the environment gave: what it was written as stands in its place. */
export function conceal(text: string, { secrets = NO_SECRETS }: WithSecrets): string {
  return replaced(text, formsOf(secrets));
}

/** What is told of an event or an incident that may name the address that its page was read from. */
interface Words {
  readonly id?: string;
  readonly incidentId?: string;
  readonly updateId?: string;
  readonly title?: string;
  readonly message?: string;
  readonly url?: string;
}

/**
 * The same with the tokens of the provider's concealed in its words and addresses. Only with those: a page's name, a host
 * or a whole address that the environment gave is no secret of a page that says it itself, and links must lead somewhere.
 */
export function concealWords<T extends Words>(said: T, provider: Pick<Provider, "url" | "secrets">): T {
  const tokens = tokensOf(provider);
  if (tokens.length === 0) return said;
  const { id, incidentId, updateId, title, message, url: link } = said;
  const words = Object.entries({ id, incidentId, updateId, title, message, url: link });
  const told = words.filter((word): word is [string, string] => word[1] !== undefined);
  return { ...said, ...Object.fromEntries(told.map(([key, text]) => [key, replaced(text, tokens)])) };
}

/** Those of a provider's secrets that are for nobody else to know. */
function tokensOf({ url, secrets = NO_SECRETS }: Pick<Provider, "url" | "secrets">): Forms {
  const before = knownTokens.get(secrets);
  if (before) return before;
  const { host } = new URL(url);
  const isToken = ({ value }: Secret) =>
    value.length >= SHORTEST_TOKEN && !value.includes("://") && !host.includes(value.toLowerCase());
  const tokens = formsOf(secrets.filter(isToken));
  knownTokens.set(secrets, tokens);
  return tokens;
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
