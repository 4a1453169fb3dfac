import { headerOf, type ResponseHeaders } from "./exchange.ts";

const MAX_AGE = /(?:^|[\s,])max-age\s*=\s*"?(\d{1,9})/i;
const NOT_TO_BE_REUSED = /(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])/i;

const NOT_SAID: { readonly freshForMs?: number } = {};

/**
 * For how many more milliseconds an answer is to be taken for the newest: `max-age` less `Age` (RFC 9111, 4.2), counted
 * from when it was asked for. Nothing where it does not say, or says that it may be out of date at once.
 */
export function freshness(headers: ResponseHeaders): { readonly freshForMs?: number } {
  const control = headerOf(headers, "cache-control");
  const maxAge = control === undefined ? 0 : Number(MAX_AGE.exec(control)?.[1] ?? 0);
  // Nearly all pages say 0.
  if (control === undefined || maxAge === 0 || NOT_TO_BE_REUSED.test(control)) return NOT_SAID;
  const age = Number(headerOf(headers, "age") ?? 0);
  const leftSeconds = age > 0 ? maxAge - age : maxAge;
  return leftSeconds > 0 ? { freshForMs: leftSeconds * 1_000 } : NOT_SAID;
}
