import { appendFile, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import type { Push, WaitingPush } from "../store.ts";

/** Of each of two files; the older one is let go of when the newer one is full. */
const MOST_BYTES = 8 * 1024 * 1024;

/** A push that nobody could make use of. */
export interface RejectedPush extends Omit<Push, "body"> {
  readonly reason: string;
  /** As text: what is not UTF-8 is shown as replacement characters. */
  readonly body: string;
}

/** Pushes kept aside, one JSON object a line. */
export class Rejected {
  readonly #path: string;
  readonly #log: Logger;
  #last: Promise<void> = Promise.resolve();

  constructor(stateFolder: string, { log }: { readonly log: Logger }) {
    this.#path = pathIn(stateFolder);
    this.#log = log;
  }

  /** Never throws: that it cannot be kept aside is said, and holds nothing up. */
  add({ provider, source, receivedAtMs, body }: WaitingPush, reason: string): Promise<void> {
    const row: RejectedPush = { provider, source, receivedAtMs, reason, body: body.toString() };
    this.#last = this.#last.then(() => this.#write(`${JSON.stringify(row)}\n`));
    return this.#last;
  }

  async #write(line: string): Promise<void> {
    try {
      const size = await sizeOf(this.#path);
      if (size > 0 && size + line.length > MOST_BYTES) await rename(this.#path, olderOf(this.#path));
      await appendFile(this.#path, line, { mode: 0o600 });
    } catch (error) {
      this.#log.error(`a push that was not understood cannot be kept in ${this.#path}: ${messageOf(error)}`);
    }
  }
}

/** What was kept aside, oldest first; also while status-watch runs. */
export async function readRejected(stateFolder: string): Promise<RejectedPush[]> {
  const path = pathIn(stateFolder);
  const texts = await Promise.all([olderOf(path), path].map(readIfThere));
  // One that was kept aside just before a sudden end is kept aside again by the next start.
  return [...new Set(texts.join("").split("\n"))].flatMap(parseLine);
}

/** A line that is just being written is not whole yet. */
function parseLine(line: string): RejectedPush[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as RejectedPush];
  } catch {
    return [];
  }
}

function pathIn(stateFolder: string): string {
  return join(stateFolder, "rejected.jsonl");
}

function olderOf(path: string): string {
  return `${path}.1`;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
