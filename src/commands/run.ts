import { isDeepStrictEqual } from "node:util";
import { App } from "../app.ts";
import type { Subscription } from "../bus.ts";
import { systemClock } from "../clock.ts";
import type { Config } from "../config/load.ts";
import { watchFile } from "../config/watch-file.ts";
import { CONSUMERS } from "../consumers/index.ts";
import type { ConsumerType } from "../consumers/types.ts";
import { messageOf } from "../errors.ts";
import { count } from "../text.ts";
import { findConfig, readConfig } from "./config.ts";
import { openState } from "./state.ts";
import type { CommandContext } from "./types.ts";

export interface RunOptions {
  readonly edits: boolean;
  readonly ongoing: boolean;
  readonly state?: string;
  readonly discardDamagedState: boolean;
}

/** Watches until stopped. */
export async function run(options: RunOptions, context: CommandContext): Promise<number> {
  const { log, stopped } = context;
  const { path } = findConfig(context);
  const config = await readConfig(path, context);
  const store = await openState(options, config, context);
  const { edits, ongoing } = options;
  const app = new App({ edits, ongoing, log, store, consumers: createSubscriptions(config, context) });
  log.info(`watching ${count(config.providers.length, "provider")} of ${config.file}`);
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

/** The consumers of a configuration, each with the options its type has checked, and with what it is to be told. */
export function createSubscriptions(
  { consumers }: Pick<Config, "consumers">,
  { log, stdout, output }: CommandContext,
): Subscription[] {
  const types: Readonly<Record<string, ConsumerType>> = CONSUMERS;
  return consumers.flatMap(({ type, name, options, rules, secrets }) => {
    const consumer = types[type]?.create(name, options, { log, clock: systemClock, stdout, output });
    return consumer ? { consumer, rules, secrets } : [];
  });
}
