import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** Editors write a file in several steps; one call for all of them. */
const SETTLE_MS = 100;

/**
 * Calls back when a file was saved. The folder is watched, not the file: most editors, and our own atomic write, put
 * a new file in the old one's place.
 */
export function watchFile(path: string, onSaved: () => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(path), (_, file) => {
      if (file !== null && file !== basename(path)) return;
      clearTimeout(timer);
      timer = setTimeout(onSaved, SETTLE_MS);
    });
    watcher.on("error", () => watcher?.close());
  } catch {
    // A file system that cannot be watched: SIGHUP still reloads.
  }
  return {
    close() {
      clearTimeout(timer);
      watcher?.close();
    },
  };
}
