import { systemClock } from "../../src/clock.ts";
import type { PollReport } from "../../src/observer.ts";
import type { Provider } from "../../src/provider.ts";
import type { StatusEvent } from "../../src/types.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { randomFrom } from "../helpers/mutate.ts";
import { PublicNetwork } from "../helpers/public-network.ts";
import { RawServer } from "../helpers/raw-server.ts";
import { type Certificate, selfSigned } from "../helpers/tls.ts";
import { GOOD_ADDRESSES, MISBEHAVIOURS, type Misbehaviour, type Surroundings } from "./misbehaviour.ts";
import { PATHS, type Post, StatusPage } from "./page.ts";
import { WaitableStore } from "./store.ts";

const INTERVAL_MS = 150;
const DEADLINE_MS = 500;
const WORDS = ["Investigating", "Identified", "Monitoring", "Resolved"];
const INCIDENTS_AT_A_TIME = 3;
const FIRST_MS = Date.parse("2026-03-01T10:00:00Z");
const HOUR_MS = 3_600_000;

/** A page of the fleet, with all that was ever posted there. */
class Member {
  readonly name: string;
  readonly page: StatusPage;
  readonly misbehaviour: Misbehaviour;
  readonly posts: Post[] = [];
  readonly #surroundings: Surroundings;
  #isBroken = false;

  constructor(name: string, page: StatusPage, misbehaviour: Misbehaviour, surroundings: Surroundings) {
    this.name = name;
    this.page = page;
    this.misbehaviour = misbehaviour;
    this.#surroundings = surroundings;
  }

  /** It can always be read, if not always easily. */
  get isSound(): boolean {
    return !this.misbehaviour.broken && !this.misbehaviour.losesName;
  }

  get provider(): Provider {
    const { url, format } = this.page;
    const own = this.misbehaviour.isPublic ? url.replace("127.0.0.1", this.#host) : url;
    return provider({ name: this.name, url: own, format, intervalMs: INTERVAL_MS });
  }

  /** The next word of one of the incidents that go on; after its last one another begins. */
  post(incident: number): void {
    const before = this.posts.filter(({ id }) => id.startsWith(`trouble${incident}`)).length;
    const nth = before % WORDS.length;
    const id = `trouble${incident}x${Math.floor(before / WORDS.length)}`;
    const at = new Date(FIRST_MS + this.posts.length * 60_000).toISOString().replace(".000", "");
    const post = { id, title: `Trouble ${id}`, word: WORDS[nth] ?? "", text: `Word ${nth}.`, at };
    this.posts.push(post);
    this.page.publish(post);
  }

  async breakDown(): Promise<void> {
    const { broken, losesName } = this.misbehaviour;
    if (this.#isBroken || this.isSound) return;
    this.#isBroken = true;
    if (losesName) this.#surroundings.network.set(this.#host, []);
    else if (broken) await this.page.server.become(broken(this.page, this.#surroundings));
  }

  async mend(): Promise<void> {
    this.#isBroken = false;
    const { usually, isPublic } = this.misbehaviour;
    if (isPublic) this.#surroundings.network.set(this.#host, GOOD_ADDRESSES);
    const handler = usually?.(this.page) ?? this.page.handler;
    await this.page.server.become({
      // What it has, it has in one place: else it would be taken for a page that has moved.
      http: (request, response) => {
        if (request.url === PATHS[this.page.format]) handler(request, response);
        else response.writeHead(404).end();
      },
    });
  }

  get #host(): string {
    return `${this.name}.acme.example`;
  }
}

/** A hundred pages, each with a fault of its own, and the real daemon that watches them. */
export class Fleet implements AsyncDisposable {
  readonly members: Member[] = [];
  readonly #random: () => number;
  readonly #store = new WaitableStore();
  readonly #daemon: TestDaemon;
  readonly #network = new PublicNetwork({});
  readonly #inside: RawServer;
  readonly #untrusted: RawServer;
  /** By page: how often it could be read. */
  readonly #readings = new Map<string, number>();
  #isReadOnce: () => void = () => {};
  #clockIsOffMs = 0;

  private constructor(seed: number, inside: RawServer, untrusted: RawServer) {
    this.#random = randomFrom(seed);
    this.#inside = inside;
    this.#untrusted = untrusted;
    const clock = { now: () => systemClock.now() + this.#clockIsOffMs, random: this.#random };
    const observer = { polled: (report: PollReport) => this.#polled(report) };
    this.#daemon = new TestDaemon({ store: this.#store, deadlineMs: DEADLINE_MS, clock, observer });
  }

  static async start(seed: number, size: number, certificate = selfSigned()): Promise<Fleet> {
    const inside = await RawServer.start({ http: (_, response) => response.end() });
    const fleet = new Fleet(seed, inside, await untrustedServer(certificate));
    for (let index = 0; index < size; index++) await fleet.#add(index);
    fleet.#daemon.watch(...fleet.members.map((member) => member.provider));
    await Promise.all(fleet.members.map(({ name }) => fleet.#store.baseline(name)));
    return fleet;
  }

  /** Some break, others are mended, many post; over once every sound page has been read twice more. */
  async round(): Promise<void> {
    const read = Promise.all(
      this.members.filter(({ isSound }) => isSound).map(({ page }) => page.server.asked(2)),
    );
    for (const member of this.members) {
      const [fate, posts] = [this.#random(), Math.floor(this.#random() * 3)];
      if (fate < 0.5) await member.breakDown();
      else await member.mend();
      for (let n = 0; n < posts; n++) member.post(Math.floor(this.#random() * INCIDENTS_AT_A_TIME));
    }
    if (this.#random() < 0.4) this.#clockIsOffMs += (this.#random() - 0.5) * 4 * HOUR_MS;
    await read;
  }

  /** All faults are over, and what every page says then has been read and dealt with. */
  async comeBack(): Promise<void> {
    await Promise.all(this.members.map((member) => member.mend()));
    const before = new Map(this.#readings);
    // The first may have begun before, and of the last it is only known that it was read.
    const isBack = ({ name }: Member) => (this.#readings.get(name) ?? 0) >= (before.get(name) ?? 0) + 3;
    while (!this.members.every(isBack)) {
      await new Promise<void>((resolve) => {
        this.#isReadOnce = resolve;
      });
    }
    await this.#daemon.app.stop();
  }

  /** What was told of a page's incidents, in order. */
  told(name: string): StatusEvent[] {
    return this.#daemon.events.filter((event) => event.provider === name);
  }

  get connectionsInside(): number {
    return this.#inside.connections;
  }

  /** Lines that speak of a bug of ours. */
  get bugs(): string[] {
    return this.#daemon.logLines.filter((line) => /inside status-watch/.test(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#daemon[Symbol.asyncDispose]();
    const pages = this.members.map(({ page }) => page);
    for (const one of [...pages, this.#inside, this.#untrusted]) await one[Symbol.asyncDispose]();
    this.#network[Symbol.dispose]();
  }

  #polled({ provider, outcome }: PollReport): void {
    if (outcome !== "read" && outcome !== "unchanged") return;
    this.#readings.set(provider, (this.#readings.get(provider) ?? 0) + 1);
    this.#isReadOnce();
  }

  async #add(index: number): Promise<void> {
    const misbehaviour = MISBEHAVIOURS[index % MISBEHAVIOURS.length] ?? { name: "is well" };
    const page = await StatusPage.start(index % 40 < 20 ? "statuspage" : "atom");
    const surroundings = {
      network: this.#network,
      insideUrl: this.#inside.origin,
      untrustedUrl: this.#untrusted.origin,
      random: this.#random,
    };
    const member = new Member(`page-${index}`, page, misbehaviour, surroundings);
    await member.mend();
    this.members.push(member);
  }
}

/** Without openssl nobody serves there. */
function untrustedServer(certificate: Certificate | undefined): Promise<RawServer> {
  return RawServer.start(certificate ? { http: (_, response) => response.end() } : "closed", certificate);
}
