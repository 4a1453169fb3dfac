import type { Document } from "../../http/document.ts";

export interface Repository {
  readonly owner: string;
  readonly name: string;
}

/** The first part of paths on github.com that are no repository's. */
const NO_OWNERS: ReadonlySet<string> = new Set([
  "about",
  "apps",
  "collections",
  "contact",
  "customer-stories",
  "enterprise",
  "events",
  "features",
  "login",
  "marketplace",
  "notifications",
  "orgs",
  "pricing",
  "resources",
  "search",
  "security",
  "sessions",
  "settings",
  "site",
  "solutions",
  "sponsors",
  "topics",
  "trending",
  "users",
]);

/** Where on each host the owner and the name of a repository stand. */
const ADDRESSES: Readonly<Record<string, RegExp>> = {
  "github.com": /^\/([\w-]+)\/([\w.-]+?)(?:\.git)?(?:\/issues)?\/?$/,
  "api.github.com": /^\/repos\/([\w-]+)\/([\w.-]+)(?:\/issues)?\/?$/,
  "raw.githubusercontent.com": /^\/([\w-]+)\/([\w.-]+)\/(?:[^/]+\/){1,3}history\/summary\.json$/,
};

/** The repository that an address names: its page, its issues, or Upptime's summary in it. */
export function repositoryOf(url: URL): Repository | undefined {
  const pattern = Object.hasOwn(ADDRESSES, url.hostname) ? ADDRESSES[url.hostname] : undefined;
  const [, owner, name] = pattern?.exec(url.pathname) ?? [];
  if (!owner || !name || (url.hostname === "github.com" && NO_OWNERS.has(owner))) return undefined;
  return { owner, name };
}

const LINK = /https:\/\/github\.com\/([\w-]{1,100})\/([\w.-]{1,100})/g;

/**
 * The repository behind a page that Upptime made, which the page links to. Such pages are exports of Sapper, and link
 * to Upptime's own repositories as well.
 */
export function repositoryIn(page: Document): Repository | undefined {
  const html = page.text();
  if (!html.includes("__SAPPER__") || !/\bupptime\b/i.test(html)) return undefined;
  const linked = [...html.matchAll(LINK)].flatMap(([, owner, name]) =>
    owner && name ? [{ owner, name }] : [],
  );
  return linked.find(({ owner }) => owner !== "upptime") ?? linked.find(({ name }) => name === "upptime");
}
