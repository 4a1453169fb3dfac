import { existsSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../errors.ts";

/** The configuration that ships with the package; never written. */
export const PACKAGED_CONFIG = fileURLToPath(new URL("../../config/providers.yaml", import.meta.url));

export interface LocatedConfig {
  readonly path: string;
  /** Whether it is the file that comes with the program, which is never written. */
  readonly isPackaged: boolean;
}

export interface SearchPlaces {
  /** Given on the command line. */
  readonly explicit?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** The file that comes with the program. */
  readonly packaged: string;
}

/** The configuration file to use. One that was asked for by name must be there; the others are tried in turn. */
export function locateConfig({ explicit, env, cwd, packaged }: SearchPlaces): LocatedConfig {
  const own = join(cwd, "config", "providers.yaml");
  const located = (path: string) => ({ path, isPackaged: isPackagedFile(path, packaged, own) });

  const fromEnv = env["STATUS_WATCH_CONFIG"];
  if (explicit !== undefined) return located(demand(explicit, "--config", cwd));
  if (fromEnv) return located(demand(fromEnv, "STATUS_WATCH_CONFIG", cwd));

  const candidates = [own, userConfigPath(env), packaged];
  for (const path of candidates) if (existsSync(path)) return located(path);
  throw new UsageError(`no configuration found; looked for ${candidates.join(", ")}: name one with --config`);
}

/** Where a person's own configuration is, or would be: `~/.config/status-watch/providers.yaml`. */
export function userConfigPath(env: NodeJS.ProcessEnv): string {
  const base = env["XDG_CONFIG_HOME"];
  // A relative path there is to be ignored: https://specifications.freedesktop.org/basedir-spec/
  const folder = base && isAbsolute(base) ? base : join(env["HOME"] || homedir(), ".config");
  return join(folder, "status-watch", "providers.yaml");
}

function demand(asked: string, askedBy: string, cwd: string): string {
  const path = resolve(cwd, asked);
  if (asked !== "" && !isMissing(path)) return path;
  throw new UsageError(`${askedBy} names "${asked}", which does not exist`);
}

/** A file that is there but cannot be got at is not missing: who reads it says what keeps him from it. */
export function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** In a checkout of the program the packaged file is the project's own, and may be written like any other. */
function isPackagedFile(path: string, packaged: string, own: string): boolean {
  const [real, realPackaged, realOwn] = [path, packaged, own].map(realPathOf);
  return real === realPackaged && real !== realOwn;
}

function realPathOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
