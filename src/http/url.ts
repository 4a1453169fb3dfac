/** An address for people and logs: without user name, password and query, any of which may hold a secret. */
export function describeUrl(url: URL | string): string {
  const { origin, pathname, search } = typeof url === "string" ? new URL(url) : url;
  return `${origin}${pathname === "/" ? "" : pathname}${search ? "?…" : ""}`;
}
