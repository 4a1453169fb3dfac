import { UsageError } from "../errors.ts";
import { readRejected } from "../state/journal/rejected.ts";
import { cleanLine, printableJson, stripControls } from "../text.ts";
import { findConfig, readConfigAlone } from "./config.ts";
import { selectProviders } from "./select.ts";
import { demandReadable, stateFolder } from "./state.ts";
import type { CommandContext } from "./types.ts";

/** Shows what was pushed in and could not be used, oldest first; also while `run` goes on. */
export async function rejected(
  provider: string | undefined,
  options: { readonly state?: string },
  context: CommandContext,
): Promise<number> {
  const config = await readConfigAlone(findConfig(context).path, context);
  const folder = stateFolder(options.state, config, context);
  if (folder === undefined)
    throw new UsageError(
      "state is kept in memory, where nothing is kept aside; give --state, or write state: into the configuration",
    );
  await demandReadable(folder, "rejected.jsonl");
  const wanted = provider?.toLowerCase();
  let isKnown = false;
  for (const push of await readRejected(folder)) {
    if (wanted !== undefined && push.provider.toLowerCase() !== wanted) continue;
    isKnown = true;
    const receivedAt = new Date(push.receivedAtMs).toISOString();
    if (context.output.format === "json") {
      const { receivedAtMs: _, ...rest } = push;
      context.stdout.write(`${printableJson({ receivedAt, ...rest })}\n`);
    } else {
      const body = stripControls(push.body).trim().replace(/^/gm, "  ");
      const head = cleanLine(`[${receivedAt}] ${push.provider}, by ${push.source}: ${push.reason}`);
      context.stdout.write(`${head}\n${body}\n`);
    }
  }
  if (provider !== undefined && !isKnown) selectProviders(config.providers, [provider]);
  return 0;
}
