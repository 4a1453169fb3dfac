import { openCatalogue } from "../catalogue.ts";
import { type Config, type ConfigOptions, loadConfig } from "../config/load.ts";
import { type LocatedConfig, locateConfig, PACKAGED_CONFIG } from "../config/locate.ts";
import { CONSUMERS } from "../consumers/index.ts";
import { FORMAT_NAMES } from "../feeds/names.ts";
import { present } from "../present.ts";
import type { CommandContext } from "./types.ts";

/** Where the configuration is, by the search order of the contract. */
export function findConfig({ configPath, env, cwd }: CommandContext): LocatedConfig {
  return locateConfig({ env, cwd, packaged: PACKAGED_CONFIG, ...present({ explicit: configPath }) });
}

/** Reads a configuration file against the formats and consumers there are. */
export function readConfig(path: string, context: CommandContext): Promise<Config> {
  return loadConfig(path, configOptions(context));
}

/** What configurations are checked against: the formats, the consumers and the services there are. */
export function configOptions({ env, cwd }: CommandContext): ConfigOptions {
  return { env, cwd, formats: FORMAT_NAMES, consumers: CONSUMERS, services: openCatalogue };
}
