import type { Catalogue, Service } from "../catalogue.ts";
import { systemClock } from "../clock.ts";
import { quote } from "../config/suggest.ts";
import { StatusWatchError, UsageError } from "../errors.ts";
import {
  type Detection,
  detect,
  type Found,
  formatByAddress,
  type NotFound,
} from "../feeds/detection/detect.ts";
import { isStatusAddress } from "../feeds/detection/status-links.ts";
import { FORMAT_NAMES, FORMATS, type FormatName, formatNamed } from "../feeds/index.ts";
import type { Reading } from "../feeds/types.ts";
import { explain } from "../http/failure.ts";
import type { Fetcher } from "../http/fetcher.ts";
import { type Reach, reachFrom } from "../http/private-network.ts";
import { Page } from "../polling/page.ts";
import { isUnreadable } from "../polling/relocation.ts";
import type { Provider } from "../provider.ts";
import { cleanLine } from "../text.ts";
import type { Snapshot } from "../types.ts";
import { findOnSite } from "./find-on-site.ts";
import { addressOf } from "./typed-address.ts";
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
  { format, allowPrivate = false }: { readonly format?: string; readonly allowPrivate?: boolean },
  fetcher: Fetcher,
  context: CommandContext,
): Promise<FoundPage> {
  const given = formatNamed(format);
  if (format !== undefined && !given)
    throw new UsageError(`unknown format "${format}"; known are ${FORMAT_NAMES.join(", ")}`);
  const typed = addressOf(wanted);
  if (typed && (typed.username || typed.password))
    throw new UsageError(
      `${typed.host}: the address must not hold a user name or a password; write it without, and send them under headers: in the configuration, as authorization`,
    );
  const catalogue = typed && (given || !isBareHost(typed)) ? undefined : await readCatalogue();
  const known = catalogue && serviceOf(wanted, typed, catalogue);
  const isFree = allowPrivate || (!known && typed !== undefined && reachFrom(typed) === "anywhere");
  const finder = new Finder(fetcher, context, isFree ? "anywhere" : "public");
  if (known) return finder.ofService(known, given);
  if (!typed) throw new UsageError(unknownName(wanted, catalogue));
  return given ? finder.as(typed, given) : finder.at(typed);
}

/** A bare address stands for the service that lives there; one with a path, or a port, for what lies there. */
function isBareHost({ pathname, search, port }: URL): boolean {
  return pathname === "/" && search === "" && port === "";
}

/** What is plainly a status page is meant itself, unless a service is at home there whose business is status pages. */
function serviceOf(wanted: string, typed: URL | undefined, catalogue: Catalogue): Service | undefined {
  if (!typed || !isStatusAddress(typed)) return catalogue.lookUp(wanted);
  return catalogue.services.find(({ domains }) => domains.includes(typed.hostname));
}

async function readCatalogue(): Promise<Catalogue> {
  const { openCatalogue } = await import("../catalogue.ts");
  return openCatalogue();
}

function unknownName(wanted: string, catalogue: Catalogue | undefined): string {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(wanted.trim())?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    return `${quote(wanted.trim())} is no address of a web page: it begins with ${scheme}:// instead of https:// or http://`;
  const near = catalogue?.nearest(wanted) ?? [];
  const hint = near.length > 0 ? `did you mean ${near.join(", ")}? Or ` : "";
  const quoted = cleanLine(wanted).slice(0, 100);
  return `"${quoted}" is neither an address nor a service known by name; ${hint}give the status page's address`;
}

/** Looks at pages, and proves what it finds by one reading. */
class Finder {
  readonly #fetcher: Fetcher;
  readonly #context: CommandContext;
  readonly #reach: Reach;

  constructor(fetcher: Fetcher, context: CommandContext, reach: Reach) {
    this.#fetcher = fetcher;
    this.#context = context;
    this.#reach = reach;
  }

  async at(address: URL): Promise<FoundPage> {
    const found = demand(address, await this.#look(() => findOnSite(address, this.#fetch)));
    const reading = await this.#read(found.url, found.format);
    if (reading.outcome !== "read" && !isUnreadable(reading))
      throw new StatusWatchError(refusal(found.why, reading));
    return (await this.#above(found, reading)) ?? proved(found, reading);
  }

  /**
   * The page that what was found is a part of: an incident's page bears the marks of the product too, and may even be
   * read, until the incident is over.
   */
  async #above(found: Found, below: Reading): Promise<FoundPage | undefined> {
    const root = new URL("/", found.url);
    const isDocument = !FORMATS[found.format].watchesPage || /\.\w+$/.test(found.url.pathname);
    if (root.href === found.url.href || isDocument || formatByAddress(found.url)) return undefined;
    const reading = await this.#read(root, found.format);
    if (reading.outcome !== "read") return undefined;
    const { name } = reading.snapshot.page;
    const isSame = below.outcome !== "read" || (name !== undefined && below.snapshot.page.name === name);
    return isSame ? { ...found, url: root, snapshot: reading.snapshot } : undefined;
  }

  async as(url: URL, format: FormatName): Promise<FoundPage> {
    const reading = await this.#read(url, format);
    return proved({ url, format, why: `${url.href} is read as ${format}` }, reading);
  }

  /** What the catalogue says of a page may have been true once: what cannot be read so is looked at. */
  async ofService(service: Service, given: FormatName | undefined): Promise<FoundPage> {
    const { name, page, components } = service;
    const url = new URL(page);
    const about = components.length > 0 ? { name, components } : { name };
    const format = given ?? formatNamed(service.format);
    const reading = format && (await this.#read(url, format));
    if (reading?.outcome === "read") {
      const why = `${name} is a known service; its status page is ${page}, ${FORMATS[format as FormatName].label}`;
      return { url, format: format as FormatName, why, snapshot: reading.snapshot, ...about };
    }
    if (reading && (given || !isUnreadable(reading)))
      throw new StatusWatchError(outOfReach(service, reading));
    const detection = await this.#look(() => detect(url, this.#fetch));
    if (!detection.found) {
      const { unread: failed } = detection;
      throw new StatusWatchError(failed ? outOfReach(service, failed) : nothingAt(url, detection));
    }
    const proof = await this.#read(detection.url, detection.format);
    if (proof.outcome !== "read") throw new StatusWatchError(outOfReach(service, proof));
    const why = `${name} is a known service; its status page is ${page}: ${detection.why}`;
    return { ...detection, why, snapshot: proof.snapshot, ...about };
  }

  readonly #fetch = (url: URL) => this.#fetcher.fetch(url, {}, {}, this.#reach);

  async #look(find: () => Promise<Detection>): Promise<Detection> {
    const detection = await find();
    this.#demandGoing();
    return detection;
  }

  async #read(url: URL, format: FormatName): Promise<Reading> {
    const provider: Provider = {
      ...{ name: url.host, url: url.href, format, intervalMs: 0, headers: {} },
      filter: { components: [], ignoredComponents: [], ignoredKinds: [] },
      allowPrivate: this.#reach === "anywhere",
    };
    const { log } = this.#context;
    const reading = await new Page(provider, { fetcher: this.#fetcher, log, clock: systemClock }).read();
    this.#demandGoing();
    return reading;
  }

  #demandGoing(): void {
    if (this.#context.stopped.aborted) throw new StatusWatchError("stopped; nothing was written");
  }
}

function demand(address: URL, detection: Detection): Found {
  if (detection.found) return detection;
  throw new StatusWatchError(nothingAt(address, detection));
}

function nothingAt(address: URL, { tried, unread }: NotFound): string {
  if (unread?.failure.code === "private_address") {
    const hint = "give --allow-private if that is meant";
    return `${explain({ ...unread.failure, hint })}; nothing was written`;
  }
  const lines = tried.map((line) => `  ${line}`).join("\n");
  return (
    `no status page of a known kind at ${address.href}; nothing was written. Tried:\n${lines}\n` +
    `If it has a feed, give the feed's address.`
  );
}

function proved(found: Pick<Found, "url" | "format" | "why">, reading: Reading): FoundPage {
  if (reading.outcome === "read") return { ...found, snapshot: reading.snapshot };
  throw new StatusWatchError(refusal(found.why, reading));
}

function refusal(why: string, reading: Reading): string {
  return `${why}, but it cannot be read: ${reasonOf(reading)}; nothing was written`;
}

/** What is known of a service needs no proof to be watched; only we write nothing without one. */
function outOfReach({ name, page }: Service, reading: Reading): string {
  return (
    `the status page of ${name}, ${page}, cannot be read: ${reasonOf(reading)}; nothing was written\n` +
    `Try again when it can be reached, or write \`- use: ${name}\` into the configuration by hand.`
  );
}

function reasonOf(reading: Reading): string {
  return "failure" in reading ? explain(reading.failure) : "it gave nothing to read";
}
