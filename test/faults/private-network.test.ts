import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { Fetcher } from "../../src/http/fetcher.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { PUBLIC_ADDRESS, PublicNetwork } from "../helpers/public-network.ts";
import { answering } from "./answers.ts";
import { OUTAGE, StatusPage } from "./page.ts";
import { WaitableStore } from "./store.ts";

const NAME = "status.acme.example";

/** The page as it is known by name. */
function publicUrl(page: StatusPage, name = NAME): string {
  return page.url.replace("127.0.0.1", name);
}

/** A public page that redirects, and what the daemon makes of it. */
async function watched(location: string, settings: { readonly allowPrivate?: boolean } = {}) {
  const page = await StatusPage.start();
  await page.server.become(answering(302, { location }));
  const store = new WaitableStore();
  const daemon = new TestDaemon({ store });
  daemon.watch(provider({ url: publicUrl(page), format: "statuspage", intervalMs: 2, ...settings }));
  return {
    page,
    store,
    daemon,
    async [Symbol.asyncDispose]() {
      await daemon[Symbol.asyncDispose]();
      await page[Symbol.asyncDispose]();
    },
  };
}

// Not concurrent: names resolve as the test says in the whole process.
describe("A public page", () => {
  it("is read where its name leads to", async () => {
    using _ = new PublicNetwork({ [NAME]: [PUBLIC_ADDRESS] });
    await using page = await StatusPage.start();
    page.publish(OUTAGE);
    await using daemon = new TestDaemon();
    daemon.watch(provider({ url: publicUrl(page), format: "statuspage" }));
    await daemon.until(() => daemon.events.length > 0);
    expect(daemon.events).toMatchObject([{ change: "ongoing", title: "Outage" }]);
  });

  it.each([
    ["127.0.0.1", "127.0.0.1 is in a private network"],
    ["127.1", "127.0.0.1 is in a private network"],
    ["0x7f000001", "127.0.0.1 is in a private network"],
    ["2130706433", "127.0.0.1 is in a private network"],
    ["[::ffff:127.0.0.1]", "[::ffff:7f00:1] is in a private network"],
    ["inside.acme.example", "inside.acme.example is in a private network (127.0.0.1)"],
  ])("that redirects to %s is not followed, which is told once, with what to do", async (host, told) => {
    using _ = new PublicNetwork({ [NAME]: [PUBLIC_ADDRESS], "inside.acme.example": ["127.0.0.1"] });
    await using inside = await StatusPage.start();
    await using scene = await watched(inside.url.replace("127.0.0.1", host));
    await scene.store.failures("Acme", 4);
    expect(scene.daemon.logLines).toEqual([
      `warn: Acme: ${told}, where a public page may not lead; write allow_private: true for the provider if that is meant`,
    ]);
    expect(inside.server.connections).toBe(0);
  });

  it("that redirects to a private address is followed where the user allows it", async () => {
    using _ = new PublicNetwork({ [NAME]: [PUBLIC_ADDRESS] });
    await using inside = await StatusPage.start();
    inside.publish(OUTAGE);
    await using scene = await watched(inside.url, { allowPrivate: true });
    await scene.daemon.until(() => scene.daemon.events.length > 0);
    expect(scene.daemon.events).toMatchObject([{ change: "ongoing", title: "Outage" }]);
  });

  it("whose name leads into a private network of a sudden is not followed there", async () => {
    using network = new PublicNetwork({ [NAME]: [PUBLIC_ADDRESS] });
    await using page = await StatusPage.start();
    // As after a while: each time the connection is a new one.
    const fetcher = new Fetcher({ clock: systemClock, lowMemory: true });
    const url = new URL(publicUrl(page));
    expect(await fetcher.fetch(url)).toMatchObject({ outcome: "modified" });
    network.set(NAME, ["127.0.0.1"]);
    const before = page.server.connections;
    expect(await fetcher.fetch(url)).toMatchObject({
      outcome: "failed",
      failure: { code: "private_address" },
    });
    expect(page.server.connections).toBe(before);
    await fetcher.close();
  });

  it("with a public address beside a private one is read at the public one", async () => {
    using _ = new PublicNetwork({ [NAME]: ["10.255.255.1", PUBLIC_ADDRESS] });
    await using page = await StatusPage.start();
    const fetcher = new Fetcher({ clock: systemClock, deadlineMs: 60_000 });
    expect(await fetcher.fetch(new URL(publicUrl(page)))).toMatchObject({ outcome: "modified" });
    await fetcher.close();
  });

  it("that lies in a private network, though its name is public, is read where the user allows it only", async () => {
    using _ = new PublicNetwork({ [NAME]: ["127.0.0.1"] });
    await using page = await StatusPage.start();
    page.publish(OUTAGE);
    const store = new WaitableStore();
    await using daemon = new TestDaemon({ store });
    const url = publicUrl(page);
    daemon.watch(
      provider({ name: "Acme", url, format: "statuspage", intervalMs: 2 }),
      provider({ name: "Bolt", url, format: "statuspage", intervalMs: 2, allowPrivate: true }),
    );
    await store.failures("Acme", 4);
    await store.baseline("Bolt");
    expect(daemon.events.filter((event) => event.provider === "Bolt")).toMatchObject([{ change: "ongoing" }]);
    expect(daemon.events.filter((event) => event.provider === "Acme")).toMatchObject([
      {
        change: "unreachable",
        message: expect.stringContaining(`${NAME} is in a private network (127.0.0.1)`),
      },
    ]);
  });
});

describe("A page in a private network", () => {
  it("may redirect within it", async () => {
    await using other = await StatusPage.start();
    other.publish(OUTAGE);
    await using page = await StatusPage.start();
    await page.server.become(answering(302, { location: other.url.replace("127.0.0.1", "localhost") }));
    await using daemon = new TestDaemon();
    daemon.watch(provider({ url: page.url, format: "statuspage" }));
    await daemon.until(() => daemon.events.length > 0);
    expect(daemon.events).toMatchObject([{ change: "ongoing", title: "Outage" }]);
  });
});
