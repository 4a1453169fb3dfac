import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseDuration } from "../config/duration.ts";
import { StatusWatchError, UsageError } from "../errors.ts";
import { eventPretty, eventText } from "../render/event.ts";
import { historyFolder, readHistory } from "../state/journal/history.ts";
import type { StatusEvent } from "../types.ts";
import { findConfig, readConfigAlone } from "./config.ts";
import { selectProviders } from "./select.ts";
import { demandReadable, stateFolder } from "./state.ts";
import type { CommandContext } from "./types.ts";

export interface HistoryOptions {
  readonly since: string;
  readonly state?: string;
}

/** Shows past events, oldest first; also while `run` is writing them. */
export async function history(
  provider: string | undefined,
  options: HistoryOptions,
  context: CommandContext,
): Promise<number> {
  const sinceMs = parseDuration(options.since);
  if (sinceMs === undefined)
    throw new UsageError(`--since ${options.since} is no duration; write it like 24h or 7d`);
  const config = await readConfigAlone(findConfig(context).path, context);
  const folder = stateFolder(options.state, config, context);
  if (folder === undefined)
    throw new UsageError(
      "state is kept in memory, which has no history; give --state, or write state: into the configuration",
    );
  await demandReadable(folder, "history");
  const wanted = provider?.toLowerCase();
  let isKnown = false;
  const isKept = existsSync(historyFolder(folder));
  if (!isKept && !existsSync(join(folder, "journal")))
    throw new StatusWatchError(`there is no state in ${folder}; name the folder that run --state was given`);
  for await (const event of isKept ? readHistory(folder, Date.now() - sinceMs) : []) {
    if (wanted !== undefined && event.provider.toLowerCase() !== wanted) continue;
    isKnown = true;
    context.stdout.write(rendered(event, context));
  }
  // One that is not watched any more may have a past; of one that has none, the name may be mistyped.
  if (provider !== undefined && !isKnown) selectProviders(config.providers, [provider]);
  if (!isKnown)
    context.log.info(
      isKept ? `nothing in the last ${options.since}` : `there is no history in ${folder} yet`,
    );
  return 0;
}

function rendered(event: StatusEvent, { output }: CommandContext): string {
  switch (output.format) {
    case "json":
      return `${JSON.stringify(event)}\n`;
    case "pretty":
      return eventPretty(event, output.timeZone, output.chalk);
    case "text":
      return eventText(event, output.timeZone);
  }
}
