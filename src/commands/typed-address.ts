/** What links carry for those who count clicks. */
const TRACKING = /^(utm_|mc_[ce]id$|(fb|g|ms)clid$|ref$)/;
/** Pages below a status page. */
const BELOW = /\/((incidents?|maintenances?)\/[\w-]+|incidents|history|uptime)\/?$/;

/** An address as people paste it: with or without a scheme, from an incident's page or the history. */
export function addressOf(text: string): URL | undefined {
  const trimmed = text.trim();
  const hasScheme = /^https?:\/\//i.test(trimmed);
  const isAddress = hasScheme || /^[\w-]+(\.[\w-]+)+\.?([:/?#]|$)|^[\w-]+:\d+(\/|$)/.test(trimmed);
  const full = hasScheme ? trimmed : `https://${trimmed}`;
  if (!isAddress || !URL.canParse(full)) return undefined;
  const url = new URL(full);
  url.hash = "";
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  if (!BELOW.test(url.pathname)) return url;
  url.pathname = url.pathname.replace(BELOW, "/");
  // Whatever it was, it was said of that page.
  url.search = "";
  return url;
}
