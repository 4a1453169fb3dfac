import type { Bus } from "./bus.ts";
import type { Reading } from "./feeds/types.ts";
import type { Fetcher } from "./fetcher.ts";
import { Member, type MemberContext, type News, relocationOf } from "./member.ts";
import { Page } from "./page.ts";
import { present } from "./present.ts";
import { whatIsGone } from "./state/emptied.ts";
import type { ProviderMemory } from "./state/types.ts";
import type { Provider } from "./types.ts";

/** What every poll needs. */
export interface PollContext extends MemberContext {
  readonly fetcher: Fetcher;
  readonly bus: Pick<Bus, "publish">;
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

interface NewsOf extends News {
  readonly provider: string;
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
    // What was read is large, and let go of before what came of it is written.
    const read = await this.#read();
    if (!read) return OK;
    const { outcome, news } = read;
    for (const { provider, memory, events } of news)
      await this.#context.bus.publish(provider, memory, events);
    if (outcome.failures === 0) this.#page.commit();
    return outcome;
  }

  /** Undefined where it came to nothing because the program ends. */
  async #read(): Promise<{ outcome: PollOutcome; news: NewsOf[] } | undefined> {
    const members = this.#members.map((member) => ({ member, memory: member.recall() }));
    const nowMs = this.#context.clock.now();
    const reading = await this.#page.read({
      openIncidents: () => new Set(members.flatMap(({ memory }) => openIncidents(memory))),
      missing: (snapshot) => firstOf(members, ({ memory }) => whatIsGone(memory, snapshot, nowMs)),
    });
    if (this.#context.isStopping()) return undefined;
    if (reading.outcome === "failed" || reading.outcome === "throttled") {
      const { failure } = reading;
      const news = members.map(({ member, memory }) => newsOf(member, member.missed(memory, failure)));
      const failures = Math.max(...news.map(({ memory }) => memory.reach.failures));
      return { outcome: { failures, ...retryAfterOf(reading) }, news };
    }
    const news = members.flatMap(({ member, memory }) => {
      const told = member.reached(memory, reading);
      return told ? newsOf(member, told) : [];
    });
    return { outcome: OK, news };
  }
}

function newsOf(member: Member, news: News): NewsOf {
  return { provider: member.provider.name, ...news };
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
