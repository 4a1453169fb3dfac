import type { Clock } from "../clock.ts";
import type { Item } from "./item.ts";

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;
const GIVE_UP_AFTER_MS = 86_400_000;

/**
 * When a consumer is tried again that could not take an event. One that fails alone lets those of other providers pass;
 * after two failures in a row all wait.
 */
export class Retries {
  readonly #clock: Clock;
  /** In a row; of more than one it is the consumer that is in trouble, and not an event. */
  #failures = 0;
  #pausedUntilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Until then nothing is tried. */
  get pausedUntilMs(): number {
    return this.#pausedUntilMs;
  }

  /** Whether the last delivery, whatever it was of, came to an end. */
  get isWell(): boolean {
    return this.#failures === 0;
  }

  /** Whether it is still worth another try. */
  mayTry({ firstTriedMs }: Item): boolean {
    return firstTriedMs === undefined || this.#clock.now() - firstTriedMs <= GIVE_UP_AFTER_MS;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pausedUntilMs = 0;
  }

  /** Puts an item off: as late as the consumer asks, or by growing steps. */
  postpone(item: Item, afterMs: number | undefined): void {
    const nowMs = this.#clock.now();
    this.#failures++;
    item.tries++;
    item.dueMs = nowMs + (afterMs ?? this.#backoff(item.tries));
    // How long to wait is said by the consumer, which means everything, and not of an event.
    if (this.#failures > 1 || afterMs !== undefined)
      this.#pausedUntilMs = nowMs + (afterMs ?? this.#backoff(this.#failures - 1));
  }

  #backoff(failures: number): number {
    const ms = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
    return ms * (0.75 + 0.5 * this.#clock.random());
  }
}
