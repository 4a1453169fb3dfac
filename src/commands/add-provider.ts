import { existsSync } from "node:fs";
import { systemClock } from "../clock.ts";
import { parseDuration } from "../config/duration.ts";
import { addProvider as addTo, type NewProvider } from "../config/edit.ts";
import { describePath, parseConfig } from "../config/load.ts";
import { userConfigPath } from "../config/locate.ts";
import { readConfigText } from "../config/read-file.ts";
import { writeAtomically } from "../config/write-file.ts";
import { CONSUMERS } from "../consumers/index.ts";
import { StatusWatchError, UsageError } from "../errors.ts";
import { detect } from "../feeds/detect.ts";
import { FORMAT_NAMES, type FormatName, formatNamed } from "../feeds/index.ts";
import { Fetcher } from "../fetcher.ts";
import { explain } from "../http/failure.ts";
import { Page } from "../page.ts";
import { pageState } from "../page-state.ts";
import { present } from "../present.ts";
import { STATE_WORDS } from "../render/report.ts";
import type { Provider, Snapshot } from "../types.ts";
import { ask } from "./ask.ts";
import { findConfig } from "./config.ts";
import { knownAddress } from "./known-services.ts";
import type { CommandContext } from "./types.ts";

export interface AddOptions {
  readonly name?: string;
  readonly format?: string;
  readonly interval?: string;
  readonly component?: readonly string[];
  readonly dryRun?: boolean;
}

/** Finds out what a page is, proves it by one reading, and only then writes it down. */
export async function addProvider(
  target: string | undefined,
  options: AddOptions,
  context: CommandContext,
): Promise<number> {
  const { stdout } = context;
  const wanted = target ?? (await ask("Address of the status page, or the service's name: ", context));
  const address = addressOf(wanted) ?? (await knownAddress(wanted));
  if (!address) {
    throw new UsageError(
      `"${wanted}" is neither an address nor a service known by name; give the status page's address`,
    );
  }
  const fetcher = new Fetcher({ clock: systemClock });
  const end = () => void fetcher.close();
  context.stopped.addEventListener("abort", end, { once: true });
  try {
    const found = await find(address, options, fetcher, context);
    const entry = entryOf(found, options);
    stdout.write(`${found.why}\n${proofOf(found.snapshot)}\n`);
    return await write(entry, options, context);
  } finally {
    context.stopped.removeEventListener("abort", end);
    await fetcher.close();
  }
}

interface Found {
  readonly url: URL;
  readonly format: FormatName;
  readonly why: string;
  readonly snapshot: Snapshot;
}

async function find(
  address: URL,
  options: AddOptions,
  fetcher: Fetcher,
  context: CommandContext,
): Promise<Found> {
  const given = formatNamed(options.format);
  if (options.format !== undefined && !given) {
    throw new UsageError(`unknown format "${options.format}"; known are ${FORMAT_NAMES.join(", ")}`);
  }
  const detection = given
    ? { found: true as const, format: given, url: address, why: `read as ${given}, as you say` }
    : await detect(address, (url) => fetcher.fetch(url));
  if (context.stopped.aborted) throw new StatusWatchError("stopped; nothing was written");
  if (!detection.found) {
    const tried = detection.tried.map((line) => `  ${line}`).join("\n");
    throw new StatusWatchError(
      `no status page of a known kind at ${address.href}; nothing was written. Tried:\n${tried}\n` +
        `If it has a feed, give the feed's address.`,
    );
  }
  const { format, url, why } = detection;
  const provider: Provider = {
    name: url.host,
    url: url.href,
    format,
    intervalMs: 0,
    headers: {},
    filter: { components: [], ignoredComponents: [], ignoredKinds: [] },
  };
  const reading = await new Page(provider, { fetcher, log: context.log, now: systemClock.now }).read();
  if (context.stopped.aborted) throw new StatusWatchError("stopped; nothing was written");
  if (reading.outcome !== "read") {
    const reason = "failure" in reading ? explain(reading.failure) : "it gave nothing to read";
    throw new StatusWatchError(`${why}, but it cannot be read: ${reason}; nothing was written`);
  }
  return { url, format, why, snapshot: reading.snapshot };
}

function entryOf({ url, format, snapshot }: Found, options: AddOptions): NewProvider {
  const { interval } = options;
  if (interval !== undefined && parseDuration(interval) === undefined) {
    throw new UsageError(`--interval ${interval} is no duration; write it like 30s, 5m or 250ms`);
  }
  return {
    name: options.name ?? snapshot.page.name ?? url.hostname,
    // The root of a site reads better without its slash.
    url: url.pathname === "/" && !url.search ? url.origin : url.href,
    format,
    ...present({ interval, components: options.component }),
  };
}

/** What the one reading showed, so that the user sees that it is the page he meant. */
function proofOf(snapshot: Snapshot): string {
  const { impact, open } = pageState(snapshot, { components: [], ignoredComponents: [], ignoredKinds: [] });
  const counts = [
    `${snapshot.incidents.length} incidents and maintenances`,
    ...(snapshot.components ? [`${snapshot.components.length} components`] : []),
    `${open.length} open`,
  ];
  return `read ${snapshot.page.name ?? "the page"}: ${STATE_WORDS[impact]}; ${counts.join(", ")}`;
}

async function write(entry: NewProvider, options: AddOptions, context: CommandContext): Promise<number> {
  const { path, isPackaged } = findConfig(context);
  const target = isPackaged ? userConfigPath(context.env) : path;
  const file = describePath(target, context.cwd);
  const before = existsSync(target) ? await readConfigText(target, file) : "";
  const after = addTo(before, entry, file);
  // What we write, `run` must be able to read.
  parseConfig(after, file, { env: context.env, formats: FORMAT_NAMES, consumers: CONSUMERS });
  if (options.dryRun) {
    context.stdout.write(`would be added to ${file}:\n${addTo("", entry)}`);
    return 0;
  }
  await writeAtomically(target, after);
  context.stdout.write(`added ${entry.name} to ${file}\n`);
  return 0;
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
