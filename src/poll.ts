import type { Reading } from "./feeds/types.ts";
import type { Fetcher } from "./fetcher.ts";
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
    const members = this.#members.map((member) => ({ member, memory: member.recall() }));
    const nowMs = this.#context.clock.now();
    const reading = await this.#page.read({
      openIncidents: () => new Set(members.flatMap(({ memory }) => openIncidents(memory))),
      missing: (snapshot) => firstOf(members, ({ memory }) => whatIsGone(memory, snapshot, nowMs)),
    });
    if (this.#context.isStopping()) return OK;
    if (reading.outcome === "failed" || reading.outcome === "throttled") {
      const { failure } = reading;
      const failures = await Promise.all(members.map(({ member, memory }) => member.missed(memory, failure)));
      return { failures: Math.max(...failures), ...retryAfterOf(reading) };
    }
    for (const { member, memory } of members) await member.reached(memory, reading);
    this.#page.commit();
    return OK;
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

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
