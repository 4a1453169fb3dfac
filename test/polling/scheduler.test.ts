import { describe, expect, it } from "vitest";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { type Handler, routes, startServer } from "../helpers/server.ts";

const EMPTY_FEED =
  '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title></feed>';
/** Longer than a test may take: what never answers is not given up. */
const NEVER_MS = 3_600_000;
const feedAt = (origin: string, name: string) =>
  provider({ name, url: `${origin}/${name}.atom`, format: "atom" });

/** Resolves when the server has been asked `count` times. */
async function asked(requests: readonly unknown[], count: number): Promise<void> {
  while (requests.length < count) await new Promise((resolve) => setImmediate(resolve));
}

describe("the scheduler", () => {
  it("asks one host for two things at a time and no more, and lets it delay nobody else when it never answers", async () => {
    await using dead = await startServer(() => {});
    await using live = await startServer((_, response) => response.end(EMPTY_FEED), "127.0.0.2");
    await using daemon = new TestDaemon({ deadlineMs: NEVER_MS });
    daemon.watch(
      ...Array.from({ length: 50 }, (_, index) => feedAt(dead.origin, `dead${index}`)),
      feedAt(live.origin, "live"),
    );
    await asked(live.requests, 20);
    expect(dead.requests.length).toBe(2);
  });

  it("has no more polls under way than it may, over all hosts", async () => {
    await using first = await startServer(() => {}, "127.0.0.3");
    await using second = await startServer(() => {}, "127.0.0.4");
    await using daemon = new TestDaemon({ concurrency: 3, deadlineMs: NEVER_MS });
    daemon.watch(
      ...["a", "b", "c"].map((name) => feedAt(first.origin, name)),
      ...["d", "e", "f"].map((name) => feedAt(second.origin, name)),
    );
    await asked(first.requests, 2);
    await asked(second.requests, 1);
    // Nothing answers, so nothing makes room: the fourth would have come by now if it were let through.
    await new Promise((resolve) => setImmediate(resolve));
    expect(first.requests.length + second.requests.length).toBe(3);
  });

  it("reads no provider before its turn: starts are spread over the interval", async () => {
    const order: string[] = [];
    await using server = await startServer((request, response) => {
      order.push(request.url ?? "");
      response.end(EMPTY_FEED);
    });
    await using daemon = new TestDaemon();
    daemon.watch(
      ...["a", "b", "c", "d"].map((name) => ({ ...feedAt(server.origin, name), intervalMs: 400 })),
    );
    while (new Set(order).size < 4) await asked(server.requests, order.length + 1);
    // On a machine that is busy the first may be due again before the last was reached.
    expect([...new Set(order)]).toEqual(["/a.atom", "/b.atom", "/c.atom", "/d.atom"]);
  });

  it("leaves a page alone for its interval", async () => {
    const [answeredMs, askedMs]: [number[], number[]] = [[], []];
    await using server = await startServer((_, response) => {
      askedMs.push(performance.now());
      response.end(EMPTY_FEED);
      answeredMs.push(performance.now());
    });
    // On a clock that stands still the reading took no time, so all of the interval is left: lateness only adds to it.
    const nowMs = Date.now();
    await using daemon = new TestDaemon({ clock: { now: () => nowMs, random: () => 0.5 } });
    daemon.watch({ ...feedAt(server.origin, "acme"), intervalMs: 250 });
    await asked(server.requests, 2);
    // Timers count in whole milliseconds.
    expect((askedMs[1] ?? 0) - (answeredMs[0] ?? 0)).toBeGreaterThan(248);
  });

  it.each<[string, Handler]>([
    ["never answers", () => {}],
    ["stops in the middle of its answer", (_, response) => response.writeHead(200).write("<?xml")],
  ])("ends without waiting for a page that %s", async (_, answer) => {
    await using server = await startServer(answer);
    const daemon = new TestDaemon({ deadlineMs: NEVER_MS });
    daemon.watch(feedAt(server.origin, "stuck"));
    await asked(server.requests, 1);
    await daemon.app.stop();
    expect(daemon.events).toEqual([]);
    expect(daemon.logLines).toEqual([]);
  });

  it("keeps unchanged providers as they are when told what to watch anew, and ends those left out", async () => {
    await using server = await startServer(
      routes({ "/kept.atom": EMPTY_FEED, "/gone.atom": EMPTY_FEED, "/new.atom": EMPTY_FEED }),
    );
    await using daemon = new TestDaemon();
    const [kept, gone, added] = ["kept", "gone", "new"].map((name) => feedAt(server.origin, name));
    if (!kept || !gone || !added) throw new Error("three providers");
    const count = (path: string) => server.requests.filter(({ url }) => url === path).length;
    daemon.watch(kept, gone);
    await asked(server.requests, 4);
    expect(daemon.app.watch([{ ...kept }, added])).toEqual({ added: 1, removed: 1 });
    const before = server.requests.length;
    await asked(server.requests, before + 10);
    const left = count("/gone.atom");
    await asked(server.requests, server.requests.length + 10);
    expect(count("/gone.atom")).toBe(left);
    expect(count("/new.atom")).toBeGreaterThan(0);
  });

  it("takes a provider that comes back for one at first sight, also while its last poll is under way", async () => {
    const feed = (text: string) =>
      `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>${text}</id><title>[Investigating] ${text}</title></entry></feed>`;
    let hold: (() => void) | undefined;
    await using server = await startServer((_, response) => response.end(feed("before")));
    await using daemon = new TestDaemon();
    const acme = feedAt(server.origin, "acme");
    daemon.watch(acme);
    await daemon.until(() => daemon.events.length === 1);
    server.handle((_, response) => {
      hold ??= () => response.end(feed("meanwhile"));
    });
    while (!hold) await new Promise((resolve) => setImmediate(resolve));
    daemon.watch();
    server.handle((_, response) => response.end(feed("after")));
    daemon.watch(acme);
    hold();
    await daemon.until(() => daemon.events.length === 2);
    await asked(server.requests, server.requests.length + 5);
    expect(daemon.events.map(({ change, incidentId }) => [change, incidentId])).toEqual([
      ["ongoing", "before"],
      ["ongoing", "after"],
    ]);
  });
});
