import type { Clock } from "../clock.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Item } from "./item.ts";
import type { Outstanding } from "./outstanding.ts";
import { Pause } from "./pause.ts";

export interface DrainOptions {
  readonly clock: Pick<Clock, "now">;
  readonly outstanding: Outstanding;
  readonly deliveries: Deliveries;
  /** Whether what is not told by the end of the program can be told after the next start. */
  readonly isDurable: boolean;
}

/** Timers do not run while a machine sleeps: the clock is looked at now and then. */
const LONGEST_PAUSE_MS = 60_000;
/** Where something is due by one clock and not by another, all else must go on: a loop without a pause stops it. */
const BREATH_MS = 5;

/** When a consumer is told: as long as anything is outstanding, one delivery after another, each once it is due. */
export class Drain {
  readonly #options: DrainOptions;
  readonly #pause = new Pause();
  #before: Promise<void> | undefined;
  #running: Promise<void> | undefined;
  #isHurrying = false;
  #isStopped = false;

  constructor(options: DrainOptions) {
    this.#options = options;
  }

  /** There may be something new to tell. */
  wake(): void {
    this.#pause.end();
    this.#running ??= this.#run();
  }

  /** There is something to tell, but not before this has resolved. */
  wakeAfter(before: Promise<void>): void {
    this.#before = before;
    this.wake();
  }

  /** From now on nothing is waited for: what cannot be told at the first try stays owed. */
  hurry(): void {
    this.#isHurrying = true;
    this.#pause.end();
  }

  /** Nothing is told any more but what is under way. */
  stop(): void {
    this.#isStopped = true;
    this.#pause.end();
  }

  /** Resolves once nothing is under way any more. */
  async idle(): Promise<void> {
    await this.#before;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, outstanding, deliveries } = this.#options;
    // Never over before it is known to be under way: where nothing is left to tell, it would seem to go on for ever.
    await this.#before;
    while (!this.#isStopped && !deliveries.isGone && outstanding.queued + outstanding.held > 0) {
      outstanding.ripen();
      const waitMs = this.#isHurrying ? 0 : Math.max(deliveries.restMs, outstanding.nextWaitMs());
      if (waitMs > 0) {
        await this.#pause.for(Math.min(waitMs, LONGEST_PAUSE_MS));
        continue;
      }
      const item = outstanding.next(this.#isHurrying ? Number.POSITIVE_INFINITY : clock.now());
      if (item) await this.#tell(item);
      else if (!this.#isHurrying) await this.#pause.for(BREATH_MS);
      else if (!this.#hasEarly()) break;
    }
    // In the same breath as there was seen to be nothing: what is pushed from here on starts another.
    this.#running = undefined;
  }

  async #tell(item: Item): Promise<void> {
    const outcome = await this.#options.deliveries.tell(item);
    // There is nobody left to wait for another try: it stays owed.
    if (outcome === "postponed" && this.#isHurrying) this.#options.outstanding.setAside(item);
  }

  /** Whether there is a digest to be told before the program, which does not outlive it, ends. */
  #hasEarly(): boolean {
    return !this.#options.isDurable && this.#options.outstanding.ripenEarly();
  }
}
