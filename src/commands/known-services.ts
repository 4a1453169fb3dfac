import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { PACKAGED_CONFIG } from "./config.ts";

/** The page of a service that the packaged configuration knows by name. */
export async function knownAddress(name: string): Promise<URL | undefined> {
  const { providers } = parse(await readFile(PACKAGED_CONFIG, "utf8")) as {
    providers: readonly { name: string; url: string }[];
  };
  const known = providers.find((provider) => provider.name.toLowerCase() === name.trim().toLowerCase());
  return known && new URL(known.url);
}
