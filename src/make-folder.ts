import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder, and those that it lies in, where they are not there. Not `mkdir` with `recursive`: that never comes back
 * where the folder above is there but no folder can be, as in /proc (seen of Node 20 and 24).
 * @param mode of each that is made
 * @throws {NodeJS.ErrnoException}
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (await isFolder(path)) return;
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await makeFolder(dirname(path), mode);
    await mkdir(path, { mode }).catch(async (failure: unknown) => {
      // Somebody else may have made it at the same time.
      if (!(await isFolder(path))) throw failure;
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}
