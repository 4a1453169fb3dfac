import { messageOf, traceOf } from "../errors.ts";
import { tidySnapshot } from "../feeds/tidy.ts";
import type { FetchResult } from "../http/fetcher.ts";
import type { Logger } from "../log.ts";
import type { PushReport } from "../observer.ts";
import type { Member, Notice } from "../polling/member.ts";
import type { Provider } from "../provider.ts";
import type { StateStore, WaitingPush } from "../state/store.ts";
import { cleanLine, truncate } from "../text.ts";
import { follow, whyNotFollowed } from "./confirm.ts";
import type { Confirmation, Meaning, Understand } from "./types.ts";

export interface IntakeOptions {
  readonly store: Pick<StateStore, "commit" | "reject" | "isDurable">;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly understand: Understand;
  /** Undefined where it is not watched any more. */
  readonly memberOf: (provider: string) => Member | undefined;
  /** Has the provider's page read at once. */
  readonly ring: (provider: string) => void;
  /** Pushes are ahead of the page: something was told that came by push, or it was rung for. */
  readonly told: (provider: string) => void;
  /** Opens an address that was pushed in for a provider. */
  readonly fetch: (url: URL, provider: Provider) => Promise<FetchResult>;
  readonly report: (report: PushReport) => void;
}

interface Understood extends Notice {
  readonly push: WaitingPush;
}

const LONGEST_SUBJECT = 200;
const NOT_WATCHED = "no such provider is watched any more";

/** What becomes of pushes: news, as of a page that was read; a reason to read the page; or something kept aside. */
export class Intake {
  readonly #options: IntakeOptions;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Pushes for one provider, in the order in which they came. Never throws. */
  async deal(provider: string, pushes: readonly WaitingPush[]): Promise<void> {
    const member = this.#options.memberOf(provider);
    const notices: Understood[] = [];
    for (const push of pushes) {
      if (!member) await this.#reject(push, NOT_WATCHED);
      else notices.push(...(await this.#read(push, member)));
    }
    if (notices.length === 0) return;
    // To understand them took its time: the provider may be watched by another member by now, or not any more.
    const current = this.#options.memberOf(provider);
    if (current) await this.#observe(current, notices);
    else for (const { push } of notices) await this.#reject(push, NOT_WATCHED);
  }

  async #read(push: WaitingPush, member: Member): Promise<Understood[]> {
    const { provider } = member;
    const isDoorbell = provider.webhook?.confirms === true;
    // Whatever a doorbell says: a mail may still be one that asks to confirm a subscription.
    const isRead = !isDoorbell || push.source === "email";
    const meaning: Meaning | undefined = isRead ? await this.#options.understand(push, provider) : undefined;
    if (meaning?.kind === "confirmation") await this.#askToConfirm(push, member, meaning);
    else if (isDoorbell || !meaning) await this.#ring(push);
    else if (meaning.kind === "rejected") {
      await this.#reject(push, meaning.reason);
      // Who knows the secret has something to say, and what that is the page may tell.
      this.#options.ring(push.provider);
    } else {
      const snapshot = tidySnapshot(meaning.snapshot);
      return [{ id: push.id, source: push.source, snapshot, push }];
    }
    return [];
  }

  /** Together, since what is known of a provider is kept as a whole; one by one where one of them is our undoing. */
  async #observe(member: Member, notices: readonly Understood[]): Promise<void> {
    try {
      await member.pushed(notices);
      this.#options.told(member.provider.name);
      for (const { push, snapshot } of notices) this.#report(push, "read", snapshot);
    } catch (error) {
      const [first, ...others] = notices;
      if (others.length > 0) for (const notice of notices) await this.#observe(member, [notice]);
      else if (first) await this.#failed(first.push, error);
    }
  }

  /** A bug of ours: what brought it up is kept aside. */
  async #failed(push: WaitingPush, error: unknown): Promise<void> {
    this.#options.log.error(`${push.provider}: a notice failed inside status-watch: ${traceOf(error)}`);
    await this.#reject(push, `failed inside status-watch: ${messageOf(error)}`);
  }

  async #ring(push: WaitingPush): Promise<void> {
    // In this order: should the program end in between, the page is read at the next start anyway.
    await this.#take(push);
    this.#options.ring(push.provider);
    this.#options.told(push.provider);
    this.#report(push, "doorbell");
  }

  async #askToConfirm(push: WaitingPush, { provider }: Member, confirmation: Confirmation): Promise<void> {
    const { log, fetch } = this.#options;
    const { url, from } = confirmation;
    const subject = truncate(cleanLine(confirmation.subject), LONGEST_SUBJECT);
    const what = `${provider.name}: a mail${from ? ` from ${cleanLine(from)}` : ""} asks to confirm a subscription ("${subject}")`;
    const obstacle = whyNotFollowed(url, provider);
    await this.#take(push);
    if (!provider.webhook?.confirmsSubscriptions) {
      log.warn(`${what}; open ${url.href}, or set confirm_subscriptions: true`);
    } else if (obstacle !== undefined) {
      log.warn(`${what}; not followed, since ${obstacle}; open ${url.href} if you trust it`);
    } else {
      // Not waited for: it must not hold up what else was pushed in.
      void follow(url, (one) => fetch(one, provider)).then(
        ({ isOpened, outcome }) => log[isOpened ? "info" : "warn"](`${what}; ${outcome}`),
        (error: unknown) => log.error(`${what}; opening it failed inside status-watch: ${traceOf(error)}`),
      );
    }
    this.#report(push, "confirmation");
  }

  async #reject(push: WaitingPush, reason: string): Promise<void> {
    const { log, store } = this.#options;
    const aside = store.isDurable ? "; kept aside, see status-watch rejected" : "";
    log.warn(`${push.provider}: what came by ${push.source} cannot be used: ${reason}${aside}`);
    await store.reject(push, reason);
    this.#report(push, "rejected");
  }

  async #take({ id }: WaitingPush): Promise<void> {
    await this.#options.store.commit({ memories: new Map(), taken: [id] });
  }

  #report(
    { provider, source }: WaitingPush,
    outcome: PushReport["outcome"],
    snapshot?: PushReport["snapshot"],
  ): void {
    const atMs = this.#options.now();
    this.#options.report({ provider, source, outcome, atMs, ...(snapshot && { snapshot }) });
  }
}
