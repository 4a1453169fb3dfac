import { type FSWatcher, realpathSync, statSync, watch } from "node:fs";
import { dirname } from "node:path";

/** Editors write a file in several steps; one call for all of them. */
const SETTLE_MS = 100;

/**
 * Calls back when a file was saved. Folders are watched, not the file: most editors, and our own atomic write, put a
 * new file in the old one's place. Behind a link it is the folder of the file itself as well as that of the link.
 */
export function watchFile(path: string, onSaved: () => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let version = versionOf(path);
  const look = () => {
    const now = versionOf(path);
    if (now === undefined || now === version) return;
    version = now;
    onSaved();
  };
  const watchers = foldersOf(path).map((folder) =>
    watchFolder(folder, () => {
      clearTimeout(timer);
      timer = setTimeout(look, SETTLE_MS);
    }),
  );
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

/** Which file it is and when it was written; undefined while there is none. */
function versionOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
}
