import type { FetchResult } from "../fetcher.ts";
import type { Document } from "../http/document.ts";
import type { FailureCode } from "../http/failure.ts";
import { describeUrl } from "../http/url.ts";
import { present } from "../present.ts";
import { alternateLinks } from "./alternate-links.ts";
import { FORMAT_NAMES, FORMATS, type FormatName } from "./index.ts";

export type Detection =
  | {
      readonly found: true;
      readonly format: FormatName;
      /** The address to watch: the page, or the feed found on it. */
      readonly url: URL;
      /** For people: what spoke for it. */
      readonly why: string;
      /** False where something more telling could not be read for a passing reason: worth another look. */
      readonly isSettled: boolean;
    }
  | {
      readonly found: false;
      /** A line for each address tried, with what it answered. */
      readonly tried: readonly string[];
      /** Set where the address itself could not be read: then there may be nothing wrong with what it leads to. */
      readonly unread?: Unread;
    };

type Unread = Extract<FetchResult, { outcome: "failed" | "throttled" }>;

/** As many as one host is asked for at a time. */
const AT_ONCE = 2;
/** After these there is no use in asking the same host for anything else. */
const HOPELESS: ReadonlySet<FailureCode> = new Set(["dns", "connect", "tls", "timeout"]);

/**
 * Finds out what kind of page an address leads to. In this order: what the address itself answers with; where each
 * format's documents usually lie; the feeds the page links to. Each is held to the format's content: custom domains
 * answer 200 with a web page to anything.
 */
export async function detect(address: URL, fetch: (url: URL) => Promise<FetchResult>): Promise<Detection> {
  const tried: string[] = [];
  let unread: Unread | undefined;
  let isSettled = true;
  const failedInPassing = new Set<URL>();
  const read = async (url: URL): Promise<Document | undefined> => {
    const result = await fetch(url);
    if (result.outcome === "failed" || result.outcome === "throttled") {
      tried.push(result.failure.reason);
      if (url === address) unread = result;
      if (result.outcome === "throttled" || (result.status ?? 500) >= 500) failedInPassing.add(url);
    }
    if (result.outcome !== "modified") return undefined;
    tried.push(`${describeUrl(url)} is no status page or feed of a known kind`);
    return result.document;
  };

  const found = (format: FormatName, url: URL, why: string): Detection => {
    return { found: true, format, url, why, isSettled };
  };

  const document = await read(address);
  const own = document && formatOf(document);
  if (document && own) return found(own, address, `${describeUrl(address)} is ${FORMATS[own].label}`);

  if (unread && HOPELESS.has(unread.failure.code)) return { found: false, tried, unread };
  const page = document?.url ?? address;
  for (const candidates of inGroups(probesOf(page), AT_ONCE)) {
    const documents = await Promise.all(candidates.map(({ url }) => read(url)));
    for (const [index, { url, root }] of candidates.entries()) {
      const answer = documents[index];
      const format = answer && formatOf(answer);
      isSettled &&= !failedInPassing.has(url);
      if (!format) continue;
      const watch = FORMATS[format].watchesPage ? root : url;
      return found(format, watch, `${describeUrl(answer.url)} is ${FORMATS[format].label}`);
    }
  }
  for (const url of document ? alternateLinks(document) : []) {
    const answer = await read(url);
    const format = answer && formatOf(answer);
    if (format) return found(format, url, `the page links to ${describeUrl(url)}, ${FORMATS[format].label}`);
  }
  return { found: false, tried, ...present({ unread }) };
}

/** The format that the address alone tells; undefined where it has to be looked at. */
export function formatByAddress(url: URL): FormatName | undefined {
  return FORMAT_NAMES.find((name) => FORMATS[name].matches(url));
}

function formatOf(document: Document): FormatName | undefined {
  return FORMAT_NAMES.find((name) => FORMATS[name].recognises(document));
}

interface Probe {
  readonly url: URL;
  /** The page that the document would belong to. */
  readonly root: URL;
}

/** The usual places, below the address given and below its origin, each once. */
function probesOf(page: URL): Probe[] {
  const roots = [
    new URL(`${page.pathname.replace(/\/$/, "")}/`, page),
    new URL(".", page),
    new URL("/", page),
  ];
  const probes = FORMAT_NAMES.flatMap((format) =>
    roots.flatMap((root) => FORMATS[format].probes(root).map((url) => ({ url, root }))),
  );
  return probes.filter(
    (probe, index) => probes.findIndex(({ url }) => url.href === probe.url.href) === index,
  );
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
