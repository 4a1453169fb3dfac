import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { opsgenieConsumer } from "../../src/consumers/opsgenie.ts";
import { pagerdutyConsumer } from "../../src/consumers/pagerduty.ts";
import type { Consumer } from "../../src/consumers/types.ts";
import { webhookConsumer } from "../../src/consumers/webhook.ts";
import { Bus } from "../../src/delivery/bus.ts";
import { silentLogger } from "../../src/log.ts";
import { MemoryStore } from "../../src/state/memory.ts";
import type { StateStore } from "../../src/state/store.ts";
import { EMPTY_MEMORY } from "../../src/state/types.ts";
import type { StatusEvent } from "../../src/types.ts";
import { Folder } from "../helpers/cli.ts";
import { at, consumerOf, eventWith, RESOLVED, type Receiver, startReceiver } from "../helpers/receiver.ts";
import { openStore } from "../state/making.ts";

const UPDATED: Partial<StatusEvent> = { change: "updated", updateId: "upd-1b", status: "identified" };
const HOST = "status.openai.com";

const of = (provider: string, changes: Partial<StatusEvent> = {}): StatusEvent => {
  const event = eventWith({ provider, ...changes });
  return { ...event, id: `${provider.toLowerCase()}/${event.incidentId}/${event.updateId}` };
};

const KEY = "k".repeat(32);
const pagerduty = (api_base: string): Consumer =>
  consumerOf(pagerdutyConsumer, { routing_key: KEY, api_base });
const opsgenie = (api_base: string): Consumer => consumerOf(opsgenieConsumer, { api_key: KEY, api_base });

interface Setting {
  readonly isDurable?: boolean;
  readonly consumer?: (origin: string) => Consumer;
  /** Where the pages of providers lie, if it is not where their incidents' links lead. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** Providers of one page, and who is alerted by them. */
class Scene implements AsyncDisposable {
  readonly receiver: Receiver;
  readonly #setting: Setting;
  readonly #folder: Folder | undefined;
  #store: StateStore;
  #bus: Bus;

  private constructor(receiver: Receiver, setting: Setting, store: StateStore, folder?: Folder) {
    this.receiver = receiver;
    this.#setting = setting;
    this.#folder = folder;
    this.#store = store;
    this.#bus = this.#busOf();
  }

  static async create(setting: Setting): Promise<Scene> {
    const receiver = await startReceiver();
    receiver.reply({ status: 202 });
    if (!setting.isDurable) return new Scene(receiver, setting, new MemoryStore());
    const folder = await Folder.create();
    return new Scene(receiver, setting, await openStore(folder.path), folder);
  }

  #busOf(): Bus {
    const { consumer = pagerduty, hosts = {} } = this.#setting;
    return new Bus([{ consumer: consumer(this.receiver.origin) }], {
      ...{ clock: systemClock, log: silentLogger, store: this.#store },
      about: (provider) => ({ tags: [], host: hosts[provider] ?? HOST }),
    });
  }

  /** Told, and taken, one after the other. */
  async tell(...events: readonly StatusEvent[]): Promise<void> {
    for (const event of events) await this.#bus.publish(event.provider, EMPTY_MEMORY, [event]);
  }

  /** What has been told is taken; where state is kept, by a process of its own from here on. */
  async restart(): Promise<void> {
    await this.#bus.close(5_000);
    if (this.#folder) {
      await this.#store.close();
      this.#store = await openStore(this.#folder.path);
    }
    this.#bus = this.#busOf();
    this.#bus.start();
  }

  get alerts(): string[] {
    return this.receiver.received.map(
      ({ json, path }) => `${at(json, "event_action") ?? path} ${at(json, "dedup_key") ?? at(json, "alias")}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bus.close(5_000);
    await this.#store.close();
    await this.#folder?.[Symbol.asyncDispose]();
    await this.receiver[Symbol.asyncDispose]();
  }
}

describe.each([
  ["in memory", false],
  ["in a folder", true],
])("With state %s, the alert of an incident that two providers share", (_, isDurable) => {
  it("ends under the key that it began under, whichever of the two tells of its end", async () => {
    await using scene = await Scene.create({ isDurable });
    await scene.tell(of("API"), of("Chat"));
    await scene.restart();
    await scene.tell(of("Chat", RESOLVED), of("API", RESOLVED));
    await scene.restart();
    expect(scene.alerts).toEqual(["trigger api/inc-1", "resolve api/inc-1"]);
  });

  it("is one also where the other first tells of something else", async () => {
    await using scene = await Scene.create({ isDurable });
    await scene.tell(of("API"));
    await scene.restart();
    // A filter by components may let pass only what names them.
    await scene.tell(of("Chat", UPDATED), of("API", UPDATED));
    await scene.restart();
    await scene.tell(of("API", RESOLVED), of("Chat", RESOLVED));
    await scene.restart();
    expect(scene.alerts).toEqual(["trigger api/inc-1", "resolve api/inc-1"]);
  });

  it("is one also under another address of the page, and where another format has ids of its own", async () => {
    await using scene = await Scene.create({ isDurable });
    const alias = { url: "https://openai.statuspage.example/incidents/inc-1" };
    const tag = { incidentId: "tag:inc-1" };
    await scene.tell(of("API"), of("Alias", alias), of("Feed", tag));
    await scene.restart();
    await scene.tell(of("Feed", { ...UPDATED, ...tag }), of("Alias", { ...RESOLVED, ...alias }));
    await scene.restart();
    expect(scene.alerts).toEqual(["trigger api/inc-1", "resolve api/inc-1"]);
  });

  it("goes by whichever arrived first, where the first told did not", async () => {
    await using scene = await Scene.create({ isDurable });
    scene.receiver.reply({ status: 503 }, { status: 202 });
    await scene.tell(of("API"), of("Chat"), of("Chat", UPDATED));
    await scene.restart();
    await scene.tell(of("Chat", RESOLVED));
    await scene.restart();
    const [failed, begun = "", ...ended] = scene.alerts;
    expect(failed).toBe("trigger api/inc-1");
    expect(ended).toEqual([begun.replace("trigger", "resolve")]);
  });
});

describe("An update that another address of the page shows only after a restart", () => {
  const now = { detectedAt: new Date().toISOString() };

  it("is told once, where state is kept", async () => {
    const consumer = (url: string) => consumerOf(webhookConsumer, { url });
    await using scene = await Scene.create({ isDurable: true, consumer });
    await scene.tell(of("API", now));
    await scene.restart();
    const other = { incidentId: "inc-2", url: "https://status.openai.com/incidents/inc-2" };
    await scene.tell(of("Chat", now), of("Chat", { ...now, ...other }), of("API", { ...now, ...UPDATED }));
    await scene.restart();
    await scene.tell(of("Chat", { ...now, ...UPDATED }));
    await scene.restart();
    const ids = scene.receiver.received.map(({ json }) => at(json, "id"));
    expect(ids).toEqual(["api/inc-1/upd-1", "chat/inc-2/upd-1", "api/inc-1/upd-1b"]);
  });

  it("is told once, whatever else stands in the history", async () => {
    await using folder = await Folder.create();
    const day = now.detectedAt.slice(0, 10);
    const lines = [of("API", now), { detectedAt: now.detectedAt, provider: "API" }, now];
    await folder.write(`history/${day}.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const store = await openStore(folder.path);
    expect([store.takeTold(), store.takeTold()]).toEqual([[of("API", now)], []]);
    await store.close();
  });
});

describe("The alert of an incident", () => {
  it("is closed at Opsgenie under the alias that it was made under", async () => {
    await using scene = await Scene.create({ isDurable: true, consumer: opsgenie });
    await scene.tell(of("API"), of("Chat"), of("Chat", RESOLVED));
    await scene.restart();
    expect(scene.alerts).toEqual([
      "/v2/alerts api:inc-1",
      "/v2/alerts/api%3Ainc-1/close?identifierType=alias undefined",
    ]);
  });

  it("is another one at a copy of the page that lies elsewhere, as the original does", async () => {
    const hosts = { One: "127.0.0.1:1", Two: "127.0.0.1:2" };
    await using scene = await Scene.create({ hosts });
    await scene.tell(of("One"), of("Two"), of("Two", RESOLVED), of("One", RESOLVED));
    await scene.restart();
    const alerts = ["trigger one/inc-1", "trigger two/inc-1", "resolve two/inc-1", "resolve one/inc-1"];
    expect(scene.alerts).toEqual(alerts);
  });
});
