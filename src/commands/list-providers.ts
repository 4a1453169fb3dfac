import type { ChalkInstance } from "chalk";
import { formatDuration } from "../config/duration.ts";
import type { Provider } from "../provider.ts";
import { table } from "../render/table.ts";
import { conceal } from "../secrets.ts";
import { findConfig, readConfig } from "./config.ts";
import type { CommandContext } from "./types.ts";

/** Shows what is watched. */
export async function listProviders(context: CommandContext): Promise<number> {
  const { stdout, output } = context;
  const config = await readConfig(findConfig(context).path, context);
  const rows = config.providers.map((provider) => ({ ...provider, url: conceal(provider.url, provider) }));
  const lines =
    output.format === "json"
      ? rows.map(({ name, url, format, intervalMs }) => JSON.stringify({ name, url, format, intervalMs }))
      : table(rows.map(toCells(output.chalk)), Number.POSITIVE_INFINITY);
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  return 0;
}

function toCells(chalk: ChalkInstance) {
  return ({ name, url, format, intervalMs }: Provider) => [
    chalk.bold(name),
    format ?? "detected",
    `every ${formatDuration(intervalMs)}`,
    url,
  ];
}
