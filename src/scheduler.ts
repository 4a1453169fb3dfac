import pLimit, { type LimitFunction } from "p-limit";
import type { Clock } from "./clock.ts";
import { Hosts } from "./hosts.ts";
import { nextDelay, startDelay } from "./pace.ts";
import { type PollContext, Watched } from "./poll.ts";
import { Sleeper } from "./sleeper.ts";
import type { Provider } from "./types.ts";

/** Polls under way at once, over all hosts: enough that dead ones waiting for their deadline leave room. */
const DEFAULT_CONCURRENCY = 512;

/** One staggered, jittered loop a provider. */
export class Scheduler {
  readonly #context: PollContext;
  readonly #clock: Clock;
  readonly #hosts: Hosts;
  readonly #limit: LimitFunction;
  readonly #loops = new Map<string, Loop>();
  /** Loops that were removed, as long as a poll of theirs is under way. */
  readonly #ending = new Map<string, Promise<void>>();

  constructor(context: PollContext, concurrency: number = DEFAULT_CONCURRENCY) {
    this.#context = context;
    this.#clock = context.clock;
    this.#hosts = new Hosts(context.clock);
    this.#limit = pLimit(concurrency);
  }

  /** Watches these providers and no others. Those that are the same as before keep their rhythm. */
  watch(providers: readonly Provider[]): { added: number; removed: number } {
    const wanted = new Map(providers.map((provider) => [provider.name, provider]));
    let removed = 0;
    for (const [name, loop] of this.#loops) {
      if (isSame(loop.provider, wanted.get(name))) continue;
      this.#remove(name, loop);
      // A provider that comes back one day is at first sight again; one that was only changed is not.
      if (!wanted.has(name)) this.#context.store.delete(name);
      removed++;
    }
    const added = providers.filter(({ name }) => !this.#loops.has(name));
    for (const [index, provider] of added.entries()) {
      const loop: Loop = { provider, sleeper: new Sleeper(), isRemoved: false, done: Promise.resolve() };
      // A provider must not be observed by its old loop and its new one at once.
      const before = this.#ending.get(provider.name) ?? Promise.resolve();
      const firstDelayMs = startDelay(index, added.length, provider.intervalMs);
      loop.done = before.then(() => this.#run(loop, firstDelayMs));
      this.#loops.set(provider.name, loop);
    }
    return { added: added.length, removed };
  }

  /** No further poll starts; resolves when those under way are done. */
  async stop(): Promise<void> {
    const loops = [...this.#loops.values()];
    for (const { sleeper } of loops) sleeper.stop();
    this.#loops.clear();
    await Promise.all([...loops.map(({ done }) => done), ...this.#ending.values()]);
  }

  /** What a poll under way still brings is nobody's any more. */
  #remove(name: string, loop: Loop): void {
    loop.isRemoved = true;
    loop.sleeper.stop();
    this.#loops.delete(name);
    const done = loop.done.then(() => {
      if (this.#ending.get(name) === done) this.#ending.delete(name);
    });
    this.#ending.set(name, done);
  }

  async #run(loop: Loop, firstDelayMs: number): Promise<void> {
    const { provider, sleeper } = loop;
    const isStopping = () => loop.isRemoved || this.#context.isStopping();
    const watched = new Watched(provider, { ...this.#context, isStopping });
    const { host } = new URL(provider.url);
    for (let delayMs = firstDelayMs; await sleeper.sleep(delayMs); ) {
      const startedMs = this.#clock.now();
      // The host's place first: who waits for his host must not take up a place that others could use.
      const failures = await this.#hosts.run(host, () =>
        this.#limit(() => this.#poll(watched, host, sleeper)),
      );
      delayMs = nextDelay({
        intervalMs: provider.intervalMs,
        failures,
        restMs: this.#hosts.restMs(host),
        elapsedMs: this.#clock.now() - startedMs,
        random: this.#clock.random(),
      });
    }
  }

  /** Failures in a row. A host that was put to rest while we waited for a place is left alone. */
  async #poll(watched: Watched, host: string, sleeper: Sleeper): Promise<number> {
    if (sleeper.isStopped || this.#hosts.restMs(host) > 0) return 0;
    try {
      const { failures, retryAfterMs } = await watched.poll();
      if (retryAfterMs === undefined) return failures;
      this.#hosts.rest(host, retryAfterMs);
      return 0;
    } catch (error) {
      // A bug of ours: it must not end this loop, and it will be there next time.
      const trace = error instanceof Error ? error.stack : undefined;
      this.#context.log.error(
        `${watched.provider.name}: failed inside status-watch: ${trace ?? String(error)}`,
      );
      return 1;
    }
  }
}

interface Loop {
  readonly provider: Provider;
  readonly sleeper: Sleeper;
  isRemoved: boolean;
  done: Promise<void>;
}

function isSame(a: Provider, b: Provider | undefined): boolean {
  // Where it is written may move without anything about it changing.
  const key = (provider: Provider | undefined) =>
    JSON.stringify({ ...provider, definedAt: undefined }, (_, value: unknown) =>
      value instanceof RegExp ? String(value) : value,
    );
  return key(a) === key(b);
}
