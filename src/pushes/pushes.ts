import type { Bus } from "../bus.ts";
import type { Fetcher } from "../fetcher.ts";
import { reachOf } from "../http/private-network.ts";
import { Member, type MemberContext } from "../member.ts";
import type { PushReport } from "../observer.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Push } from "../state/store.ts";
import type { Provider } from "../types.ts";
import { Inbox } from "./inbox.ts";
import { Intake } from "./intake.ts";
import { understand } from "./understand.ts";

/** What is pushed in for the providers that are watched. */
export class Pushes {
  readonly #context: MemberContext;
  readonly #inbox: Inbox;
  #members: ReadonlyMap<string, Member> = new Map();

  constructor(
    context: MemberContext & {
      readonly fetcher: Pick<Fetcher, "fetch">;
      readonly bus: Pick<Bus, "publish" | "isOverrun">;
    },
    scheduler: Pick<Scheduler, "ring" | "pushed">,
  ) {
    const { store, log, clock, observer, fetcher, bus } = context;
    this.#context = context;
    const intake = new Intake({
      store,
      log,
      understand,
      now: () => clock.now(),
      memberOf: (name) => this.#members.get(name),
      ring: (name) => scheduler.ring(name),
      told: (name) => scheduler.pushed(name),
      fetch: (url, provider) => fetcher.fetch(url, {}, {}, reachOf(provider)),
      report: (report: PushReport) => observer?.received?.(report),
    });
    this.#inbox = new Inbox({
      store,
      log,
      deal: (name, pushes) => intake.deal(name, pushes),
      isOverrun: () => bus.isOverrun,
    });
  }

  watch(providers: readonly Provider[]): void {
    this.#members = new Map(
      providers.map((provider) => [provider.name, new Member(provider, this.#context)]),
    );
  }

  start(): void {
    this.#inbox.start();
  }

  get size(): number {
    return this.#inbox.size;
  }

  accept(push: Push): Promise<boolean> {
    return this.#inbox.accept(push);
  }

  close(): Promise<void> {
    return this.#inbox.close();
  }
}
