import { Bus } from "./bus.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Consumer } from "./consumers/types.ts";
import { Fetcher } from "./fetcher.ts";
import type { Logger } from "./log.ts";
import { Scheduler } from "./scheduler.ts";
import { MemoryStore, type StateStore } from "./state/memory.ts";
import type { ObserveOptions } from "./state/observe.ts";
import type { Provider } from "./types.ts";
import { within } from "./within.ts";

export interface AppOptions extends ObserveOptions {
  readonly consumers: readonly Consumer[];
  readonly log: Logger;
  readonly clock?: Clock;
  readonly store?: StateStore;
  /** Polls under way at once, over all hosts. */
  readonly concurrency?: number;
  /** For one fetch, redirects included. */
  readonly deadlineMs?: number;
  readonly maxBodyBytes?: number;
}

/** Together under the 5 s in which a stopped daemon has to be gone. */
const POLLS_GRACE_MS = 1_000;
const DELIVERY_GRACE_MS = 2_500;

/** The daemon without a command line: wired here, started by `watch`, torn down in reverse by `stop`. */
export class App {
  readonly #fetcher: Fetcher;
  readonly #bus: Bus;
  readonly #scheduler: Scheduler;
  #isStopping = false;

  constructor(options: AppOptions) {
    const { clock = systemClock, log, consumers, store = new MemoryStore() } = options;
    this.#fetcher = new Fetcher({ ...options, clock });
    this.#bus = new Bus(consumers, { clock, log });
    const context = {
      clock,
      log,
      store,
      fetcher: this.#fetcher,
      bus: this.#bus,
      options,
      isStopping: () => this.#isStopping,
    };
    this.#scheduler = new Scheduler(context, options.concurrency);
  }

  /** Watches these providers from now on, and no others; those that have not changed go on as they were. */
  watch(providers: readonly Provider[]): { added: number; removed: number } {
    return this.#scheduler.watch(providers);
  }

  /** Ends polls, delivers what is queued, closes every socket. Takes at most 5 s. */
  async stop(): Promise<void> {
    const polls = this.#scheduler.stop();
    await within(polls, POLLS_GRACE_MS);
    this.#isStopping = true;
    await this.#fetcher.close();
    await polls;
    await this.#bus.close(DELIVERY_GRACE_MS);
  }
}
