import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { openAnew, syncFolder, writeFully, writeParts, writeTransactions } from "./bytes.ts";
import { encode, type Transaction } from "./record.ts";
import { Turns } from "./turns.ts";

const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;
/** Rewritten when it has grown by so much, and to three times what it was. */
const LEAST_GROWTH_BYTES = 1024 * 1024;

export interface JournalOptions {
  /** How much of the file is whole; the rest is cut off. */
  readonly goodBytes: number;
  /** How much of it was all there was to keep when it was last written anew. */
  readonly snapshotBytes: number;
  /** All that is to be kept, from the beginning: what a rewritten journal holds. */
  readonly snapshot: () => Iterable<Transaction>;
  /** Once for each time that writing begins to fail. */
  readonly onTrouble: (error: Error) => void;
  readonly onRecovery: () => void;
}

interface Waiting {
  readonly bytes: Buffer;
  readonly isDurable: boolean;
  readonly done: () => void;
}

/**
 * A file that only grows, one transaction a line, until it is written anew without what is out of date. A write that
 * fails (a full disk) leaves the program going: what could not be kept is in memory, and the journal is written anew
 * from there when there is room again.
 */
export class Journal {
  readonly #path: string;
  readonly #options: JournalOptions;
  #file: FileHandle;
  #size: number;
  #rewriteAt: number;
  #queue: Waiting[] = [];
  /** Who waits for what has been written to be on the disk. */
  #unsynced: (() => void)[] = [];
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;
  #rewriting: Promise<void> | undefined;
  /** What writes to the file, or puts another in its place, waits for its turn. */
  readonly #turns = new Turns();
  /** While the journal is rewritten: what has been appended since that began, whether or not the old file has it. */
  #since: Buffer[] | undefined;
  /** Set while nothing can be written. */
  #trouble: Error | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #isClosing = false;
  #isClosed = false;

  private constructor(path: string, file: FileHandle, options: JournalOptions) {
    this.#path = path;
    this.#file = file;
    this.#size = options.goodBytes;
    this.#rewriteAt = sizeToRewriteAt(options.snapshotBytes);
    this.#options = options;
  }

  static async open(path: string, options: JournalOptions): Promise<Journal> {
    const file = await open(path, options.goodBytes > 0 ? "r+" : "w+", 0o600);
    await file.truncate(options.goodBytes);
    return new Journal(path, file, options);
  }

  /** Resolves once the transaction is kept: where `isDurable`, on the disk, else with the system. */
  append(transaction: Transaction, isDurable: boolean): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    const bytes = encode(transaction);
    // What is not written now is in the snapshot that will be, or, if that is being written, comes behind it.
    if (this.#trouble) return Promise.resolve(void this.#since?.push(bytes));
    return new Promise((done) => {
      this.#queue.push({ bytes, isDurable, done });
      this.#writing ??= this.#writeAll();
    });
  }

  get trouble(): Error | undefined {
    return this.#trouble;
  }

  /** Written anew at once, as this version writes it. */
  async renew(): Promise<void> {
    this.#rewriting ??= this.#renew();
    await this.#rewriting;
  }

  /** A last attempt is made to keep what could not be kept so far. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#idle();
    if (this.#trouble) this.#rewriting = this.#renew();
    await this.#idle();
    clearTimeout(this.#retry);
    this.#isClosed = true;
    await this.#file.close();
  }

  async #idle(): Promise<void> {
    for (;;) {
      const work = this.#writing ?? this.#syncing ?? this.#rewriting;
      if (!work) return;
      await work;
    }
  }

  async #writeAll(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#turns.take(() => this.#writeQueue());
      const isOvergrown = this.#size > this.#rewriteAt;
      if (isOvergrown && !this.#trouble && !this.#isClosing) this.#rewriting ??= this.#renew();
    }
    this.#writing = undefined;
  }

  async #writeQueue(): Promise<void> {
    const waiting = this.#queue.splice(0);
    if (waiting.length === 0) return;
    const bytes = Buffer.concat(waiting.map((one) => one.bytes));
    try {
      await writeFully(this.#file, bytes, this.#size);
      this.#size += bytes.length;
    } catch (error) {
      this.#fail(error as Error);
    }
    this.#since?.push(bytes);
    for (const { isDurable, done } of waiting) {
      if (isDurable && !this.#trouble) this.#unsynced.push(done);
      else done();
    }
    if (this.#unsynced.length > 0) this.#syncing ??= this.#syncAll();
  }

  /** Writing goes on meanwhile: who only waits for that does not wait for the disk, and who comes late shares the next. */
  async #syncAll(): Promise<void> {
    while (this.#unsynced.length > 0) {
      const waiting = this.#unsynced.splice(0);
      try {
        await this.#sync();
      } catch (error) {
        this.#fail(error as Error);
      }
      for (const done of waiting) done();
    }
    this.#syncing = undefined;
  }

  async #sync(): Promise<void> {
    const file = this.#file;
    await file.datasync();
    // In a turn, since a file that is being replaced has no name for a while; the new one holds all that it held.
    await this.#turns.take(async () => {
      // What is written to a file that has no name any more is lost when the program ends.
      if (file === this.#file && (await file.stat()).nlink === 0) throw new Error("it has been removed");
    });
  }

  async #renew(): Promise<void> {
    try {
      await this.#rewrite();
    } catch (error) {
      // Where there is no room for two of them, the old one is whole and goes on growing.
      this.#rewriteAt = this.#size + LEAST_GROWTH_BYTES;
      this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
      if (this.#trouble) this.#fail(error as Error);
    } finally {
      this.#rewriting = undefined;
    }
  }

  /** Writes all that is to be kept to a new file, and puts that in the old one's place. Appending goes on meanwhile. */
  async #rewrite(): Promise<void> {
    const path = `${this.#path}.new`;
    const file = await openAnew(path);
    try {
      this.#since = [];
      const mayGoOn = () => !this.#isClosing || this.#trouble !== undefined;
      const snapshotBytes = await writeTransactions(file, this.#options.snapshot(), mayGoOn);
      const mark = encode({ s: snapshotBytes });
      await writeFully(file, mark, snapshotBytes);
      let size = await writeParts(file, this.#since, snapshotBytes + mark.length);
      // What takes long while others may append; what they do append is little, and they wait for it.
      await file.sync();
      await this.#turns.take(async () => {
        size = await writeParts(file, this.#since ?? [], size);
        await file.sync();
        await rename(path, this.#path);
        await syncFolder(dirname(path));
        this.#replace(file, size, snapshotBytes);
      });
    } catch (error) {
      this.#since = undefined;
      await file.close().catch(() => {});
      await rm(path, { force: true }).catch(() => {});
      throw error;
    }
  }

  /** In one breath, so that nothing is appended to neither file. */
  #replace(file: FileHandle, size: number, snapshotBytes: number): void {
    void this.#file.close().catch(() => {});
    this.#file = file;
    this.#size = size;
    this.#rewriteAt = sizeToRewriteAt(snapshotBytes);
    const late = (this.#since ?? []).map((bytes) => ({ bytes, isDurable: true, done: () => {} }));
    this.#since = undefined;
    this.#queue.unshift(...late);
    if (this.#queue.length > 0) this.#writing ??= this.#writeAll();
    if (!this.#trouble) return;
    this.#trouble = undefined;
    this.#retryMs = FIRST_RETRY_MS;
    clearTimeout(this.#retry);
    this.#options.onRecovery();
  }

  #fail(error: Error): void {
    for (const { bytes, done } of this.#queue.splice(0)) {
      this.#since?.push(bytes);
      done();
    }
    if (!this.#trouble) this.#options.onTrouble(error);
    this.#trouble = error;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#rewriting ??= this.#renew();
    }, this.#retryMs).unref();
  }
}

/** Where all there is to keep takes so many bytes. */
function sizeToRewriteAt(snapshotBytes: number): number {
  return LEAST_GROWTH_BYTES + 3 * snapshotBytes;
}
