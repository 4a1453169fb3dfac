import { access, constants, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Config } from "../config/load.ts";
import { UsageError } from "../errors.ts";
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
  // Of a variable that is not set, mostly.
  if (given?.trim() === "") throw new UsageError("--state must not be empty; name a folder, or say memory");
  if (given !== undefined) return resolve(context.cwd, given);
  return state && resolve(context.cwd, dirname(findConfig(context).path), state.path);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder; `run` makes it where state is kept",
  ENOTDIR: "it is no folder; name the one that run --state was given",
  EACCES: "permission denied; ask as the user that runs status-watch",
};

/**
 * To be asked before `part` of a state folder is read, by a command that is not `run`; it need not be there.
 * @throws {UsageError} the folder is not there, or cannot be read
 */
export async function demandReadable(folder: string, part: string): Promise<void> {
  try {
    const parts = await readdir(folder);
    if (parts.includes(part)) await access(join(folder, part), constants.R_OK);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read the state in ${folder}: ${REASONS[code] ?? message}`, { cause: error });
  }
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
