import pLimit, { type LimitFunction } from "p-limit";
import type { Clock } from "./clock.ts";

const PER_HOST = 2;

interface Host {
  readonly limit: LimitFunction;
  restUntilMs: number;
}

/** What all providers of one host share: two requests at a time, and a rest when the host asks for one. */
export class Hosts {
  readonly #clock: Clock;
  readonly #hosts = new Map<string, Host>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `task` when the host has a free place. */
  run<T>(host: string, task: () => Promise<T>): Promise<T> {
    return this.#of(host).limit(task);
  }

  /** How long the host still wants to be left alone; 0 when it does not. */
  restMs(host: string): number {
    const restUntilMs = this.#hosts.get(host)?.restUntilMs ?? 0;
    return Math.max(0, restUntilMs - this.#clock.now());
  }

  /** Leaves the host alone for `ms`; a longer rest asked for before stands. */
  rest(host: string, ms: number): void {
    const entry = this.#of(host);
    entry.restUntilMs = Math.max(entry.restUntilMs, this.#clock.now() + ms);
  }

  #of(host: string): Host {
    let entry = this.#hosts.get(host);
    if (!entry) {
      entry = { limit: pLimit(PER_HOST), restUntilMs: 0 };
      this.#hosts.set(host, entry);
    }
    return entry;
  }
}
