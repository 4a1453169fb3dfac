import { getEventListeners } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { watch } from "../src/index.ts";
import { FIXTURES } from "./helpers/fixtures.ts";
import { startServer, type TestServer } from "./helpers/server.ts";

const FEED = readFileSync(join(FIXTURES, "atom", "no-entries.atom"));

/**
 * How many wait for the same `AbortSignal`, at most: by a listener, or by another signal that is made of it. With many of
 * them each that is added and taken away again costs as much as there are: one signal that all loops share makes a
 * wake-up of one of 10,000 sixteen times dearer.
 */
class Crowd implements Disposable {
  most = 0;
  readonly #madeOf = new WeakMap<AbortSignal, number>();
  readonly #restore: () => void;

  constructor() {
    const { addEventListener } = EventTarget.prototype;
    const { any } = AbortSignal;
    const count = (signal: AbortSignal) => this.#count(signal);
    EventTarget.prototype.addEventListener = function (this: EventTarget, ...added) {
      addEventListener.apply(this, added);
      if (this instanceof AbortSignal) count(this);
    };
    AbortSignal.any = (signals) => {
      for (const signal of signals) {
        this.#madeOf.set(signal, (this.#madeOf.get(signal) ?? 0) + 1);
        count(signal);
      }
      return any.call(AbortSignal, signals);
    };
    this.#restore = () => {
      EventTarget.prototype.addEventListener = addEventListener;
      AbortSignal.any = any;
    };
  }

  #count(signal: AbortSignal): void {
    const waiting = getEventListeners(signal, "abort").length + (this.#madeOf.get(signal) ?? 0);
    this.most = Math.max(this.most, waiting);
  }

  [Symbol.dispose](): void {
    this.#restore();
  }
}

/** So many pages, each on a host of its own, which answer once all have been asked; `done` when all have been again. */
async function startPages(count: number, done: () => void): Promise<TestServer[]> {
  const asked = new Array<number>(count).fill(0);
  const held: (() => void)[] = [];
  const start = (page: number) =>
    startServer((_, response) => {
      asked[page] = (asked[page] ?? 0) + 1;
      held.push(() => response.writeHead(200, { "content-type": "application/atom+xml" }).end(FEED));
      if (asked.every((times) => times > 0)) for (const answer of held.splice(0)) answer();
      if (asked.every((times) => times > 1)) done();
    });
  return Promise.all(asked.map((_, page) => start(page)));
}

/** How many waited for one signal while so many pages were read, all at once, and all waited to be read again. */
async function crowdOf(pages: number): Promise<number> {
  const stop = new AbortController();
  const servers = await startPages(pages, () => stop.abort());
  using crowd = new Crowd();
  try {
    const providers = servers.map(({ origin }) => {
      return { name: origin, url: `${origin}/history.atom`, intervalMs: 500 };
    });
    for await (const { title } of watch({ providers, signal: stop.signal })) throw new Error(title);
    return crowd.most;
  } finally {
    for (const server of servers) await server[Symbol.asyncDispose]();
  }
}

describe("An AbortSignal", () => {
  it("is not waited for by the more, the more pages are watched", async () => {
    // The one that ends it all is waited for by the loop around the events.
    expect([await crowdOf(2), await crowdOf(8)]).toEqual([1, 1]);
  });

  it("that is waited for by many is seen to be", async () => {
    using crowd = new Crowd();
    const stop = new AbortController();
    const { signal } = stop;
    const waiting = [1, 2, 3].map(() => wait(60_000, undefined, { signal }));
    expect(crowd.most).toBe(3);
    AbortSignal.any([signal]);
    AbortSignal.any([signal]);
    expect(crowd.most).toBe(5);
    stop.abort();
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(
      Array(3).fill("rejected"),
    );
  });
});
