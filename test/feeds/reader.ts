import { Writable } from "node:stream";
import { Fetcher } from "../../src/http/fetcher.ts";
import { createLogger } from "../../src/log.ts";
import { type PollOutcome, Watched } from "../../src/polling/poll.ts";
import { present } from "../../src/present.ts";
import type { Provider } from "../../src/provider.ts";
import { MemoryStore } from "../../src/state/memory.ts";
import type { StatusEvent } from "../../src/types.ts";
import { provider } from "../helpers/daemon.ts";

/** Of a provider; a Statuspage where no format is given, one to be detected where it is `undefined`. */
type Settings = Omit<Partial<Provider>, "format"> & {
  readonly url: string;
  readonly format?: string | undefined;
};

/** A provider that is polled by hand, with a clock that is set by hand: the daemon without its loop. */
export class Reader {
  /** Epoch milliseconds. */
  nowMs = Date.parse("2026-03-04T12:00:00Z");
  /** How the last poll went. */
  outcome: PollOutcome | undefined;
  readonly store = new MemoryStore();
  /** What was logged, a line each. */
  readonly logLines: string[] = [];
  readonly #fetcher: Fetcher;
  readonly #watched: Watched;
  #events: StatusEvent[] = [];

  constructor(settings: Settings, ...others: readonly Provider[]) {
    const { format, ...rest } = { format: "statuspage", ...settings };
    const clock = { now: () => this.nowMs, random: () => 0.5 };
    this.#fetcher = new Fetcher({ clock, deadlineMs: 60_000 });
    this.#watched = new Watched([provider({ ...rest, ...present({ format }) }), ...others], {
      clock,
      log: createLogger("info", this.#logStream()),
      fetcher: this.#fetcher,
      store: this.store,
      bus: {
        publish: async (provider, memory, events) => {
          await this.store.commit({ memories: new Map([[provider, memory]]) });
          this.#events.push(...events);
        },
      },
      options: { edits: false, ongoing: true },
      isStopping: () => false,
    });
  }

  /** One poll, and what it gave rise to. */
  async events(): Promise<StatusEvent[]> {
    this.#events = [];
    this.outcome = await this.#watched.poll();
    return this.#events;
  }

  /** One poll in short: `opened outage: We are looking into it.` */
  async poll(): Promise<string[]> {
    const events = await this.events();
    return events.map(
      ({ change, incidentId, title, message }) => `${change} ${incidentId ?? title}: ${message}`,
    );
  }

  #logStream(): Writable {
    return new Writable({
      write: (chunk, _encoding, done) => {
        this.logLines.push(String(chunk).trimEnd());
        done();
      },
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#fetcher.close();
  }
}
