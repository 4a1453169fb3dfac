import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { StatusWatchError } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import { count } from "../../text.ts";
import type { StatusEvent } from "../../types.ts";
import type { Change, FirstTry, Owed, Push, Settlement, StateStore, WaitingPush } from "../store.ts";
import type { ProviderMemory } from "../types.ts";
import { Contents, pushRow } from "./contents.ts";
import { History, lastEvents } from "./history.ts";
import { Journal } from "./journal.ts";
import { type FolderLock, lockFolder } from "./lock.ts";
import { type Decoded, decode, encode, FORMAT_VERSION } from "./record.ts";
import { Rejected } from "./rejected.ts";

export interface JournalStoreOptions {
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Puts a damaged journal aside and goes on from a baseline, instead of refusing. */
  readonly discardsDamaged?: boolean;
  /** How long events are kept for `history`. */
  readonly historyMs?: number;
}

/** Of what was told before this start, what another provider may yet say again: as long as that is looked for. */
const TOLD_MS = 86_400_000;
const MOST_TOLD = 5_000;

/**
 * State in a folder: a journal of what is known and what is owed, and the past events by day. All of it is in memory
 * too, from where it is read; the journal is read once, at the start.
 */
export class JournalStore implements StateStore {
  readonly isDurable = true;
  readonly #contents = new Contents();
  readonly #folder: string;
  readonly #options: JournalStoreOptions;
  readonly #lock: FolderLock;
  readonly #history: History;
  readonly #rejected: Rejected;
  #journal!: Journal;
  #told: readonly StatusEvent[] = [];

  private constructor(folder: string, lock: FolderLock, options: JournalStoreOptions) {
    this.#folder = folder;
    this.#lock = lock;
    this.#options = options;
    this.#history = new History(folder, options);
    this.#rejected = new Rejected(folder, options);
  }

  /** @throws {StatusWatchError} in use by another process, damaged, or written by a newer version */
  static async open(folder: string, options: JournalStoreOptions): Promise<JournalStore> {
    const lock = await lockFolder(folder);
    try {
      const store = new JournalStore(folder, lock, options);
      await store.#load(join(folder, "journal"));
      return store;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get(provider: string): ProviderMemory | undefined {
    return this.#contents.get(provider);
  }

  providers(): readonly string[] {
    return this.#contents.providers();
  }

  async commit(change: Change): Promise<readonly number[]> {
    const { events = [] } = change;
    const transaction = this.#contents.change(change);
    if (!transaction.p && !transaction.m && !transaction.x && transaction.e.length === 0) return [];
    await this.#journal.append(transaction, events.length > 0);
    this.#history.add(events.map(({ event }) => event).filter(hasHappened));
    return transaction.e.map(([seq]) => seq);
  }

  owedTo(consumer: string): readonly Owed[] {
    return this.#contents.owedTo(consumer);
  }

  owed(): ReadonlyMap<string, number> {
    return this.#contents.owed();
  }

  settle({ consumer, seqs, thread, pointers = [] }: Settlement): Promise<void> {
    const t = [...pointers, ...(thread ? [thread] : [])].map(
      ({ key, value }) => [consumer, key, value, this.#options.now()] as const,
    );
    const d = [[consumer, seqs] as const];
    const transaction = { ...(seqs.length > 0 && { d }), ...(t.length > 0 && { t }) };
    this.#contents.apply(transaction);
    return this.#journal.append(transaction, false);
  }

  tried({ consumer, seqs, atMs }: FirstTry): Promise<void> {
    const transaction = { f: [[consumer, seqs, atMs] as const] };
    this.#contents.apply(transaction);
    return this.#journal.append(transaction, false);
  }

  hasThreads(consumer: string): boolean {
    return this.#contents.hasThreads(consumer);
  }

  threadOf(consumer: string, key: string): string | undefined {
    return this.#contents.threadOf(consumer, key);
  }

  takeTold(): readonly StatusEvent[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }

  async accept(push: Push): Promise<WaitingPush> {
    const waiting = this.#contents.accept(push);
    await this.#journal.append({ i: [pushRow(waiting)] }, true);
    const trouble = this.trouble();
    if (trouble === undefined) return waiting;
    this.#contents.change({ memories: new Map(), taken: [waiting.id] });
    throw new StatusWatchError(`the state cannot be written: ${trouble}`);
  }

  accepted(): readonly WaitingPush[] {
    return this.#contents.accepted();
  }

  async reject(push: WaitingPush, reason: string): Promise<void> {
    await this.#rejected.add(push, reason);
    await this.commit({ memories: new Map(), taken: [push.id] });
  }

  trouble(): string | undefined {
    return this.#journal.trouble?.message;
  }

  async close(): Promise<void> {
    try {
      await this.#journal.close();
      await this.#history.close();
    } finally {
      await this.#lock.release();
    }
  }

  async #load(path: string): Promise<void> {
    const bytes = await readIfThere(path);
    const decoded = decode(bytes);
    const version = decoded.transactions[0]?.status_watch_state;
    if (version !== undefined && version > FORMAT_VERSION) throw newer(path, version);
    const damage = damageOf(bytes, decoded, version);
    if (damage !== undefined) {
      await this.#putAside(path, damage);
      return this.#start(path, 0);
    }
    for (const transaction of decoded.transactions) this.#contents.apply(transaction);
    await this.#history.complete(
      decoded.transactions.flatMap(({ e = [] }) => e.map(([, event]) => event).filter(hasHappened)),
    );
    this.#told = await lastEvents(this.#folder, this.#options.now() - TOLD_MS, MOST_TOLD);
    await this.#start(path, decoded.goodBytes);
    if (version !== undefined && version < FORMAT_VERSION) await this.#journal.renew();
  }

  async #start(path: string, goodBytes: number): Promise<void> {
    const { log, now } = this.#options;
    this.#journal = await Journal.open(path, {
      goodBytes,
      snapshotBytes: this.#contents.snapshotBytes,
      snapshot: () => this.#contents.snapshot(now()),
      onTrouble: (error) =>
        log.error(
          `the state in ${path} cannot be written: ${error.message}; watching goes on, and what is new is kept in memory until it can`,
        ),
      onRecovery: () => log.info(`the state in ${path} can be written again, and is complete`),
    });
    if (goodBytes === 0) await this.#journal.append({ status_watch_state: FORMAT_VERSION }, true);
  }

  async #putAside(path: string, damage: string): Promise<void> {
    const { log, now, discardsDamaged } = this.#options;
    if (!discardsDamaged) {
      throw new StatusWatchError(
        `the state in ${path} is damaged: ${damage}. Start with --discard-damaged-state to keep that file aside and go on from a baseline: what was posted meanwhile is then not told, what is open is told once`,
      );
    }
    const aside = `${path}.damaged-${new Date(now()).toISOString().replace(/[:.]/g, "-")}`;
    await rename(path, aside);
    log.warn(
      `the state in ${path} is damaged: ${damage}; it is kept as ${aside}, and every page is at first sight`,
    );
  }
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw new StatusWatchError(`the state cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function damageOf(bytes: Buffer, { damagedAt }: Decoded, version: number | undefined): string | undefined {
  if (version === undefined && !isTornHeader(bytes)) return "it does not begin as state of status-watch does";
  return damagedAt === undefined
    ? undefined
    : `its checksum is wrong at byte ${damagedAt} of ${count(bytes.length, "byte")}`;
}

/** The very first start ended while it was writing its first line, or before. */
function isTornHeader(bytes: Buffer): boolean {
  const header = encode({ status_watch_state: FORMAT_VERSION });
  return bytes.length < header.length && header.subarray(0, bytes.length).equals(bytes);
}

function newer(path: string, version: number): StatusWatchError {
  return new StatusWatchError(
    `the state in ${path} was written by a newer status-watch (format ${version}, this one knows ${FORMAT_VERSION}); use that version, or another --state`,
  );
}

/** Reminders are owed from when they are set; they are of the future, and may be called off. */
function hasHappened({ change }: StatusEvent): boolean {
  return change !== "reminder";
}
