import { describe, expect, it } from "vitest";
import type { AppOptions } from "../../src/app.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import type { Behaviour } from "../helpers/raw-server.ts";
import type { Certificate } from "../helpers/tls.ts";
import { OUTAGE, type PageFormat, type Post, StatusPage } from "./page.ts";
import { WaitableStore } from "./store.ts";

/** One way in which a page cannot be read. */
export interface Fault {
  /** Ends the sentence "A page that …". */
  readonly name: string;
  /** What the server does while the fault lasts. */
  readonly broken: Behaviour;
  /** The words that the one line of the log must have. */
  readonly says: RegExp;
  /** What it must say can be done about it. */
  readonly advises?: RegExp;
  readonly format?: PageFormat;
  readonly options?: Partial<AppOptions>;
  /** The page is served over TLS with it. */
  readonly certificate?: Certificate;
}

/** Polls that fail while a fault lasts: more than the three after which it is told. */
const FAILED_POLLS = 4;
const BESIDE: Post = { ...OUTAGE, id: "beside00", title: "Trouble beside" };

/** A process that stands still for longer than a deadline gives up answers that are there: such a try says nothing. */
const TRIES_MORE = 3;

/** Every fault is held to the same rules, both on a page that worked before and on one that never did. */
export function describeFaults(faults: readonly Fault[]): void {
  for (const fault of faults) {
    const retry = fault.options?.deadlineMs === undefined ? 0 : TRIES_MORE;
    describe(`A page that ${fault.name}`, { concurrent: true, retry }, () => {
      it("is reported once, delays no other, and has its news told when it is back", async () => {
        await using scene = await Scene.start(fault);
        await scene.store.baseline("Acme");
        await scene.breakDown();
        scene.page.publish(OUTAGE);
        await scene.sitOut();
        await scene.comeBack("incident opened Outage");
        scene.expectFault([...REACH, "incident opened Outage"]);
      });

      it("is reported once from its first reading on, and has what is open told when it is back", async () => {
        await using scene = await Scene.start(fault, "broken");
        scene.page.publish(OUTAGE);
        await scene.sitOut();
        await scene.comeBack("incident ongoing Outage");
        scene.expectFault([...REACH, "incident ongoing Outage"]);
      });
    });
  }
}

const REACH = [
  "provider unreachable Status page cannot be read",
  "provider recovered Status page can be read again",
];

/** The page "Acme" with its fault, and "Beside", which is well all the time, watched by one daemon. */
class Scene {
  readonly store = new WaitableStore();
  readonly page: StatusPage;
  readonly #beside: StatusPage;
  readonly #daemon: TestDaemon;
  readonly #fault: Fault;
  #linesBefore = 0;
  #eventsBefore = 0;

  private constructor(fault: Fault, page: StatusPage, beside: StatusPage) {
    this.#fault = fault;
    this.page = page;
    this.#beside = beside;
    this.#daemon = new TestDaemon({ ...fault.options, store: this.store });
  }

  static async start(fault: Fault, state?: "broken"): Promise<Scene> {
    const page = await StatusPage.start(fault.format, fault.certificate);
    const scene = new Scene(fault, page, await StatusPage.start());
    if (state === "broken") await scene.breakDown();
    scene.#daemon.watch(
      provider({ name: "Acme", url: page.url, format: page.format, intervalMs: 2 }),
      provider({ name: "Beside", url: scene.#beside.url, format: "statuspage", intervalMs: 5 }),
    );
    return scene;
  }

  async breakDown(): Promise<void> {
    this.#linesBefore = this.#linesOf("Acme").length;
    this.#eventsBefore = this.#told("Acme").length;
    await this.page.server.become(this.#fault.broken);
  }

  /** Lets the fault last, and the page beside have news in the meantime. */
  async sitOut(): Promise<void> {
    await this.store.failures("Acme", FAILED_POLLS);
    await this.store.baseline("Beside");
    this.#beside.publish(BESIDE);
    await this.#daemon.until(() => this.#told("Beside").includes("incident opened Trouble beside"));
    expect(this.#news()).toEqual(REACH.slice(0, 1));
  }

  /** Ends the fault, waits for the news, and for two polls more in which nothing is to be told twice. */
  async comeBack(news: string): Promise<void> {
    await this.page.mend();
    await this.#daemon.until(() => this.#news().includes(news));
    await this.page.server.asked(3);
    await this.#daemon.app.stop();
  }

  expectFault(told: readonly string[]): void {
    const { says, advises = says } = this.#fault;
    expect(this.#linesOf("Acme").slice(this.#linesBefore)).toEqual([
      expect.stringMatching(says),
      "Acme: can be read again",
    ]);
    expect(this.#linesOf("Acme")[this.#linesBefore]).toMatch(advises);
    expect(this.#news()).toEqual(told);
    const unreachable = this.#daemon.events.find(({ change }) => change === "unreachable");
    expect(unreachable?.message).toMatch(says);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#daemon[Symbol.asyncDispose]();
    await this.page[Symbol.asyncDispose]();
    await this.#beside[Symbol.asyncDispose]();
  }

  #news(): string[] {
    return this.#told("Acme").slice(this.#eventsBefore);
  }

  #linesOf(name: string): string[] {
    return this.#daemon.logLines.filter((line) => line.includes(`${name}:`));
  }

  #told(name: string): string[] {
    return this.#daemon.events
      .filter((event) => event.provider === name)
      .map(({ kind, change, title }) => `${kind} ${change} ${title}`);
  }
}
