import { type FileHandle, open } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

/** A pipe, a socket, a disk: appending to it means something else, or waits for ever. */
export class NotAFileError extends Error {}

const NEWLINE = 0x0a;
const LOOK_AGAIN_MS = 10;
const MOST_LOOKS = 20;

/**
 * Appends a line and has it on the disk before it returns. In one write to a file opened for appending, so that lines
 * of several programs do not mix; what was left of a write that failed is taken back, as it is written again.
 */
export async function appendLine(file: string, line: Buffer): Promise<void> {
  const handle = await open(file, "a+");
  try {
    const stat = await handle.stat();
    // Such as /dev/stdout: there is nothing to read back and nothing to sync.
    if (stat.isCharacterDevice()) return await handle.appendFile(line);
    if (!stat.isFile()) throw new NotAFileError();
    const wanted = (await wasCutOff(handle)) ? Buffer.concat([Buffer.of(NEWLINE), line]) : line;
    try {
      await handle.appendFile(wanted);
      await handle.datasync();
    } catch (error) {
      await takeBack(handle, stat.size, wanted.length);
      throw error;
    }
  } finally {
    await handle.close();
  }
}

/**
 * Whether the line before was cut off, by a crash or a full disk. Of one that another program is writing just now a part
 * may be seen, for a moment: the file grows then.
 */
async function wasCutOff(handle: FileHandle): Promise<boolean> {
  for (let look = 0; ; look++) {
    const { size } = await handle.stat();
    if (!(await endsMidLine(handle, size))) return false;
    await setTimeout(LOOK_AGAIN_MS);
    if ((await handle.stat()).size === size || look === MOST_LOOKS) return true;
  }
}

async function endsMidLine(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  const { bytesRead } = await handle.read(last, 0, 1, size - 1);
  return bytesRead === 1 && last[0] !== NEWLINE;
}

/** Only where nobody else can have written meanwhile; the next line begins on a line of its own in any case. */
async function takeBack(handle: FileHandle, sizeBefore: number, written: number): Promise<void> {
  try {
    const { size } = await handle.stat();
    if (size > sizeBefore && size <= sizeBefore + written) await handle.truncate(sizeBefore);
  } catch {
    // What is told is why the write failed.
  }
}
