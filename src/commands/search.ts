import type { ChalkInstance } from "chalk";
import { openCatalogue, type Service } from "../catalogue.ts";
import { quote } from "../config/suggest.ts";
import { UsageError } from "../errors.ts";
import { present } from "../present.ts";
import { table } from "../render/table.ts";
import { listNames } from "../text.ts";
import type { CommandContext } from "./types.ts";

/** Shows the services that are known by a name like that; all of them without one. */
export async function search(words: readonly string[], { stdout, output }: CommandContext): Promise<number> {
  const text = words.join(" ");
  const catalogue = openCatalogue();
  const found = catalogue.search(text);
  if (found.length === 0) throw new UsageError(complaint(text, catalogue.nearest(text)));
  const lines =
    output.format === "json"
      ? found.map(toJson)
      : table(found.map(toCells(output.chalk)), stdout.columns || Number.POSITIVE_INFINITY);
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  return 0;
}

function complaint(text: string, nearest: readonly string[]): string {
  const instead =
    nearest.length > 0
      ? `did you mean ${listNames(nearest)}?`
      : "its page can be watched all the same: status-watch add-provider <address>";
  return `no service is known as ${quote(text)}; ${instead}`;
}

function toJson({ name, page, format, domains, aliases, components }: Service): string {
  return JSON.stringify({ name, page, ...present({ format }), domains, aliases, components });
}

/** The address last: the only column that a narrow terminal may cut. */
function toCells(chalk: ChalkInstance) {
  return ({ name, page, format }: Service) => [chalk.bold(name), format ?? "detected", page];
}
