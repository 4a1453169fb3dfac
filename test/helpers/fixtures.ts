import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { FormatName } from "../../src/feeds/index.ts";
import { caseName, type Site, siteOfFile, siteOfFolder } from "./site.ts";

/**
 * What a page answers, beside what a person reads in it: `<case>.<ext>` and `<case>.snapshot.json`, or, of a page that
 * is several documents, a folder `<case>` with a `snapshot.json` in it.
 */
export const FIXTURES = join(import.meta.dirname, "..", "fixtures");
export const EXPECTATION = ".snapshot.json";

export interface Case {
  readonly name: string;
  /** The file or folder, as it is called in the format's. */
  readonly entry: string;
  readonly expectation: string;
  readonly site: Site;
}

export function casesOf(format: FormatName): Case[] {
  const folder = join(FIXTURES, format);
  const entries = readdirSync(folder).filter((entry) => !entry.endsWith(EXPECTATION));
  return entries.sort().map((entry) => {
    const path = join(folder, entry);
    if (statSync(path).isDirectory())
      return { name: entry, entry, expectation: join(path, "snapshot.json"), site: siteOfFolder(path) };
    const name = caseName(entry);
    return { name, entry, expectation: join(folder, name + EXPECTATION), site: siteOfFile(path, entry) };
  });
}
