import { isDeepStrictEqual } from "node:util";
import { App } from "../app.ts";
import { systemClock } from "../clock.ts";
import type { Config } from "../config/load.ts";
import { watchFile } from "../config/watch-file.ts";
import { CONSUMERS } from "../consumers/index.ts";
import type { Consumer, ConsumerType } from "../consumers/types.ts";
import { messageOf } from "../errors.ts";
import { count } from "../text.ts";
import { findConfig, readConfig } from "./config.ts";
import type { CommandContext } from "./types.ts";

export interface RunOptions {
  readonly edits: boolean;
  readonly ongoing: boolean;
}

/** Watches until stopped. */
export async function run(options: RunOptions, context: CommandContext): Promise<number> {
  const { log, stopped } = context;
  const { path } = findConfig(context);
  const config = await readConfig(path, context);
  const app = new App({ ...options, log, consumers: createConsumers(config, context) });
  log.info(`watching ${count(config.providers.length, "provider")} of ${config.file}`);
  log.info("state is kept in memory: after a restart, history is silent and what is open is told once");
  app.watch(config.providers);

  const reload = async (): Promise<void> => {
    try {
      const { providers, consumers } = await readConfig(path, context);
      const { added, removed } = app.watch(providers);
      if (!isDeepStrictEqual(consumers, config.consumers)) {
        log.warn(
          `${config.file}: consumers have changed; that takes effect when status-watch is started anew`,
        );
      }
      log.info(`reloaded ${config.file}: ${added} started, ${removed} stopped, ${providers.length} watched`);
    } catch (error) {
      log.error(
        `${config.file} is not taken over, the configuration from before stays in force\n${messageOf(error)}`,
      );
    }
  };
  context.onReload(() => void reload());
  const watcher = watchFile(path, () => void reload());
  try {
    if (!stopped.aborted)
      await new Promise((resolve) => stopped.addEventListener("abort", resolve, { once: true }));
  } finally {
    watcher.close();
    log.info("stopping");
    await app.stop();
  }
  return 0;
}

/** The consumers of a configuration, each with the options its type has checked. */
export function createConsumers(config: Config, { log, stdout, output }: CommandContext): Consumer[] {
  const types: Readonly<Record<string, ConsumerType>> = CONSUMERS;
  return config.consumers.flatMap(({ type, name, options }) => {
    const consumer = types[type]?.create(name, options, { log, clock: systemClock, stdout, output });
    return consumer ?? [];
  });
}
