import { parse } from "yaml";
import type { CommandContext } from "../commands/types.ts";
import { locateConfig, PACKAGED_CONFIG } from "../config/locate.ts";
import { readConfigText } from "../config/read-file.ts";
import { entriesOf } from "../config/records.ts";
import { isRecord } from "../records.ts";
import { cleanLine } from "../text.ts";

/** A word that may stand at a place, with what it means. */
export interface Candidate {
  readonly value: string;
  readonly about?: string;
}

/** Names that are looked up when they are completed. */
export type NameSource = "providers" | "consumers" | "services" | "formats";

/** The names there are, fit for a terminal and each on one line. */
export async function namesOf(source: NameSource, context: CommandContext): Promise<readonly Candidate[]> {
  const found = await lookUp(source, context);
  return found.map((one) => ({ ...one, value: cleanLine(one.value) })).filter(({ value }) => value !== "");
}

/** What is not asked for is not loaded: whoever presses Tab waits for it. */
async function lookUp(source: NameSource, context: CommandContext): Promise<readonly Candidate[]> {
  switch (source) {
    case "providers":
      return namesIn(await readEntries("providers", context), "use");
    case "consumers":
      return namesIn(await readEntries("consumers", context), "type");
    case "services": {
      const { openCatalogue } = await import("../catalogue.ts");
      return openCatalogue().services.map(({ name, page }) => ({ value: name, about: page }));
    }
    case "formats": {
      const { FORMAT_NAMES, FORMATS } = await import("../feeds/index.ts");
      return FORMAT_NAMES.map((name) => ({ value: name, about: FORMATS[name].label }));
    }
  }
}

/** As they are written, unchecked: a configuration with a mistake in it still has names. */
async function readEntries(
  section: "providers" | "consumers",
  { env, cwd, configPath: explicit }: CommandContext,
) {
  try {
    const { path } = locateConfig({ env, cwd, explicit, packaged: PACKAGED_CONFIG });
    return entriesOf(parse(await readConfigText(path), { logLevel: "error" }), section);
  } catch {
    // There is nobody to tell: who completes a word wants words, or none.
    return [];
  }
}

function namesIn(entries: readonly unknown[], otherwise: string): Candidate[] {
  return entries.flatMap((entry) => {
    const name = isRecord(entry) ? (entry["name"] ?? entry[otherwise]) : undefined;
    return typeof name === "string" ? [{ value: name }] : [];
  });
}
