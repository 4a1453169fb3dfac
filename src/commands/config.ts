import { resolve } from "node:path";
import { openCatalogue } from "../catalogue.ts";
import { type Config, type ConfigOptions, loadConfig } from "../config/load.ts";
import { isMissing, type LocatedConfig, locateConfig, PACKAGED_CONFIG } from "../config/locate.ts";
import { CONSUMERS } from "../consumers/index.ts";
import { FORMAT_NAMES } from "../feeds/names.ts";
import { present } from "../present.ts";
import type { CommandContext } from "./types.ts";

/** Where the configuration is, by the search order of the contract. */
export function findConfig({ configPath, env, cwd }: CommandContext): LocatedConfig {
  return locateConfig({ env, cwd, packaged: PACKAGED_CONFIG, ...present({ explicit: configPath }) });
}

/** The same for what is to be written: one that is named need not be there yet. */
export function findConfigToWrite(context: CommandContext): LocatedConfig {
  const { configPath, cwd } = context;
  const path = configPath === undefined || configPath === "" ? undefined : resolve(cwd, configPath);
  return path !== undefined && isMissing(path) ? { path, isPackaged: false } : findConfig(context);
}

/** Reads a configuration file against the formats and consumers there are. */
export function readConfig(path: string, context: CommandContext): Promise<Config> {
  return loadConfig(path, configOptions(context));
}

/** The same for who tells consumers nothing, and so may lack what these need of the environment. */
export function readConfigAlone(path: string, context: CommandContext): Promise<Config> {
  return loadConfig(path, { ...configOptions(context), sparesConsumers: true });
}

/** What configurations are checked against: the formats, the consumers and the services there are. */
export function configOptions({ env, cwd }: CommandContext): ConfigOptions {
  return { env, cwd, formats: FORMAT_NAMES, consumers: CONSUMERS, services: openCatalogue };
}
