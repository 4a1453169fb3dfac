import pLimit from "p-limit";
import { systemClock } from "../clock.ts";
import { StatusWatchError } from "../errors.ts";
import { Fetcher } from "../http/fetcher.ts";
import type { Logger } from "../log.ts";
import { describeMisnamed, misnamedIn } from "../misnamed.ts";
import { Hosts } from "../polling/hosts.ts";
import { Page } from "../polling/page.ts";
import { pageState } from "../polling/page-state.ts";
import { groupByPage, pageAddress } from "../polling/sharing.ts";
import type { Provider } from "../provider.ts";
import { type PageReport, reportJson, reportSummary, reportTable } from "../render/report.ts";
import { conceal, concealWords } from "../secrets.ts";
import type { Impact, Incident } from "../types.ts";
import { findConfig, readConfigAlone } from "./config.ts";
import { Progress } from "./progress.ts";
import { selectProviders } from "./select.ts";
import type { CommandContext } from "./types.ts";

/** As monitoring plugins do: 0 fine, 1 degraded, 2 major or critical, 3 unknown. */
const EXIT_CODES: Readonly<Record<Impact, number>> = {
  none: 0,
  maintenance: 0,
  minor: 1,
  major: 2,
  critical: 2,
  unknown: 3,
};
const UNKNOWN_EXIT_CODE = 3;
const CONCURRENCY = 64;

/** Reads every provider, or each named one, once and shows its state now. */
export async function checkOnce(names: readonly string[], context: CommandContext): Promise<number> {
  const { providers } = await readConfigAlone(findConfig(context).path, context);
  const reports = await readAll(selectProviders(providers, names), context);
  if (context.stopped.aborted) throw new StatusWatchError("stopped before all pages were read");
  const { stdout, output } = context;
  const text =
    output.format === "json"
      ? reports.map(reportJson)
      : reportTable(reports, output, stdout.columns || Number.POSITIVE_INFINITY);
  // For people; programs count for themselves.
  if (output.format === "pretty" && reports.length > 1) text.push("", reportSummary(reports, output));
  stdout.write(text.map((line) => `${line}\n`).join(""));
  return exitCode(reports);
}

/** What is known to be bad comes before what is not known, and that before what is fine. */
function exitCode(reports: readonly PageReport[]): number {
  const codes = new Set(reports.map(({ impact }) => EXIT_CODES[impact]));
  return [2, 1, UNKNOWN_EXIT_CODE].find((code) => codes.has(code)) ?? 0;
}

async function readAll(providers: readonly Provider[], context: CommandContext): Promise<PageReport[]> {
  const fetcher = new Fetcher({ clock: systemClock });
  const hosts = new Hosts(systemClock);
  const limit = pLimit(CONCURRENCY);
  const progress = new Progress(providers.length, context.stderr);
  const log = progress.above(context.log);
  const end = () => void fetcher.close();
  context.stopped.addEventListener("abort", end, { once: true });
  try {
    const reports = await Promise.all(
      groupByPage(providers).map(([first, ...others]) => {
        if (!first) return [];
        return hosts.run(pageAddress(first).host, () =>
          limit(async () => {
            const read = await readPage([first, ...others], fetcher, log);
            for (const { provider } of read) progress.done(provider);
            return read;
          }),
        );
      }),
    );
    const byName = new Map(reports.flat().map((report) => [report.provider, report]));
    return providers.flatMap(({ name }) => byName.get(name) ?? []);
  } finally {
    context.stopped.removeEventListener("abort", end);
    progress.clear();
    await fetcher.close();
  }
}

/** Reads the page that these providers share; a report of each. */
async function readPage(
  providers: readonly [Provider, ...Provider[]],
  fetcher: Fetcher,
  log: Logger,
): Promise<PageReport[]> {
  const page = new Page(providers[0], { fetcher, log, clock: systemClock });
  const reading = await page.read();
  return providers.map((provider) => {
    const about = {
      provider: provider.name,
      url: conceal(provider.url, provider),
      ...(page.format && { format: page.format }),
    };
    if (reading.outcome === "read") {
      const { snapshot } = reading;
      const misnamed = misnamedIn(provider.filter.components, snapshot);
      if (misnamed.length > 0) log.warn(describeMisnamed(misnamed, snapshot, provider));
      const { open, ...state } = pageState(snapshot, provider.filter);
      return { ...about, ...state, open: open.map((incident) => concealIncident(incident, provider)) };
    }
    const error = "failure" in reading ? reading.failure.reason : "the page answered that it has not changed";
    return { ...about, impact: "unknown", open: [], affected: [], error };
  });
}

function concealIncident(incident: Incident, provider: Provider): Incident {
  const updates = incident.updates.map((update) => concealWords(update, provider));
  return { ...concealWords(incident, provider), updates };
}
