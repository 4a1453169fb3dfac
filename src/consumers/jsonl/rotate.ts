import { access, rename } from "node:fs/promises";

/** Moves a file to `.1`, the one that was there to `.2`, and so on; the one that would be beyond `keep` is gone. */
export async function rotate(file: string, keep: number): Promise<void> {
  let free = 1;
  // A rotation that was cut short left a gap: then there is no need to lose the oldest.
  while (free < keep && (await exists(`${file}.${free}`))) free++;
  for (let number = free; number > 1; number--) await rename(`${file}.${number - 1}`, `${file}.${number}`);
  await rename(file, `${file}.1`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
