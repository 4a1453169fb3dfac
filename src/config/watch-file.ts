import { type FSWatcher, realpathSync, statSync, watch } from "node:fs";
import { dirname } from "node:path";

/** Which file it is, when it was written, and how much. */
export type FileVersion = string;

/** Editors write a file in several steps; one call for all of them. */
const SETTLE_MS = 100;

/**
 * Calls back when a file was saved, or is gone. Folders are watched, not the file: most editors, and our own atomic write, put a
 * new file in the old one's place. Behind a link it is the folder of the file itself as well as that of the link.
 * `version` is the one that was read before: one that was saved since then, before it was watched, is noticed as well.
 */
export function watchFile(
  path: string,
  version: FileVersion | undefined,
  onSaved: () => void,
): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let known = version;
  let seen = version;
  // It is the file that has to settle, not its folder, in which a log may be written all the time.
  const look = () => {
    timer = undefined;
    const now = versionOf(path);
    if (now === known) return;
    if (now !== seen) return lookAgain(now);
    known = now;
    onSaved();
  };
  const lookAgain = (now: FileVersion | undefined) => {
    seen = now;
    timer = setTimeout(look, SETTLE_MS);
  };
  const watchers = foldersOf(path).map((folder) =>
    watchFolder(folder, () => {
      if (!timer) lookAgain(versionOf(path));
    }),
  );
  lookAgain(versionOf(path));
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher?.close();
    },
  };
}

function watchFolder(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, onChange);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    // A file system that cannot be watched: SIGHUP still reloads.
    return undefined;
  }
}

function foldersOf(path: string): string[] {
  try {
    return [...new Set([dirname(path), dirname(realpathSync(path))])];
  } catch {
    return [dirname(path)];
  }
}

/** Undefined while there is no such file; of one that cannot be got at, why. */
export function versionOf(path: string): FileVersion | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats && `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
