import type { Reading } from "./feeds/types.ts";
import type { Fetcher } from "./fetcher.ts";
import { firstOf } from "./first-of.ts";
import { Member, type MemberContext, relocationOf } from "./member.ts";
import { Page } from "./page.ts";
import { present } from "./present.ts";
import { whatIsGone } from "./state/emptied.ts";
import type { ProviderMemory } from "./state/types.ts";
import type { Provider } from "./types.ts";

/** What every poll needs. */
export interface PollContext extends MemberContext {
  readonly fetcher: Fetcher;
  /** Once true, what fetches come back with is our own closing of their connections. */
  readonly isStopping: () => boolean;
}

/** How a poll went, for the pace of the next. */
export interface PollOutcome {
  /** Failures in a row, this one included. */
  readonly failures: number;
  /** Set where the host asked to be left alone for that long. */
  readonly retryAfterMs?: number;
}

const OK: PollOutcome = { failures: 0 };

/** A page being watched, for one provider or several. */
export class Watched {
  readonly #page: Page;
  readonly #members: readonly Member[];
  readonly #context: PollContext;

  /** The providers share the page, as `groupByPage` tells. */
  constructor(providers: readonly [Provider, ...Provider[]], context: PollContext) {
    const { clock, log, fetcher, store } = context;
    const [first] = providers;
    const known = firstOf(providers, (provider) => relocationOf(provider, store.get(provider.name)));
    this.#page = new Page(first, { fetcher, log, now: () => clock.now() }, known);
    this.#members = providers.map((provider) => new Member(provider, context));
    this.#context = context;
  }

  /** One poll: fetch, parse, observe, save and publish. Only then do the documents count as dealt with. */
  async poll(): Promise<PollOutcome> {
    // What was read is large, and let go of while what came of it is being written.
    const read = await this.#read();
    await read.kept;
    if (read.isDealtWith) this.#page.commit();
    return read.outcome;
  }

  async #read(): Promise<{ outcome: PollOutcome; isDealtWith?: true; kept?: Promise<unknown> }> {
    const nowMs = this.#context.clock.now();
    if (this.#members.some((member) => member.wasToldElsewhere())) this.#page.forget();
    const reading = await this.#page.read({
      openIncidents: () => new Set(this.#members.flatMap((member) => openIncidents(member.recall()))),
      missing: (snapshot) => firstOf(this.#members, (member) => whatIsGone(member.recall(), snapshot, nowMs)),
    });
    if (this.#context.isStopping()) return { outcome: OK };
    if (reading.outcome === "failed" || reading.outcome === "throttled") {
      const missed = this.#members.map((member) => member.missed(reading.failure));
      const failures = Math.max(...missed.map((one) => one.failures));
      return {
        outcome: { failures, ...retryAfterOf(reading) },
        kept: Promise.all(missed.map(({ kept }) => kept)),
      };
    }
    const kept = this.#members.flatMap((member) => member.reached(reading) ?? []);
    // Nearly every poll has nothing to keep.
    return { outcome: OK, isDealtWith: true, ...(kept.length > 0 && { kept: Promise.all(kept) }) };
  }
}

function retryAfterOf(reading: Reading): Pick<PollOutcome, "retryAfterMs"> {
  return reading.outcome === "throttled" ? present({ retryAfterMs: reading.retryAfterMs }) : {};
}

function openIncidents({ incidents }: ProviderMemory): string[] {
  const ids: string[] = [];
  for (const [id, { open }] of incidents) if (open) ids.push(id);
  return ids;
}
