import { OnlyComponents } from "./audience/only-components.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Bus, type Subscription, type SubscriptionChanges } from "./delivery/bus.ts";
import type { AboutProvider } from "./delivery/lane.ts";
import { Fetcher } from "./http/fetcher.ts";
import type { Logger } from "./log.ts";
import type { ConsumerReport, Observer } from "./observer.ts";
import { ReadingRoom } from "./polling/reading-room.ts";
import { Scheduler } from "./polling/scheduler.ts";
import type { Provider } from "./provider.ts";
import { Pushes } from "./pushes/pushes.ts";
import { MemoryStore } from "./state/memory.ts";
import type { ObserveOptions } from "./state/observe.ts";
import type { Push, StateStore } from "./state/store.ts";
import type { Snapshot } from "./types.ts";
import { within } from "./within.ts";

export interface AppOptions extends ObserveOptions {
  readonly consumers: readonly Subscription[];
  readonly log: Logger;
  readonly clock?: Clock;
  readonly store?: StateStore;
  /** Told how the watching goes. */
  readonly observer?: Observer;
  /** Polls under way at once, over all hosts. */
  readonly concurrency?: number;
  /** For one fetch, redirects included. */
  readonly deadlineMs?: number;
  readonly maxBodyBytes?: number;
  /** For thousands of pages: connections are closed after each answer, which takes more CPU. */
  readonly lowMemory?: boolean;
  /** Connections that may be kept from poll to poll. */
  readonly keptConnections?: number;
}

/** A connection with TLS takes some 100 KB while it is made and used. */
const LEAN_CONCURRENCY = 128;

/** Together under the 5 s in which a stopped daemon has to be gone. */
const POLLS_GRACE_MS = 1_000;
const PUSHES_GRACE_MS = 1_000;
const DELIVERY_GRACE_MS = 2_500;

/** The daemon without a command line: wired here, started by `watch`, torn down in reverse by `stop`. */
export class App {
  readonly #fetcher: Fetcher;
  readonly #bus: Bus;
  readonly #store: StateStore;
  readonly #scheduler: Scheduler;
  readonly #pushes: Pushes;
  readonly #observer: Observer | undefined;
  readonly #onlyComponents: OnlyComponents;
  #about: ReadonlyMap<string, AboutProvider> = new Map();
  #isStarted = false;
  #isStopping = false;

  constructor(options: AppOptions) {
    const { clock = systemClock, log, consumers, store = new MemoryStore(), observer, lowMemory } = options;
    this.#fetcher = new Fetcher({ ...options, clock });
    this.#store = store;
    this.#bus = new Bus(consumers, {
      clock,
      log,
      store,
      about: (name) => this.#about.get(name) ?? { tags: [] },
    });
    const context = {
      clock,
      log,
      store,
      fetcher: this.#fetcher,
      bus: this.#bus,
      room: new ReadingRoom(),
      options,
      isStopping: () => this.#isStopping,
      shown: (provider: Provider, snapshot: Snapshot) => this.#onlyComponents.shown(provider, snapshot),
      ...(observer && { observer }),
    };
    this.#observer = observer;
    this.#onlyComponents = new OnlyComponents(consumers, log);
    this.#scheduler = new Scheduler(
      context,
      options.concurrency ?? (lowMemory ? LEAN_CONCURRENCY : undefined),
    );
    this.#pushes = new Pushes(context, this.#scheduler);
  }

  /** Takes what was pushed in for a provider. Gives whether there was room for it: what is accepted is not lost. */
  accept(push: Push): Promise<boolean> {
    return this.#pushes.accept(push);
  }

  /** Pushes that wait to be dealt with. */
  get waitingPushes(): number {
    return this.#pushes.size;
  }

  /** How the consumers get on. */
  consumers(): readonly ConsumerReport[] {
    return this.#bus.reports();
  }

  /** Why the watching cannot be relied upon at present, in words; empty where all is well. */
  unready(): readonly string[] {
    const trouble = this.#store.trouble();
    const stored = trouble === undefined ? [] : [`the state cannot be written: ${trouble}`];
    return [...stored, ...this.#scheduler.unready()];
  }

  /** Watches these providers from now on, and no others; those that have not changed go on as they were. */
  watch(providers: readonly Provider[]): { added: number; removed: number } {
    this.#about = new Map(
      providers.map(({ name, url, tags = [] }) => [name, { tags, host: new URL(url).host }]),
    );
    // What is owed since before this start is judged by rules that may speak of tags.
    this.#pushes.watch(providers);
    this.#observer?.watches?.(providers);
    this.#onlyComponents.watch(providers);
    if (!this.#isStarted) this.#bus.start();
    const changes = this.#scheduler.watch(providers);
    if (!this.#isStarted) this.#pushes.start();
    this.#isStarted = true;
    return changes;
  }

  /** Tells these consumers from now on, and no others; the same ones go on as they were. */
  subscribe(consumers: readonly Subscription[]): SubscriptionChanges {
    this.#onlyComponents.subscribe(consumers);
    return this.#bus.subscribe(consumers, DELIVERY_GRACE_MS);
  }

  /** Ends polls, delivers what is queued, closes every socket. Takes at most 5 s. */
  async stop(): Promise<void> {
    const polls = this.#scheduler.stop();
    await within(polls, POLLS_GRACE_MS);
    this.#isStopping = true;
    await within(this.#pushes.close(), PUSHES_GRACE_MS);
    await this.#fetcher.close();
    await polls;
    await this.#bus.close(DELIVERY_GRACE_MS);
    await this.#store.close();
  }
}
