import { crc32 } from "node:zlib";
import { present } from "../../present.ts";
import type { StatusEvent } from "../../types.ts";
import { toStored } from "../codec.ts";
import { Packer } from "../packed/packer.ts";
import type { Change, Owed, Push, WaitingPush } from "../store.ts";
import type { ProviderMemory } from "../types.ts";
import { deltaOf, withDeltas } from "./delta.ts";
import { FORMAT_VERSION, type Transaction } from "./record.ts";

interface OwedEvent {
  readonly event: StatusEvent;
  readonly to: Set<string>;
  /** Since when it has been tried in vain, by consumer; few events ever are. */
  tried?: Map<string, number>;
}

interface Thread {
  readonly value: string;
  readonly atMs: number;
}

/** What is known of a provider, as it was written. */
interface Written {
  readonly json: Buffer;
  /** What has become otherwise since, oldest first. */
  readonly deltas: Buffer[];
}

/** Longer than incidents last; their threads are then let go of. */
const FORGET_THREADS_AFTER_MS = 90 * 86_400_000;

/** All that a journal holds, in memory. */
export class Contents {
  /** As JSON until it is first asked for: decoding thousands of providers would hold up the start. */
  readonly #memories = new Map<string, ProviderMemory | Written>();
  readonly #packer = new Packer();
  /** By provider: a checksum of what was last written of it. */
  readonly #written = new Map<string, number>();
  readonly #owed = new Map<number, OwedEvent>();
  readonly #threads = new Map<string, Map<string, Thread>>();
  readonly #pushes = new Map<number, WaitingPush>();
  #seq = 0;
  /** Bytes of the journal that held all that was to be kept when it was last written anew. */
  snapshotBytes = 0;

  get(provider: string): ProviderMemory | undefined {
    const known = this.#memories.get(provider);
    if (!known || !isWritten(known)) return known;
    const memory = withDeltas(known.json, known.deltas);
    this.#know(provider, memory);
    return memory;
  }

  providers(): readonly string[] {
    return [...this.#memories.keys()];
  }

  owedTo(consumer: string): readonly Owed[] {
    return [...this.#owed].flatMap(([seq, { event, to, tried }]) =>
      to.has(consumer) ? { seq, event, ...present({ firstTriedMs: tried?.get(consumer) }) } : [],
    );
  }

  owed(): ReadonlyMap<string, number> {
    const amounts = new Map<string, number>();
    for (const { to } of this.#owed.values())
      for (const consumer of to) amounts.set(consumer, (amounts.get(consumer) ?? 0) + 1);
    return amounts;
  }

  hasThreads(consumer: string): boolean {
    return this.#threads.has(consumer);
  }

  threadOf(consumer: string, key: string): string | undefined {
    return this.#threads.get(consumer)?.get(key)?.value;
  }

  /** Takes it over; gives the transaction to write. */
  change({
    memories,
    events = [],
    taken = [],
  }: Change): Transaction & { readonly e: NonNullable<Transaction["e"]> } {
    const e = events.map(({ event, to }) => [++this.#seq, event, to] as const);
    for (const [seq, event, to] of e) this.#owe(seq, event, to);
    const p: [string, Buffer | null][] = [];
    const m: [string, Buffer][] = [];
    for (const [provider, memory] of memories) {
      const delta = memory && this.#deltaTo(provider, memory);
      this.#know(provider, memory);
      if (delta) m.push([provider, delta]);
      else p.push([provider, memory ? toJson(memory) : null]);
    }
    for (const id of taken) this.#pushes.delete(id);
    const rows = {
      p: p.filter(([provider, json]) => this.#isNew(provider, json)),
      m: m.filter(([, delta]) => delta.length > 0),
    };
    return {
      ...(rows.p.length > 0 && { p: rows.p }),
      ...(rows.m.length > 0 && { m: rows.m }),
      ...(taken.length > 0 && { x: taken }),
      e,
    };
  }

  /** From what was last written, if that is known as it was told. */
  #deltaTo(provider: string, memory: ProviderMemory): Buffer | undefined {
    const before = this.#memories.get(provider);
    const delta = before && !isWritten(before) ? deltaOf(before, memory) : undefined;
    if (delta && delta.length > 0) this.#written.delete(provider);
    return delta;
  }

  /** Takes a push over; gives it its number. */
  accept(push: Push): WaitingPush {
    const waiting = { ...push, id: ++this.#seq };
    this.#pushes.set(waiting.id, waiting);
    return waiting;
  }

  accepted(): readonly WaitingPush[] {
    return [...this.#pushes.values()];
  }

  /** Takes over what was written. */
  apply({ p = [], m = [], e = [], d = [], f = [], t = [], i = [], x = [], n = 0, s }: Transaction): void {
    for (const [provider, json] of p) this.#know(provider, json ? { json, deltas: [] } : undefined);
    for (const [provider, delta] of m) this.#knowBetter(provider, delta);
    for (const [seq, event, to] of e) {
      this.#seq = Math.max(this.#seq, seq);
      this.#owe(seq, event, to);
    }
    for (const [consumer, seqs] of d) this.#settle(consumer, seqs);
    for (const [consumer, seqs, atMs] of f) this.#tried(consumer, seqs, atMs);
    for (const [consumer, key, value, atMs] of t) this.#setThread(consumer, key, { value, atMs });
    for (const [id, provider, source, receivedAtMs, body] of i) {
      this.#seq = Math.max(this.#seq, id);
      this.#pushes.set(id, { id, provider, source, receivedAtMs, body: Buffer.from(body, "base64") });
    }
    for (const id of x) this.#pushes.delete(id);
    this.#seq = Math.max(this.#seq, n);
    this.snapshotBytes = s ?? this.snapshotBytes;
  }

  /** All that is to be kept, while it goes on changing: whatever changes meanwhile is to be applied behind it. */
  *snapshot(nowMs: number): Generator<Transaction> {
    yield { status_watch_state: FORMAT_VERSION };
    yield { n: this.#seq };
    for (const provider of this.#memories.keys()) yield { p: [[provider, this.#jsonOf(provider)]] };
    for (const [seq, { event, to, tried }] of this.#owed) {
      const f = tried && [...tried].map(([consumer, atMs]) => [consumer, [seq], atMs] as const);
      yield { e: [[seq, event, [...to]]], ...(f && { f }) };
    }
    for (const push of this.#pushes.values()) yield { i: [pushRow(push)] };
    for (const [consumer, threads] of this.#threads) {
      for (const [key, { value, atMs }] of threads) {
        if (atMs < nowMs - FORGET_THREADS_AFTER_MS) threads.delete(key);
        else yield { t: [[consumer, key, value, atMs]] };
      }
    }
  }

  /** A page that is read anew mostly says what it said before: that is not written again. */
  #isNew(provider: string, json: Buffer | null): boolean {
    const sum = json === null ? undefined : crc32(json) * 2 ** 20 + (json.length % 2 ** 20);
    if (sum !== undefined && this.#written.get(provider) === sum) return false;
    if (sum === undefined) this.#written.delete(provider);
    else this.#written.set(provider, sum);
    return true;
  }

  #jsonOf(provider: string): Buffer | null {
    const known = this.#memories.get(provider);
    if (known && isWritten(known) && known.deltas.length === 0) return known.json;
    const memory = this.get(provider);
    return memory ? toJson(memory) : null;
  }

  /** Of one that is not known, as it was forgotten while the journal was written anew, nothing is known by that. */
  #knowBetter(provider: string, delta: Buffer): void {
    const known = this.#memories.get(provider);
    if (known && isWritten(known)) known.deltas.push(delta);
    else if (known) this.#know(provider, withDeltas(toJson(known), [delta]));
  }

  #know(provider: string, memory: ProviderMemory | Written | undefined): void {
    this.#packer.remembers(provider, !memory || isWritten(memory) ? undefined : memory);
    if (memory) this.#memories.set(provider, memory);
    else this.#memories.delete(provider);
  }

  #owe(seq: number, event: StatusEvent, to: readonly string[]): void {
    if (to.length > 0) this.#owed.set(seq, { event, to: new Set(to) });
  }

  #settle(consumer: string, seqs: readonly number[]): void {
    for (const seq of seqs) {
      const owed = this.#owed.get(seq);
      owed?.to.delete(consumer);
      owed?.tried?.delete(consumer);
      if (owed?.to.size === 0) this.#owed.delete(seq);
    }
  }

  #tried(consumer: string, seqs: readonly number[], atMs: number): void {
    for (const seq of seqs) {
      const owed = this.#owed.get(seq);
      if (!owed?.to.has(consumer) || owed.tried?.has(consumer)) continue;
      owed.tried ??= new Map();
      owed.tried.set(consumer, atMs);
    }
  }

  #setThread(consumer: string, key: string, thread: Thread): void {
    let threads = this.#threads.get(consumer);
    if (!threads) {
      threads = new Map();
      this.#threads.set(consumer, threads);
    }
    threads.set(key, thread);
  }
}

/** As a transaction has it. */
export function pushRow({ id, provider, source, receivedAtMs, body }: WaitingPush) {
  return [id, provider, source, receivedAtMs, body.toString("base64")] as const;
}

function isWritten(known: ProviderMemory | Written): known is Written {
  return "json" in known;
}

function toJson(memory: ProviderMemory): Buffer {
  return Buffer.from(JSON.stringify(toStored(memory)));
}
