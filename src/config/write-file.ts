import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, open, readlink, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { messageOf, StatusWatchError } from "../errors.ts";
import { makeFolder } from "../make-folder.ts";

const MAX_LINKS = 40;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  ENOSPC: "the disk is full",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

/** Replaces a file as a whole, or not at all: whoever reads it sees the old text or the new one. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  try {
    const target = await followLinks(path);
    await makeFolder(dirname(target));
    await replace(target, text);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new StatusWatchError(`cannot write ${path}: ${REASONS[code] ?? messageOf(error)}`, {
      cause: error,
    });
  }
}

/** The file that a link, or a chain of them, leads to, whether it is there or not. */
async function followLinks(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const next = await readlink(target).catch(() => undefined);
    if (next === undefined) return target;
    target = resolve(dirname(target), next);
  }
  throw new StatusWatchError("its links lead in a circle");
}

async function replace(target: string, text: string): Promise<void> {
  const existing = await stat(target).catch(() => undefined);
  if (existing && !existing.isFile()) throw new StatusWatchError("it is not a regular file");
  // Beside the target: a rename is atomic within one file system only.
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await writeDurably(temporary, text, existing);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeDurably(path: string, text: string, model: Stats | undefined): Promise<void> {
  const file = await open(path, "wx", model ? 0o600 : 0o666);
  try {
    if (model) await takeAfter(model, file);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The mode and owner of the file that is replaced, so that the daemon can still read what root has edited. */
async function takeAfter(model: Stats, file: FileHandle): Promise<void> {
  const { uid, gid } = await file.stat();
  // Only root may give files away; for anybody else the file becomes their own.
  if (model.uid !== uid || model.gid !== gid) await file.chown(model.uid, model.gid).catch(() => undefined);
  await file.chmod(model.mode & 0o7777);
}
