import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { makeFolder } from "../../make-folder.ts";
import { encode, type Transaction } from "./record.ts";

const SLICE_BYTES = 256 * 1024;
const PARTS_AT_ONCE = 16;

/** All of it, from `position` on. */
export async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const result = await file.write(bytes, written, bytes.length - written, position + written);
    written += result.bytesWritten;
  }
}

/** Writes what is in the list, and what is added to it meanwhile, until it is empty; gives the position behind it. */
export async function writeParts(file: FileHandle, parts: Buffer[], position: number): Promise<number> {
  let end = position;
  while (parts.length > 0) {
    const bytes = Buffer.concat(parts.splice(0, PARTS_AT_ONCE));
    await writeFully(file, bytes, end);
    end += bytes.length;
  }
  return end;
}

/** Writes them from the beginning on, and lets everything else go on in between. Gives how many bytes they take. */
export async function writeTransactions(
  file: FileHandle,
  transactions: Iterable<Transaction>,
  mayGoOn: () => boolean,
): Promise<number> {
  let size = 0;
  for (const slice of slices(transactions)) {
    if (!mayGoOn()) throw new Error("there is no time left to write all of it");
    await writeFully(file, slice, size);
    size += slice.length;
    await setImmediate();
  }
  return size;
}

/** In pieces that do not hold up anything else for long. */
function* slices(transactions: Iterable<Transaction>): Generator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for (const transaction of transactions) {
    const bytes = encode(transaction);
    parts.push(bytes);
    size += bytes.length;
    if (size < SLICE_BYTES) continue;
    yield Buffer.concat(parts);
    parts = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(parts);
}

/** Empty, in its folder, even if that is gone. */
export async function openAnew(path: string): Promise<FileHandle> {
  await makeFolder(dirname(path), 0o700);
  return open(path, "w", 0o600);
}

/** So that the new name outlives a loss of power too; not every system lets folders be synced. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
