import { dirname, resolve } from "node:path";
import type { Config } from "../config/load.ts";
import { present } from "../present.ts";
import { JournalStore } from "../state/journal/store.ts";
import { MemoryStore } from "../state/memory.ts";
import type { StateStore } from "../state/store.ts";
import { findConfig } from "./config.ts";
import type { CommandContext } from "./types.ts";

/** The folder that state is kept in: as the command line says, else the configuration; undefined: in memory. */
export function stateFolder(
  given: string | undefined,
  { state }: Config,
  context: CommandContext,
): string | undefined {
  if (given === "memory") return undefined;
  if (given !== undefined) return resolve(context.cwd, given);
  return state && resolve(context.cwd, dirname(findConfig(context).path), state.path);
}

/** Opens it, and says in a line what it means. */
export async function openState(
  options: { readonly state?: string; readonly discardDamagedState: boolean },
  config: Config,
  context: CommandContext,
): Promise<StateStore> {
  const { log } = context;
  const folder = stateFolder(options.state, config, context);
  if (folder === undefined) {
    log.info("state is kept in memory: after a restart, history is silent and what is open is told once");
    return new MemoryStore();
  }
  const store = await JournalStore.open(folder, {
    log,
    now: Date.now,
    discardsDamaged: options.discardDamagedState,
    ...present({ historyMs: config.state?.historyMs }),
  });
  log.info(
    `state is kept in ${folder}: after a restart, what was posted meanwhile is told, and nothing twice`,
  );
  return store;
}
