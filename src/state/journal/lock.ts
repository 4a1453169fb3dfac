import { readFileSync } from "node:fs";
import { link, open, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { StatusWatchError } from "../../errors.ts";
import { makeFolder } from "../../make-folder.ts";

/** Who holds a folder; the start of the process tells it from a later one with the same number. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
}

const BEAT_MS = 10_000;
/** Of another machine nothing else can be known than that it has not been heard of for so long. */
const SILENT_AFTER_MS = 60_000;

/** Keeps all other processes out of a folder for as long as this one lives. */
export class FolderLock {
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;
  readonly #own: string;

  private constructor(path: string) {
    this.#path = path;
    this.#own = JSON.stringify(holder());
    this.#timer = setInterval(() => void beat(path, this.#own), BEAT_MS).unref();
  }

  /** @throws {StatusWatchError} another process holds it */
  static async take(folder: string): Promise<FolderLock> {
    const path = join(folder, "lock");
    const own = `${path}.${process.pid}`;
    try {
      await writeFile(own, JSON.stringify(holder()));
      for (let attempt = 0; ; attempt++) {
        // A link is made whole or not at all, and never over a file that is there.
        if (await linked(own, path)) return new FolderLock(path);
        const other = await readHolder(path);
        if (attempt === 3 || (other && (await isAlive(other, path)))) throw heldBy(other, folder);
        await removeStale(path, `${own}.stale`, other);
      }
    } finally {
      await rm(own, { force: true });
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    // Another machine may have taken it over from one that was silent for long.
    if (JSON.stringify(await readHolder(this.#path)) === this.#own) await rm(this.#path, { force: true });
  }
}

function holder(): Holder {
  return { pid: process.pid, host: hostname(), started: startOf(process.pid) };
}

function heldBy(other: Holder | undefined, folder: string): StatusWatchError {
  const who = other ? `process ${other.pid} on ${other.host}` : "another process";
  const hint =
    other && other.host !== hostname()
      ? `; if that one was killed, its place is free ${SILENT_AFTER_MS / 1_000} s after its end`
      : "";
  return new StatusWatchError(
    `the state in ${folder} is in use by ${who}; stop that one, or give this one a --state of its own${hint}`,
  );
}

/** Of two processes that find the same stale lock, the later one must not remove what the first one put there. */
async function removeStale(path: string, aside: string, stale: Holder | undefined): Promise<void> {
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if (!isDeepStrictEqual(await readHolder(aside), stale)) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    // Not every file system has links; there the file is made anew if it is not there yet.
    return createdAnew(to);
  }
}

async function createdAnew(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(JSON.stringify(holder()));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Undefined where it tells of nobody. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const { pid, host, started } = JSON.parse(await readFile(path, "utf8")) as Holder;
    return Number.isInteger(pid) && host && typeof started === "string" ? { pid, host, started } : undefined;
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, host, started }: Holder, path: string): Promise<boolean> {
  if (host !== hostname()) return (await ageMs(path)) < SILENT_AFTER_MS;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  // Another process may have the number now: in a container all of them may have ours.
  if (started !== startOf(pid)) return false;
  return started !== "" || (await ageMs(path)) < SILENT_AFTER_MS;
}

async function ageMs(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

async function beat(path: string, own: string): Promise<void> {
  const now = new Date();
  // One that is gone, with the whole folder, say, is made anew.
  await utimes(path, now, now).catch(() => writeFile(path, own, { flag: "wx" }).catch(() => {}));
}

/** When a process began, in the system's own count; empty where the system does not tell, or it has ended. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name may hold blanks and brackets: fields are counted from behind it. The 3rd is the process's state, the
    // 20th the number of its threads, the 22nd its start.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return hasEnded(fields[0], fields[17]) ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

/** One that was killed keeps its number until its parent has asked for it, which not every parent does. */
function hasEnded(state = "", threads = ""): boolean {
  // While others of its threads have not ended, they may still be writing.
  return (state === "Z" || state === "X") && Number(threads) <= 1;
}

const UNUSABLE: Readonly<Record<string, string>> = {
  EACCES: "permission denied; name a folder that status-watch may write to",
  EEXIST: "it is no folder",
  ENOTDIR: "a part of its path is no folder",
  EROFS: "the file system is read-only",
};

/** Makes the folder where it is not there, and locks it. @throws {StatusWatchError} it cannot be made, or another process holds it */
export async function lockFolder(folder: string): Promise<FolderLock> {
  try {
    await makeFolder(folder, 0o700);
    return await FolderLock.take(folder);
  } catch (error) {
    if (error instanceof StatusWatchError) throw error;
    const { code = "", message } = error as NodeJS.ErrnoException;
    const reason = UNUSABLE[code] ?? message;
    throw new StatusWatchError(`${folder} cannot be used for the state: ${reason}`, { cause: error });
  }
}
