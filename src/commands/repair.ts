import pLimit from "p-limit";
import { systemClock } from "../clock.ts";
import { changeProvider, type ProviderChange } from "../config/change.ts";
import { describePath, parseConfig } from "../config/load.ts";
import { userConfigPath } from "../config/locate.ts";
import { readConfigText } from "../config/read-file.ts";
import { writeAtomically } from "../config/write-file.ts";
import { StatusWatchError, UsageError } from "../errors.ts";
import { FORMATS } from "../feeds/index.ts";
import { Fetcher } from "../http/fetcher.ts";
import type { Target } from "../polling/relocation.ts";
import { present } from "../present.ts";
import type { Provider } from "../provider.ts";
import { conceal } from "../secrets.ts";
import { configOptions, findConfig, readConfigAlone } from "./config.ts";
import { type Finding, inspect } from "./inspect-page.ts";
import { selectProviders } from "./select.ts";
import type { CommandContext } from "./types.ts";

const CONCURRENCY = 8;

interface Moved {
  readonly provider: Provider;
  readonly to: Target;
}

/** Reads every provider's page, or those named, and writes down anew where and as what it can be read now. */
export async function repair(
  names: readonly string[],
  options: { readonly dryRun: boolean },
  context: CommandContext,
): Promise<number> {
  const { path } = findConfig(context);
  const providers = new Set(selectProviders((await readConfigAlone(path, context)).providers, names));
  const findings = await inspectAll([...providers], context);
  if (context.stopped.aborted) throw new StatusWatchError("stopped; nothing was written");
  for (const { provider, finding } of findings) context.stdout.write(`${describe(provider, finding)}\n`);
  const moved = findings.flatMap(({ provider, finding }) =>
    finding.outcome === "moved" ? [{ provider, to: finding.to }] : [],
  );
  const isAllWritten = moved.length === 0 || (await write(moved, options, context));
  return isAllWritten && findings.every(({ finding }) => finding.outcome !== "unreadable") ? 0 : 1;
}

/** What cannot be changed in the file is told of, and keeps nothing else from being changed. */
async function write(
  moved: readonly Moved[],
  { dryRun }: { readonly dryRun: boolean },
  context: CommandContext,
): Promise<boolean> {
  const { path, isPackaged } = findConfig(context);
  const file = describePath(path, context.cwd);
  const config = { ...configOptions(context), sparesConsumers: true };
  const before = await readConfigText(path, file);
  let [after, refusals] = [before, 0];
  for (const one of moved) {
    try {
      const changed = changeProvider(after, one.provider.name, changeOf(one), file, config.services);
      // What we write, `run` must be able to read.
      parseConfig(changed, file, config);
      after = changed;
    } catch (error) {
      if (!(error instanceof StatusWatchError)) throw error;
      refusals++;
      context.stderr.write(`${error.message}\n`);
    }
  }
  if (dryRun) context.stdout.write("nothing was written: --dry-run\n");
  else if (isPackaged) throw new UsageError(neverWritten(path, context));
  else if (after !== before) {
    await writeAtomically(path, after);
    context.stdout.write(`wrote ${file}\n`);
  }
  return refusals === 0;
}

function neverWritten(path: string, { env }: CommandContext): string {
  return `${path} comes with the package and is never written; copy it to ${userConfigPath(env)} and repair that`;
}

function changeOf({ provider: { secrets }, to: { url, format } }: Moved): ProviderChange {
  // The root of a site reads better without its slash.
  const address = url.pathname === "/" && !url.search ? url.origin : url.href;
  return { url: address, format, ...present({ secrets }) };
}

function describe(provider: Provider, finding: Finding): string {
  const { name } = provider;
  if (finding.outcome === "fine") return `${name}: can be read as it is`;
  if (finding.outcome === "unreadable") return `${name}: cannot be read: ${finding.reason}`;
  const { url, format } = finding.to;
  const line = `${name}: now ${FORMATS[format].label} at ${url.href} (${finding.why})`;
  return conceal(line, provider);
}

async function inspectAll(providers: readonly Provider[], context: CommandContext) {
  const fetcher = new Fetcher({ clock: systemClock });
  const limit = pLimit(CONCURRENCY);
  const end = () => void fetcher.close();
  context.stopped.addEventListener("abort", end, { once: true });
  try {
    return await Promise.all(
      providers.map((provider) =>
        limit(async () => ({ provider, finding: await inspect(provider, fetcher, context) })),
      ),
    );
  } finally {
    context.stopped.removeEventListener("abort", end);
    await fetcher.close();
  }
}
