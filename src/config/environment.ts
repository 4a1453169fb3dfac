import type { Secret } from "../provider.ts";
import { RULE_KEYS } from "./audience.ts";
import type { Path } from "./source.ts";
import { quote } from "./suggest.ts";

/** A reference to the environment that cannot be followed. */
export interface Unfollowed {
  readonly path: Path;
  /** As written. */
  readonly reference: string;
  readonly message: string;
}

const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The configuration with the environment's values in place of `${NAME}`. The given data stays as it is. */
export function substitute(data: unknown, env: NodeJS.ProcessEnv) {
  const unfollowed: Unfollowed[] = [];
  const expanded = mapStrings(data, [], (text, path) => {
    if (!text.includes("${") || !mayRefer(path)) return text;
    return text.replace(REFERENCE, (reference, name?: string, brace?: string) => {
      if (name === undefined) return "${";
      const value = Object.hasOwn(env, name) ? env[name] : undefined;
      if (value !== undefined && brace) return value;
      unfollowed.push({ path, reference, message: whyNot(name, brace) });
      return reference;
    });
  });
  return { data: expanded, unfollowed: unfollowed as readonly Unfollowed[] };
}

/** What a value that refers to the environment holds of it. */
export function secretsIn(written: unknown, env: NodeJS.ProcessEnv): Secret[] {
  const references = JSON.stringify(written ?? null).matchAll(REFERENCE);
  return [...references].flatMap(([reference, name]) => {
    const value = name && env[name];
    return value ? { value, reference } : [];
  });
}

/** Text that means itself where references are followed. */
export function escapeReferences(text: string): string {
  return text.replaceAll("${", () => "$${");
}

/** Whether a text takes anything from the environment, or tries to. */
export function refersToEnvironment(text: string): boolean {
  return [...text.matchAll(REFERENCE)].some(([, name]) => name !== undefined);
}

/** Of a provider, the keys in which references are followed. */
const REFERRING: ReadonlySet<unknown> = new Set(["url", "feed_url", "headers", "webhook"]);

/** References are followed in addresses, headers, secrets and consumers' options; elsewhere `${` is text like any other. */
function mayRefer([section, second, third]: Path): boolean {
  if (section === "defaults") return second === "headers";
  if (section === "gateway") return second === "token";
  if (section === "providers") return REFERRING.has(third);
  const isOption = third !== "type" && third !== "name" && !RULE_KEYS.has(String(third));
  return section === "consumers" && isOption;
}

function whyNot(name: string, brace: string | undefined): string {
  if (!brace)
    return 'a reference to the environment without its closing "}"; write $${ for the text ${ itself';
  if (VARIABLE.test(name)) return `the environment variable ${name} is not set`;
  return `${quote(name)} is not the name of an environment variable; write $\${ for the text \${ itself`;
}

function mapStrings(value: unknown, path: Path, change: (text: string, path: Path) => string): unknown {
  if (typeof value === "string") return change(value, path);
  if (Array.isArray(value)) return value.map((item, index) => mapStrings(item, [...path, index], change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapStrings(item, [...path, key], change)]),
  );
}
