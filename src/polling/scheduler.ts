import { hash } from "node:crypto";
import pLimit, { type LimitFunction } from "p-limit";
import type { Clock } from "../clock.ts";
import { traceOf } from "../errors.ts";
import type { Provider } from "../provider.ts";
import { listNames } from "../text.ts";
import { Hosts } from "./hosts.ts";
import { coarse, halt, hostOf, intervalWithPush, type Loop, paceOf } from "./loop.ts";
import { nextDelay, startDelay } from "./pace.ts";
import { isAdaptive, type PollContext, Watched } from "./poll.ts";
import { groupByPage } from "./sharing.ts";

/** Polls under way at once, over all hosts: enough that dead ones waiting for their deadline leave room. */
const DEFAULT_CONCURRENCY = 512;
/** After having been told that there is news: at once, and then as many again. */
const SOON_POLLS = 3;
const LEAST_GAP_MS = 1_000;
/** The documents of a page have 15 s each, and must wait for their turn. */
const STUCK_AFTER_MS = 300_000;

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

  /** Has a provider's page read at once, and soon again: what told us of news may be ahead of the page. */
  ring(name: string): void {
    const loop = this.#loopOf(name);
    if (!loop || loop.isRung) return;
    loop.isRung = true;
    loop.soonPolls = SOON_POLLS;
    // Of a poll under way the next one follows soon.
    if (!loop.timer) return;
    clearTimeout(loop.timer);
    loop.timer = setTimeout(this.#wake, this.#breathMs(loop), loop);
  }

  /** A push told something of a provider, or rang for it; so the page itself may be read more rarely. */
  pushed(name: string): void {
    const loop = this.#loopOf(name);
    if (loop) loop.isPushed = true;
  }

  /** In words: providers that no poll has looked at yet, and those whose next one should have been over long ago. */
  unready(): string[] {
    const nowMs = this.#clock.now();
    const names = (loops: readonly Loop[]) =>
      loops.flatMap(({ providers }) => providers.map(({ name }) => name));
    const all = [...this.#loops];
    const unread = names(all.filter(({ hasPolled }) => !hasPolled));
    const overdue = names(all.filter(({ dueMs }) => nowMs > dueMs + STUCK_AFTER_MS));
    return [
      ...(unread.length > 0 ? [`not looked at yet: ${listNames(unread)}`] : []),
      ...(overdue.length > 0 ? [`stuck: ${listNames(overdue)}`] : []),
    ];
  }

  /** No further poll starts; resolves when those under way are done. */
  async stop(): Promise<void> {
    const loops = [...this.#loops, ...this.#ending];
    for (const loop of loops) halt(loop);
    this.#loops.clear();
    await Promise.all(loops.map(({ turn }) => turn));
  }

  #loopOf(name: string): Loop | undefined {
    for (const loop of this.#loops) if (loop.providers.some((one) => one.name === name)) return loop;
    return undefined;
  }

  #providers(): Provider[] {
    return [...this.#loops].flatMap(({ providers }) => providers);
  }

  #add(key: string, providers: Provider[], index: number, of: number): void {
    const loop: Loop = {
      signature: key,
      providers,
      host: hostOf(providers),
      intervalMs: Math.min(...providers.map(({ intervalMs }) => intervalMs)),
      intervalWithPushMs: intervalWithPush(providers),
      isAdaptive: isAdaptive(providers),
      situation: undefined,
      quietSinceMs: this.#clock.now(),
      timer: undefined,
      isPushed: false,
      hasPolled: false,
      isRung: false,
      soonPolls: 0,
      startedMs: Number.NEGATIVE_INFINITY,
      dueMs: Number.POSITIVE_INFINITY,
      isStopped: false,
      isRemoved: false,
      watched: undefined,
      turn: undefined,
    };
    // A provider must not be observed by its old loop and its new one at once.
    const names = new Set(providers.map(({ name }) => name));
    const old = [...this.#ending].filter((one) => one.providers.some(({ name }) => names.has(name)));
    const firstDelayMs = startDelay(index, of, loop.intervalMs);
    this.#loops.add(loop);
    const start = () => this.#start(loop, firstDelayMs);
    if (old.length === 0) start();
    else loop.turn = Promise.all(old.map(({ turn }) => turn)).then(start);
  }

  /** What a poll under way still brings is nobody's any more. */
  #remove(loop: Loop): void {
    loop.isRemoved = true;
    halt(loop);
    this.#loops.delete(loop);
    if (!loop.turn) return;
    this.#ending.add(loop);
    void loop.turn.then(() => this.#ending.delete(loop));
  }

  #start(loop: Loop, firstDelayMs: number): void {
    loop.turn = undefined;
    const [first, ...others] = loop.providers;
    if (first) loop.watched = new Watched([first, ...others], this.#context, loop);
    this.#pause(loop, firstDelayMs);
  }

  /**
   * Until the next poll. A timer and nothing else: what waits for a promise holds on to several times as much memory, and
   * an `AbortSignal` shared by all makes each wake-up sixteen times dearer.
   */
  #pause(loop: Loop, delayMs: number): void {
    if (loop.isStopped) return;
    loop.dueMs = this.#clock.now() + delayMs;
    loop.timer = setTimeout(this.#wake, loop.isRung ? this.#breathMs(loop) : delayMs, loop);
  }

  /** However often it is rung for, a page is not read without a breath in between. */
  #breathMs(loop: Loop): number {
    const leastMs = Math.min(LEAST_GAP_MS, loop.intervalMs);
    const gapMs = loop.startedMs + leastMs - this.#clock.now();
    // The clock may have been set back.
    return Math.min(Math.max(gapMs, 0), leastMs);
  }

  readonly #wake = (loop: Loop): void => {
    loop.timer = undefined;
    loop.turn = this.#turn(loop);
  };

  async #turn(loop: Loop): Promise<void> {
    const { watched, host } = loop;
    if (!watched) return;
    const startedMs = this.#clock.now();
    // The host's place first: who waits for his host must not take up a place that others could use.
    const failures = await this.#hosts.run(host, () => this.#limit(() => this.#poll(watched, loop)));
    loop.hasPolled = true;
    const nowMs = this.#clock.now();
    const restMs = this.#hosts.restMs(host);
    const delayMs = nextDelay({
      ...paceOf(loop, failures, nowMs),
      failures,
      restMs,
      elapsedMs: nowMs - startedMs,
      random: this.#clock.random(),
    });
    loop.turn = undefined;
    this.#pause(loop, Math.max(coarse(delayMs, loop.intervalMs), restMs));
  }

  /** Failures in a row. A host that was put to rest while we waited for a place is left alone. */
  async #poll(watched: Watched, loop: Loop): Promise<number> {
    const { host } = loop;
    loop.isRung = false;
    if (loop.isStopped || this.#hosts.restMs(host) > 0) return 0;
    loop.startedMs = this.#clock.now();
    const wasRungFor = loop.soonPolls > 0;
    if (wasRungFor) loop.soonPolls--;
    try {
      const { failures, retryAfterMs, hasNews, situation } = await watched.poll();
      loop.situation = situation;
      if (hasNews || situation?.hasOpenIncident) loop.quietSinceMs = this.#clock.now();
      // What pushes neither told first nor rang for, polls have to look for.
      if (hasNews && !wasRungFor) loop.isPushed = false;
      if (retryAfterMs === undefined) return failures;
      this.#hosts.rest(host, retryAfterMs);
      return 0;
    } catch (error) {
      // A bug of ours: it must not end this loop, and it will be there next time.
      const name = loop.providers[0]?.name ?? host;
      this.#context.log.error(`${name}: failed inside status-watch: ${traceOf(error)}`);
      return 1;
    }
  }
}

/** How many of the first are not, or not the same, among the others. */
function countMissing(some: readonly Provider[], others: readonly Provider[]): number {
  const signatures = new Set(others.map((provider) => signature([provider])));
  return some.filter((provider) => !signatures.has(signature([provider]))).length;
}

/** Hashed: one is kept of every page. */
function signature(providers: readonly Provider[]): string {
  // Where one is written may move without anything about it changing.
  const written = JSON.stringify(
    providers.map((provider) => ({ ...provider, definedAt: undefined })),
    (_, value: unknown) => (value instanceof RegExp ? String(value) : value),
  );
  return hash("sha256", written, "base64");
}
