import { existsSync } from "node:fs";
import { systemClock } from "../clock.ts";
import { parseDuration } from "../config/duration.ts";
import { addProvider as addTo, type NewProvider } from "../config/edit.ts";
import { INTERVAL_RANGE, MAX_INTERVAL_MS, MIN_INTERVAL_MS } from "../config/fields.ts";
import { describePath, parseConfig } from "../config/load.ts";
import { userConfigPath } from "../config/locate.ts";
import { readConfigText } from "../config/read-file.ts";
import { writeAtomically } from "../config/write-file.ts";
import { StatusWatchError, UsageError } from "../errors.ts";
import { Fetcher } from "../http/fetcher.ts";
import { pageState } from "../polling/page-state.ts";
import { present } from "../present.ts";
import { STATE_WORDS } from "../render/report.ts";
import { cleanLine, count, stripControls } from "../text.ts";
import type { Snapshot } from "../types.ts";
import { ask, LeftError } from "./ask.ts";
import { configOptions, findConfigToWrite } from "./config.ts";
import { type FoundPage, findPage } from "./find-page.ts";
import { demandComponents, pickComponents } from "./pick-components.ts";
import type { CommandContext } from "./types.ts";

export interface AddOptions {
  readonly name?: string;
  readonly format?: string;
  readonly interval?: string;
  readonly component?: readonly string[];
  readonly dryRun?: boolean;
  readonly allowPrivate?: boolean;
}

/** Finds out what a page is, proves it by one reading, and only then writes it down. Of several each by itself. */
export async function addProvider(
  targets: readonly string[],
  options: AddOptions,
  context: CommandContext,
): Promise<number> {
  if (options.name !== undefined && targets.length > 1)
    throw new UsageError("--name is for one provider; give one target, or leave it out");
  if (options.interval !== undefined) demandInterval(options.interval);
  // Before any page is asked.
  await readTarget(context);
  const wanted =
    targets.length > 0
      ? targets
      : [await ask("Address of the status page, or the service's name: ", context)];
  const fetcher = new Fetcher({ clock: systemClock });
  const end = () => void fetcher.close();
  context.stopped.addEventListener("abort", end, { once: true });
  try {
    const [only, ...others] = wanted;
    if (only !== undefined && others.length === 0) {
      await addOne(only, options, fetcher, context);
      return 0;
    }
    return await addEach(wanted, options, fetcher, context);
  } finally {
    context.stopped.removeEventListener("abort", end);
    await fetcher.close();
  }
}

/** Before any page is asked: in the configuration, where it would be refused as well, it is not written yet. */
function demandInterval(text: string): void {
  const ms = parseDuration(text);
  if (ms === undefined)
    throw new UsageError(`--interval ${text} is no duration; write it like 30s, 5m or 250ms`);
  if (ms < MIN_INTERVAL_MS || ms > MAX_INTERVAL_MS)
    throw new UsageError(`--interval ${text} is not ${INTERVAL_RANGE}; write it like 30s, 5m or 250ms`);
}

/** What cannot be added keeps nothing else from being added; it is said at once, and the exit code tells. */
async function addEach(
  wanted: readonly string[],
  options: AddOptions,
  fetcher: Fetcher,
  context: CommandContext,
): Promise<number> {
  let failures = 0;
  for (const target of wanted) {
    try {
      await addOne(target, options, fetcher, context);
    } catch (error) {
      if (error instanceof LeftError) throw new StatusWatchError("\nleft at that; nothing more was written");
      if (!(error instanceof StatusWatchError) || context.stopped.aborted) throw error;
      failures++;
      context.stderr.write(`${cleanLine(target)}: ${stripControls(error.message)}\n`);
    }
  }
  return failures > 0 ? 1 : 0;
}

async function addOne(
  wanted: string,
  options: AddOptions,
  fetcher: Fetcher,
  context: CommandContext,
): Promise<void> {
  const found = await findPage(wanted, options, fetcher, context);
  const proposed = entryOf(found, options);
  context.stdout.write(`${found.why}\n${proofOf(found.snapshot)}\n`);
  const { components = [] } = found.snapshot;
  if (options.component) demandComponents(options.component, components);
  const picked = proposed.components ?? (await pickComponents(components, context));
  await write({ ...proposed, ...present({ components: picked }) }, options, context);
}

function entryOf(found: FoundPage, options: AddOptions): NewProvider {
  const { url, format, snapshot } = found;
  const { interval, allowPrivate } = options;
  return {
    name: options.name ?? found.name ?? snapshot.page.name ?? url.hostname,
    // The root of a site reads better without its slash.
    url: url.pathname === "/" && !url.search ? url.origin : url.href,
    format,
    ...present({ interval, allowPrivate, components: options.component ?? found.components }),
  };
}

/** What the one reading showed, so that the user sees that it is the page he meant. */
function proofOf(snapshot: Snapshot): string {
  const { impact, open } = pageState(snapshot, { components: [], ignoredComponents: [], ignoredKinds: [] });
  const incidents = count(snapshot.incidents.length, "incident");
  const counts = [
    snapshot.incidents.length === 1 ? incidents : `${incidents} and maintenances`,
    ...(snapshot.components ? [count(snapshot.components.length, "component")] : []),
    `${open.length} open`,
  ];
  return `read ${snapshot.page.name ?? "the page"}: ${STATE_WORDS[impact]}; ${counts.join(", ")}`;
}

/** Where it is to be written, and what stands there. */
async function readTarget(context: CommandContext) {
  const { path, isPackaged } = findConfigToWrite(context);
  const target = isPackaged ? userConfigPath(context.env) : path;
  const file = describePath(target, context.cwd);
  const before = existsSync(target) ? await readConfigText(target, file) : "";
  return { path, isPackaged, target, file, before };
}

async function write(entry: NewProvider, options: AddOptions, context: CommandContext): Promise<void> {
  const { path, isPackaged, target, file, before } = await readTarget(context);
  const after = addTo(before, entry, file, configOptions(context).services);
  // What we write, `run` must be able to read.
  parseConfig(after, file, { ...configOptions(context), sparesConsumers: true });
  if (options.dryRun) {
    context.stdout.write(`would be added to ${file}:\n${addTo("", entry)}`);
    return;
  }
  await writeAtomically(target, after);
  context.stdout.write(`added ${entry.name} to ${file}\n`);
  if (isPackaged && before === "")
    context.stdout.write(
      `${file} is read from now on, in place of the list that comes with status-watch (${path}): copy from that what is to be watched too\n`,
    );
}
