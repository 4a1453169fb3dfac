import { hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { Push, StateStore, WaitingPush } from "../state/store.ts";
import { count } from "../text.ts";

export interface InboxOptions {
  readonly store: Pick<StateStore, "accept" | "accepted">;
  readonly log: Logger;
  /** Deals with pushes for one provider, in the order in which they came; never throws. */
  readonly deal: (provider: string, pushes: readonly WaitingPush[]) => Promise<void>;
  /** A push came again as it was, and is not dealt with once more. */
  readonly sentAgain?: (provider: string) => void;
  /** Whether what comes of pushes cannot be told as fast as they come: senders try again later. */
  readonly isOverrun?: () => boolean;
  /** Pushes that may wait. */
  readonly capacity?: number;
  /** Of their bodies together. */
  readonly mostBytes?: number;
}

const DEFAULT_CAPACITY = 10_000;
const DEFAULT_MOST_BYTES = 64 * 1024 * 1024;
/** Taken from the queue at once. */
const BATCH = 300;
/** The same bytes again, with nothing between them, are a push sent again because our answer was lost. */
const SENT_AGAIN_WITHIN_MS = 600_000;

/**
 * What is pushed in, from the moment it is accepted until it has been dealt with. Accepting looks at nothing, so that
 * it is quick; a push that is accepted is kept, and its time comes also after a sudden end of the program.
 */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #capacity: number;
  readonly #mostBytes: number;
  readonly #queue: WaitingPush[] = [];
  readonly #last = new Map<string, { readonly digest: string; readonly atMs: number }>();
  #size = 0;
  #bytes = 0;
  #draining: Promise<void> | undefined;
  #isClosing = false;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#capacity = options.capacity ?? DEFAULT_CAPACITY;
    this.#mostBytes = options.mostBytes ?? DEFAULT_MOST_BYTES;
  }

  /** Pushes that are accepted, or about to be, and not yet dealt with. */
  get size(): number {
    return this.#size;
  }

  /** Deals with what was accepted before this start. */
  start(): void {
    const left = this.#options.store.accepted();
    if (left.length > 0) this.#options.log.info(`${count(left.length, "notice")} accepted before this start`);
    for (const push of left) {
      this.#add(push);
      this.#enqueue(push);
    }
  }

  /** Gives whether it was accepted; if not, there is no room for it at present. */
  async accept(push: Push): Promise<boolean> {
    const digest = hash("sha1", push.body, "base64");
    if (this.#isSentAgain(push, digest)) {
      this.#options.sentAgain?.(push.provider);
      return true;
    }
    if (this.#isClosing || this.#isFull(push)) return false;
    // It takes up its place already while it is being written.
    this.#add(push);
    try {
      const waiting = await this.#options.store.accept(push);
      this.#last.set(lastKey(push), { digest, atMs: push.receivedAtMs });
      this.#enqueue(waiting);
      return true;
    } catch (error) {
      this.#remove(push);
      this.#options.log.warn(`${push.provider}: a notice is turned away: ${messageOf(error)}`);
      return false;
    }
  }

  /** Accepts nothing more, and deals with what waits. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#draining;
  }

  #isFull({ body }: Push): boolean {
    const hasRoom = this.#size < this.#capacity && this.#bytes + body.length <= this.#mostBytes;
    return !hasRoom || this.#options.isOverrun?.() === true;
  }

  #isSentAgain(push: Push, digest: string): boolean {
    const last = this.#last.get(lastKey(push));
    return last?.digest === digest && push.receivedAtMs - last.atMs < SENT_AGAIN_WITHIN_MS;
  }

  #enqueue(push: WaitingPush): void {
    this.#queue.push(push);
    this.#draining ??= this.#drain();
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH);
      // Of one provider one after the other; what comes of several goes to the disk together.
      const dealing = [...byProvider(batch)].map(([provider, pushes]) =>
        this.#options.deal(provider, pushes),
      );
      await Promise.all(dealing);
      for (const push of batch) this.#remove(push);
      await setImmediate();
    }
    // In the same breath as the queue was seen to be empty: what is accepted from here on starts another.
    this.#draining = undefined;
  }

  #add({ body }: Push): void {
    this.#size++;
    this.#bytes += body.length;
  }

  #remove({ body }: Push): void {
    this.#size--;
    this.#bytes -= body.length;
  }
}

function lastKey({ provider, source }: Push): string {
  return `${source} ${provider}`;
}

function byProvider(pushes: readonly WaitingPush[]): Map<string, WaitingPush[]> {
  const groups = new Map<string, WaitingPush[]>();
  for (const push of pushes) {
    const group = groups.get(push.provider);
    if (group) group.push(push);
    else groups.set(push.provider, [push]);
  }
  return groups;
}
