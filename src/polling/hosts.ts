import type { Clock } from "../clock.ts";

const PER_HOST = 2;

interface Host {
  active: number;
  /** Those that wait for a place, first come first served. */
  readonly waiting: (() => void)[];
  restUntilMs: number;
  /** How long the rest was when it was asked for. */
  restMs: number;
}

/**
 * What all providers of one host share: two requests at a time, and a rest when the host asks for one. Not p-limit: most
 * hosts have one provider, which never waits, and must not pay for a queue at every poll.
 */
export class Hosts {
  readonly #clock: Clock;
  readonly #hosts = new Map<string, Host>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `task` when the host has a free place. */
  async run<T>(host: string, task: () => Promise<T>): Promise<T> {
    const entry = this.#of(host);
    if (entry.active < PER_HOST) entry.active++;
    else await new Promise<void>((resolve) => entry.waiting.push(resolve));
    try {
      return await task();
    } finally {
      // The place goes to the next in line, or is free.
      const next = entry.waiting.shift();
      if (next) next();
      else entry.active--;
    }
  }

  /** How long the host still wants to be left alone; 0 when it does not. */
  restMs(host: string): number {
    const { restUntilMs = 0, restMs = 0 } = this.#hosts.get(host) ?? {};
    const leftMs = restUntilMs - this.#clock.now();
    // A rest never grows: the clock was set back, and how much of it has passed is not known.
    return leftMs > restMs ? 0 : Math.max(0, leftMs);
  }

  /** Leaves the host alone for `ms`; a longer rest asked for before stands. */
  rest(host: string, ms: number): void {
    const entry = this.#of(host);
    entry.restMs = Math.max(this.restMs(host), ms);
    entry.restUntilMs = this.#clock.now() + entry.restMs;
  }

  #of(host: string): Host {
    let entry = this.#hosts.get(host);
    if (!entry) {
      entry = { active: 0, waiting: [], restUntilMs: 0, restMs: 0 };
      this.#hosts.set(host, entry);
    }
    return entry;
  }
}
