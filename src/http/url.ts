/** An address for people and logs: without user name, password and query, any of which may hold a secret. */
export function describeUrl(url: URL | string): string {
  const { origin, pathname, search } = typeof url === "string" ? new URL(url) : url;
  return `${origin}${pathname === "/" ? "" : pathname}${search ? "?…" : ""}`;
}

/** Whether a host, as an address or an option names it, is this machine itself: what goes there is seen by nobody else. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.[\d.]+|\[?::1\]?)$/.test(host);
}

/** An address or a path without slashes at its end; in no more time than it is long, whatever it is. */
export function withoutTrailingSlashes(address: string): string {
  let end = address.length;
  while (address[end - 1] === "/") end--;
  return address.slice(0, end);
}
