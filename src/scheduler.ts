import pLimit, { type LimitFunction } from "p-limit";
import type { Clock } from "./clock.ts";
import { Hosts } from "./hosts.ts";
import { nextDelay, startDelay } from "./pace.ts";
import { type PollContext, Watched } from "./poll.ts";
import { groupByPage, pageAddress } from "./sharing.ts";
import { Sleeper } from "./sleeper.ts";
import type { Provider } from "./types.ts";

/** Polls under way at once, over all hosts: enough that dead ones waiting for their deadline leave room. */
const DEFAULT_CONCURRENCY = 512;

/** One staggered, jittered loop a page, which mostly is one provider's. */
export class Scheduler {
  readonly #context: PollContext;
  readonly #clock: Clock;
  readonly #hosts: Hosts;
  readonly #limit: LimitFunction;
  readonly #loops = new Set<Loop>();
  /** Loops that were removed, as long as a poll of theirs is under way. */
  readonly #ending = new Set<Loop>();

  constructor(context: PollContext, concurrency: number = DEFAULT_CONCURRENCY) {
    this.#context = context;
    this.#clock = context.clock;
    this.#hosts = new Hosts(context.clock);
    this.#limit = pLimit(concurrency);
  }

  /** Watches these providers and no others. Pages whose providers are the same as before keep their rhythm. */
  watch(providers: readonly Provider[]): { added: number; removed: number } {
    const before = this.#providers();
    const groups = new Map(groupByPage(providers).map((group) => [signature(group), group]));
    for (const loop of this.#loops) if (!groups.delete(loop.signature)) this.#remove(loop);
    const names = new Set(providers.map(({ name }) => name));
    // A provider that comes back one day is at first sight again; one that was only changed is not.
    const { store } = this.#context;
    const gone = store.providers().filter((name) => !names.has(name));
    if (gone.length > 0) void store.commit({ memories: new Map(gone.map((name) => [name, undefined])) });
    for (const [index, [key, group]] of [...groups].entries()) this.#add(key, group, index, groups.size);
    return {
      added: countMissing(providers, before),
      removed: countMissing(before, providers),
    };
  }

  /** No further poll starts; resolves when those under way are done. */
  async stop(): Promise<void> {
    const loops = [...this.#loops, ...this.#ending];
    for (const { sleeper } of loops) sleeper.stop();
    this.#loops.clear();
    await Promise.all(loops.map(({ done }) => done));
  }

  #providers(): Provider[] {
    return [...this.#loops].flatMap(({ providers }) => providers);
  }

  #add(key: string, providers: Provider[], index: number, of: number): void {
    const loop: Loop = {
      signature: key,
      providers,
      intervalMs: Math.min(...providers.map(({ intervalMs }) => intervalMs)),
      sleeper: new Sleeper(),
      isRemoved: false,
      done: Promise.resolve(),
    };
    // A provider must not be observed by its old loop and its new one at once.
    const names = new Set(providers.map(({ name }) => name));
    const old = [...this.#ending].filter((one) => one.providers.some(({ name }) => names.has(name)));
    const firstDelayMs = startDelay(index, of, loop.intervalMs);
    loop.done = Promise.all(old.map(({ done }) => done)).then(() => this.#run(loop, firstDelayMs));
    this.#loops.add(loop);
  }

  /** What a poll under way still brings is nobody's any more. */
  #remove(loop: Loop): void {
    loop.isRemoved = true;
    loop.sleeper.stop();
    this.#loops.delete(loop);
    this.#ending.add(loop);
    void loop.done.then(() => this.#ending.delete(loop));
  }

  async #run(loop: Loop, firstDelayMs: number): Promise<void> {
    const { providers, intervalMs, sleeper } = loop;
    const [first, ...others] = providers;
    if (!first) return;
    const isStopping = () => loop.isRemoved || this.#context.isStopping();
    const watched = new Watched([first, ...others], { ...this.#context, isStopping });
    const { host } = pageAddress(first);
    for (let delayMs = firstDelayMs; await sleeper.sleep(delayMs); ) {
      const startedMs = this.#clock.now();
      // The host's place first: who waits for his host must not take up a place that others could use.
      const failures = await this.#hosts.run(host, () =>
        this.#limit(() => this.#poll(watched, first.name, host, sleeper)),
      );
      delayMs = nextDelay({
        intervalMs,
        failures,
        restMs: this.#hosts.restMs(host),
        elapsedMs: this.#clock.now() - startedMs,
        random: this.#clock.random(),
      });
    }
  }

  /** Failures in a row. A host that was put to rest while we waited for a place is left alone. */
  async #poll(watched: Watched, name: string, host: string, sleeper: Sleeper): Promise<number> {
    if (sleeper.isStopped || this.#hosts.restMs(host) > 0) return 0;
    try {
      const { failures, retryAfterMs } = await watched.poll();
      if (retryAfterMs === undefined) return failures;
      this.#hosts.rest(host, retryAfterMs);
      return 0;
    } catch (error) {
      // A bug of ours: it must not end this loop, and it will be there next time.
      const trace = error instanceof Error ? error.stack : undefined;
      this.#context.log.error(`${name}: failed inside status-watch: ${trace ?? String(error)}`);
      return 1;
    }
  }
}

interface Loop {
  /** Tells whether its providers are still the same. */
  readonly signature: string;
  readonly providers: readonly Provider[];
  /** The shortest of its providers'. */
  readonly intervalMs: number;
  readonly sleeper: Sleeper;
  isRemoved: boolean;
  done: Promise<void>;
}

/** How many of the first are not, or not the same, among the others. */
function countMissing(some: readonly Provider[], others: readonly Provider[]): number {
  const signatures = new Set(others.map((provider) => signature([provider])));
  return some.filter((provider) => !signatures.has(signature([provider]))).length;
}

function signature(providers: readonly Provider[]): string {
  // Where one is written may move without anything about it changing.
  return JSON.stringify(
    providers.map((provider) => ({ ...provider, definedAt: undefined })),
    (_, value: unknown) => (value instanceof RegExp ? String(value) : value),
  );
}
