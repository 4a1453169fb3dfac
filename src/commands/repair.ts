import pLimit from "p-limit";
import { systemClock } from "../clock.ts";
import { changeProvider } from "../config/change.ts";
import { describePath } from "../config/load.ts";
import { readConfigText } from "../config/read-file.ts";
import { writeAtomically } from "../config/write-file.ts";
import { StatusWatchError, UsageError } from "../errors.ts";
import { detect } from "../feeds/detect.ts";
import { FORMATS } from "../feeds/index.ts";
import type { Reading } from "../feeds/types.ts";
import { Fetcher } from "../fetcher.ts";
import { explain } from "../http/failure.ts";
import { Page } from "../page.ts";
import { isUnreadable, type Target, whereTo } from "../relocation.ts";
import { conceal } from "../secrets.ts";
import { pageAddress } from "../sharing.ts";
import type { Provider } from "../types.ts";
import { configOptions, findConfig, readConfig } from "./config.ts";
import { selectProviders } from "./select.ts";
import type { CommandContext } from "./types.ts";

const CONCURRENCY = 8;

/** What came of looking at a provider's page. */
type Finding =
  | { readonly outcome: "fine" }
  | { readonly outcome: "moved"; readonly to: Target; readonly why: string }
  | { readonly outcome: "unreadable"; readonly reason: string };

/** Reads every provider's page, or those named, and writes down anew where and as what it can be read now. */
export async function repair(
  names: readonly string[],
  options: { readonly dryRun: boolean },
  context: CommandContext,
): Promise<number> {
  const { path, isPackaged } = findConfig(context);
  const providers = selectProviders((await readConfig(path, context)).providers, names);
  const findings = await lookAtAll(providers, context);
  if (context.stopped.aborted) throw new StatusWatchError("stopped; nothing was written");
  const moved = findings.flatMap(({ provider, finding }) =>
    finding.outcome === "moved" ? [{ provider, to: finding.to }] : [],
  );
  for (const { provider, finding } of findings) context.stdout.write(`${describe(provider, finding)}\n`);
  if (moved.length > 0 && !options.dryRun) {
    if (isPackaged)
      throw new UsageError(`the packaged configuration ${path} is never written; copy it first`);
    const file = describePath(path, context.cwd);
    const { services } = configOptions(context);
    let text = await readConfigText(path, file);
    for (const { provider, to } of moved)
      text = changeProvider(text, provider.name, toChange(to), file, services);
    await writeAtomically(path, text);
    context.stdout.write(`wrote ${file}\n`);
  }
  return findings.some(({ finding }) => finding.outcome === "unreadable") ? 1 : 0;
}

function toChange({ url, format }: Target) {
  return { url: url.pathname === "/" && !url.search ? url.origin : url.href, format };
}

function describe(provider: Provider, finding: Finding): string {
  const { name } = provider;
  if (finding.outcome === "fine") return `${name}: can be read as it is`;
  if (finding.outcome === "unreadable") return `${name}: ${finding.reason}`;
  const { url, format } = finding.to;
  const line = `${name}: now ${FORMATS[format].label} at ${url.href} (${finding.why})`;
  return conceal(line, provider);
}

async function lookAtAll(providers: readonly Provider[], context: CommandContext) {
  const fetcher = new Fetcher({ clock: systemClock });
  const limit = pLimit(CONCURRENCY);
  const end = () => void fetcher.close();
  context.stopped.addEventListener("abort", end, { once: true });
  try {
    return await Promise.all(
      providers.map((provider) =>
        limit(async () => ({ provider, finding: await lookAt(provider, fetcher, context) })),
      ),
    );
  } finally {
    context.stopped.removeEventListener("abort", end);
    await fetcher.close();
  }
}

async function lookAt(provider: Provider, fetcher: Fetcher, { log }: CommandContext): Promise<Finding> {
  const page = new Page(provider, { fetcher, log, now: systemClock.now });
  const reading = await page.read();
  const { format } = page;
  if (reading.outcome === "read" && reading.movedTo && format) {
    return { outcome: "moved", to: { format, url: reading.movedTo }, why: "it redirects there for good" };
  }
  if (reading.outcome === "read" || reading.outcome === "unchanged") return { outcome: "fine" };
  return isUnreadable(reading) ? search(provider, reading, fetcher) : unreadable(reading);
}

async function search(provider: Provider, reading: Reading, fetcher: Fetcher): Promise<Finding> {
  const address = pageAddress(provider);
  const detection = await detect(address, (url) =>
    fetcher.fetch(url, {}, url.origin === address.origin ? provider.headers : {}),
  );
  const to = whereTo({ format: provider.format, url: address }, detection);
  return to && detection.found ? { outcome: "moved", to, why: detection.why } : unreadable(reading);
}

function unreadable(reading: Reading): Finding {
  const reason = "failure" in reading ? explain(reading.failure) : "it gave nothing to read";
  return { outcome: "unreadable", reason };
}
