import type { Catalogue, Service } from "../catalogue.ts";
import { systemClock } from "../clock.ts";
import { StatusWatchError, UsageError } from "../errors.ts";
import { type Detection, detect, type NotFound } from "../feeds/detect.ts";
import { type FormatName, formatNamed } from "../feeds/index.ts";
import { isStatusAddress, statusLinks, usualStatusPages } from "../feeds/status-links.ts";
import { unknownFormat } from "../feeds/unknown-format.ts";
import type { Fetcher } from "../fetcher.ts";
import { explain } from "../http/failure.ts";
import { Page } from "../page.ts";
import { cleanLine } from "../text.ts";
import type { Provider, Snapshot } from "../types.ts";
import type { CommandContext } from "./types.ts";

/** A page that was found, and proved by one reading. */
export interface FoundPage {
  readonly url: URL;
  readonly format: FormatName;
  /** For people: what spoke for it. */
  readonly why: string;
  readonly snapshot: Snapshot;
  /** As the catalogue calls the service. */
  readonly name?: string;
  /** Of a service that is a part of its page: the components that are it. */
  readonly components?: readonly string[];
}

/**
 * Finds the page that people mean by what they type: an address of the page or of anything on it, a feed, an API, a
 * host, a service's own domain, or the name of a known service.
 * @throws {UsageError} neither an address nor a name that is known
 * @throws {StatusWatchError} nothing was found there, or it cannot be read
 */
export async function findPage(
  wanted: string,
  format: string | undefined,
  fetcher: Fetcher,
  context: CommandContext,
): Promise<FoundPage> {
  const given = formatNamed(format);
  if (format !== undefined && !given) throw new UsageError(unknownFormat(format));
  const typed = addressOf(wanted);
  const catalogue = typed && isMeantItself(typed) ? undefined : await readCatalogue();
  const known = given ? undefined : catalogue?.lookUp(wanted);
  const address = known ? new URL(known.page) : typed;
  if (!address) throw new UsageError(unknownName(wanted, catalogue));
  const detection = await lookAt(address, given ?? formatNamed(known?.format), fetcher);
  if (context.stopped.aborted) throw new StatusWatchError("stopped; nothing was written");
  if (!detection.found) throw new StatusWatchError(nothingAt(address, detection));
  const page = await prove(detection, fetcher, context);
  return known ? { ...page, ...aboutService(known) } : page;
}

function aboutService({ name, components }: Service): Pick<FoundPage, "name" | "components"> {
  return components.length > 0 ? { name, components } : { name };
}

/** Of a status page, or of something on a site; the bare address of a site stands for the service. */
function isMeantItself(address: URL): boolean {
  return isStatusAddress(address) || address.pathname !== "/" || address.search !== "";
}

async function readCatalogue(): Promise<Catalogue> {
  const { openCatalogue } = await import("../catalogue.ts");
  return openCatalogue();
}

function unknownName(wanted: string, catalogue: Catalogue | undefined): string {
  const near = catalogue?.nearest(wanted) ?? [];
  const hint = near.length > 0 ? `did you mean ${near.join(", ")}? Or ` : "";
  const quoted = cleanLine(wanted).slice(0, 100);
  return `"${quoted}" is neither an address nor a service known by name; ${hint}give the status page's address`;
}

async function lookAt(address: URL, format: FormatName | undefined, fetcher: Fetcher): Promise<Detection> {
  const fetch = (url: URL) => fetcher.fetch(url);
  if (format) {
    const why = `read as ${format}`;
    return { found: true, format, url: address, why, isSettled: true };
  }
  if (isMeantItself(address)) return detect(address, fetch);
  return ofService(address, fetch);
}

/** Of a service's own site its status page comes first: the feeds of such a site are about anything. */
async function ofService(site: URL, fetch: Parameters<typeof detect>[1]): Promise<Detection> {
  const own = await detect(site, fetch);
  if (own.found && own.isSettled && !isFeed(own.format)) return own;
  const answer = own.found ? await fetch(site) : undefined;
  const document = own.found ? (answer?.outcome === "modified" ? answer.document : undefined) : own.document;
  const candidates = [...(document ? statusLinks(document) : []), ...usualPagesOf(site)];
  const tried: string[] = own.found ? [] : [...own.tried];
  for (const url of candidates) {
    const detection = await detect(url, fetch);
    if (detection.found)
      return { ...detection, why: `${site.host} has its status page there: ${detection.why}` };
    tried.push(...detection.tried);
  }
  return own.found ? own : { ...own, tried };
}

function isFeed(format: FormatName): boolean {
  return format === "atom" || format === "rss";
}

/** Only of names that have a domain: an address on this machine or network has no such neighbours. */
function usualPagesOf(site: URL): URL[] {
  return /\.[a-z]{2,}$/i.test(site.hostname) && site.port === "" ? usualStatusPages(site) : [];
}

function nothingAt(address: URL, { tried }: NotFound): string {
  const lines = tried.map((line) => `  ${line}`).join("\n");
  return (
    `no status page of a known kind at ${address.href}; nothing was written. Tried:\n${lines}\n` +
    `If it has a feed, give the feed's address.`
  );
}

async function prove(
  { url, format, why }: Extract<Detection, { found: true }>,
  fetcher: Fetcher,
  { log, stopped }: CommandContext,
): Promise<FoundPage> {
  const provider: Provider = {
    name: url.host,
    url: url.href,
    format,
    intervalMs: 0,
    headers: {},
    filter: { components: [], ignoredComponents: [], ignoredKinds: [] },
  };
  const reading = await new Page(provider, { fetcher, log, now: systemClock.now }).read();
  if (stopped.aborted) throw new StatusWatchError("stopped; nothing was written");
  if (reading.outcome === "read") return { url, format, why, snapshot: reading.snapshot };
  const reason = "failure" in reading ? explain(reading.failure) : "it gave nothing to read";
  throw new StatusWatchError(`${why}, but it cannot be read: ${reason}; nothing was written`);
}

/** An address as people paste it: with or without a scheme, from an incident's page or the history. */
function addressOf(text: string): URL | undefined {
  const trimmed = text.trim();
  const isAddress =
    /^https?:\/\//i.test(trimmed) || /^[\w-]+(\.[\w-]+)+([:/?#]|$)|^[\w-]+:\d+(\/|$)/.test(trimmed);
  const full = /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!isAddress || !URL.canParse(full)) return undefined;
  const url = new URL(full);
  url.hash = "";
  for (const name of [...url.searchParams.keys()])
    if (/^(utm_|fbclid|gclid|ref$)/.test(name)) url.searchParams.delete(name);
  url.pathname = url.pathname.replace(/\/(incidents\/[\w-]+|history|uptime)\/?$/, "/");
  return url;
}
