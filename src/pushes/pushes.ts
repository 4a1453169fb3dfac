import type { Bus } from "../delivery/bus.ts";
import type { Fetcher } from "../http/fetcher.ts";
import { reachOf } from "../http/private-network.ts";
import type { PushReport } from "../observer.ts";
import { Member, type MemberContext } from "../polling/member.ts";
import type { Scheduler } from "../polling/scheduler.ts";
import type { Provider } from "../provider.ts";
import type { Push } from "../state/store.ts";
import { Inbox } from "./inbox.ts";
import { Intake } from "./intake.ts";
import { understand } from "./understand.ts";

/** What is pushed in for the providers that are watched. */
export class Pushes {
  readonly #context: MemberContext;
  readonly #inbox: Inbox;
  #providers: ReadonlyMap<string, Provider> = new Map();
  /** Of those that something was pushed in for: nearly all are only polled. */
  readonly #members = new Map<string, Member>();

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
      memberOf: (name) => this.#memberOf(name),
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
      // A doorbell may say the same each time that it is rung.
      sentAgain: (name) => {
        if (!this.#providers.get(name)?.webhook?.confirms) return;
        scheduler.ring(name);
        scheduler.pushed(name);
      },
    });
  }

  watch(providers: readonly Provider[]): void {
    this.#providers = new Map(providers.map((provider) => [provider.name, provider]));
    this.#members.clear();
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

  #memberOf(name: string): Member | undefined {
    const known = this.#members.get(name);
    const provider = this.#providers.get(name);
    if (known || !provider) return known;
    const member = new Member(provider, this.#context);
    this.#members.set(name, member);
    return member;
  }
}
