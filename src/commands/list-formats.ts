import { FORMAT_NAMES, FORMATS, type FormatName } from "../feeds/index.ts";
import type { Proof } from "../feeds/types.ts";
import { table } from "../render/table.ts";
import type { CommandContext } from "./types.ts";

/** What each format's reader was written against, in words. */
const PROOFS: Readonly<Record<Proof, string>> = {
  captured: "real pages",
  documented: "its samples",
  unproven: "unproven",
};

/** Shows the kinds of pages that can be read, and how sure that is of each. */
export async function listFormats({ stdout, output }: CommandContext): Promise<number> {
  const lines =
    output.format === "json"
      ? FORMAT_NAMES.map((name) =>
          JSON.stringify({ name, label: FORMATS[name].label, proof: FORMATS[name].proof }),
        )
      : table(FORMAT_NAMES.map(toCells), stdout.columns || Number.POSITIVE_INFINITY);
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  return 0;

  function toCells(name: FormatName): string[] {
    const { label, proof } = FORMATS[name];
    const color = proof === "unproven" ? output.chalk.yellow : output.chalk.dim;
    return [output.chalk.bold(name), color(PROOFS[proof]), label];
  }
}
