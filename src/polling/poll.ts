import type { Reading } from "../feeds/types.ts";
import { firstOf } from "../first-of.ts";
import type { Fetcher } from "../http/fetcher.ts";
import { present } from "../present.ts";
import type { Provider } from "../provider.ts";
import { whatIsGone } from "../state/emptied.ts";
import { Member, type MemberContext, NOTHING_NEW, relocationOf } from "./member.ts";
import { Page } from "./page.ts";
import { watchedPart } from "./page-state.ts";
import type { ReadingRoom } from "./reading-room.ts";

/** What every poll needs. */
export interface PollContext extends MemberContext {
  readonly fetcher: Fetcher;
  /** Where what pages send is read; without it all of it is at once. */
  readonly room?: ReadingRoom;
  /** Once true, what fetches come back with is our own closing of their connections. */
  readonly isStopping: () => boolean;
}

/** How a poll went, for the pace of the next. */
export interface PollOutcome {
  /** Failures in a row, this one included. */
  readonly failures: number;
  /** Set where it told something of an incident, that no push had told before. */
  readonly hasNews?: true;
  /** Set where the host asked to be left alone for that long. */
  readonly retryAfterMs?: number;
  /** Of adaptive providers alone. */
  readonly situation?: Situation;
}

/** What the pace of an adaptive provider follows. */
export interface Situation {
  /** Whether an incident is going on, as far as is known. */
  readonly hasOpenIncident: boolean;
  /** How long the page asks not to be read again; 0 where it does not. */
  readonly freshForMs: number;
}

const OK: PollOutcome = { failures: 0 };
const AS_BEFORE: Reading = { outcome: "unchanged" };
const ALL_AS_BEFORE: Read = { outcome: OK, isDealtWith: true };

interface Read {
  readonly outcome: PollOutcome;
  /** What was read counts as dealt with once it is kept. */
  readonly isDealtWith?: true;
  readonly kept?: Promise<unknown>;
}

/** A page being watched, for one provider or several. */
export class Watched {
  readonly #page: Page;
  readonly #members: readonly Member[];
  readonly #context: PollContext;
  readonly #isAdaptive: boolean;
  readonly #life: { readonly isRemoved: boolean };
  #hasToldOfFreshness = false;

  /** The providers share the page, as `groupByPage` tells; `life`: set while a poll may still be under way. */
  constructor(
    providers: readonly [Provider, ...Provider[]],
    context: PollContext,
    life: { readonly isRemoved: boolean } = { isRemoved: false },
  ) {
    const { store } = context;
    const [first] = providers;
    const known = firstOf(providers, (provider) => relocationOf(provider, store.get(provider.name)));
    this.#page = new Page(first, context, known);
    this.#members = providers.map((provider) => new Member(provider, context));
    this.#context = context;
    this.#isAdaptive = isAdaptive(providers);
    this.#life = life;
  }

  /** One poll: fetch, parse, observe, save and publish. Only then do the documents count as dealt with. */
  async poll(): Promise<PollOutcome> {
    const startedMs = this.#context.clock.now();
    if (this.#isMissedIn(startedMs)) this.#page.forgetWholly();
    if (await this.#isAsBefore()) {
      if (this.#context.observer && !this.#isOver) this.#report(AS_BEFORE, startedMs);
      return this.#paced(OK);
    }
    // What was read is large, and let go of while what came of it is being written.
    const read = await this.#read(startedMs);
    await read.kept;
    if (read.isDealtWith) this.#page.commit();
    return this.#paced(read.outcome);
  }

  /** Whether what a poll under way still brings is nobody's any more. */
  get #isOver(): boolean {
    return this.#life.isRemoved || this.#context.isStopping();
  }

  /** Whether there is something that the page must have listed by now, if it ever does: pages stay the same without it. */
  #isMissedIn(nowMs: number): boolean {
    for (const member of this.#members) if (member.missesSomething(nowMs)) return true;
    return false;
  }

  /** Nearly every poll: the page answers that nothing has changed, and nothing was amiss before. */
  #isAsBefore(): Promise<boolean> | false {
    return this.#members.every(isAtRest) && this.#page.isAsBefore();
  }

  #paced(outcome: PollOutcome): PollOutcome {
    if (!this.#isAdaptive) return outcome;
    const situation = this.#situation();
    this.#tellOfLongFreshness(situation.freshForMs);
    return { ...outcome, situation };
  }

  /** Who wants to know soon must learn that the page holds it up. Once: most pages say the same each time. */
  #tellOfLongFreshness(freshForMs: number): void {
    const [{ provider } = {}] = this.#members;
    if (!provider || this.#hasToldOfFreshness || freshForMs <= provider.intervalMs * 2) return;
    this.#hasToldOfFreshness = true;
    this.#context.log.info(
      `${provider.name}: asks in its Cache-Control not to be read again for ${Math.round(freshForMs / 1_000)} s, which adaptive keeps to, up to an hour; without adaptive it is read at its interval`,
    );
  }

  #situation(): Situation {
    const hasOpenIncident = this.#members.some((member) => member.recall().incidents.isAnyGoingOn);
    return { hasOpenIncident, freshForMs: this.#page.freshForMs };
  }

  async #read(nowMs: number): Promise<Read> {
    // All of them: each notes what is remembered as the reading begins.
    const told = this.#members.filter((member) => member.beginsReading());
    if (told.length > 0) this.#page.forget();
    const reading = await this.#page.read({
      openIncidents: () => new Set(this.#members.flatMap((member) => member.recall().incidents.openIds)),
      missing: (snapshot) => firstOf(this.#members, (member) => whatIsGone(member.recall(), snapshot, nowMs)),
    });
    if (this.#isOver) return { outcome: OK };
    const isReached = reading.outcome === "read" || reading.outcome === "unchanged";
    const outcomes = this.#members.map((member) =>
      isReached ? member.reached(reading) : member.missed(reading.failure),
    );
    // After what was told of it: who counts both starts anew where the page has moved.
    if (this.#context.observer) this.#report(reading, nowMs);
    if (isReached && outcomes.every((one) => one === NOTHING_NEW)) return ALL_AS_BEFORE;
    const kept = outcomes.flatMap((one) => one.kept ?? []);
    return {
      outcome: {
        failures: Math.max(...outcomes.map(({ failures }) => failures)),
        ...(outcomes.some(({ hasNews }) => hasNews) && { hasNews: true }),
        ...retryAfterOf(reading),
      },
      ...(isReached && { isDealtWith: true }),
      ...(kept.length > 0 && { kept: Promise.all(kept) }),
    };
  }

  #report(reading: Reading, startedMs: number): void {
    const atMs = this.#context.clock.now();
    for (const { provider } of this.#members) {
      this.#context.observer?.polled?.({
        provider: provider.name,
        atMs,
        durationMs: atMs - startedMs,
        outcome: reading.outcome,
        bytes: this.#page.bytes,
        ...("failure" in reading && { failure: reading.failure.code }),
        ...(reading.outcome === "read" && { snapshot: watchedPart(reading.snapshot, provider.filter) }),
      });
    }
  }
}

/** Where one of a page's providers is to be read at a fixed pace, the page is. */
export function isAdaptive(providers: readonly Provider[]): boolean {
  return providers.every(({ adaptive }) => adaptive === true);
}

function isAtRest(member: Member): boolean {
  return member.isAtRest();
}

function retryAfterOf(reading: Reading): Pick<PollOutcome, "retryAfterMs"> {
  return reading.outcome === "throttled" ? present({ retryAfterMs: reading.retryAfterMs }) : {};
}
