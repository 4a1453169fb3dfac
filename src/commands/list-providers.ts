import { table } from "../render/table.ts";
import { findConfig, readConfig } from "./config.ts";
import type { CommandContext } from "./types.ts";

const WIDE = 10_000;

/** Shows what is watched. */
export async function listProviders(context: CommandContext): Promise<number> {
  const { stdout, output } = context;
  const config = await readConfig(findConfig(context).path, context);
  const lines =
    output.format === "json"
      ? config.providers.map(({ name, url, format, intervalMs }) =>
          JSON.stringify({ name, url, format, intervalMs }),
        )
      : table(
          config.providers.map(({ name, url, format, intervalMs }) => [
            output.chalk.bold(name),
            format ?? "detected",
            `every ${intervalMs / 1000} s`,
            url,
          ]),
          WIDE,
        );
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  return 0;
}
