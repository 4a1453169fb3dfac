import { describe, expect, it } from "vitest";
import { Inbox, type InboxOptions } from "../../src/pushes/inbox.ts";
import { MemoryStore } from "../../src/state/memory.ts";
import type { Push } from "../../src/state/store.ts";
import { Folder } from "../helpers/cli.ts";
import { logTo, openStore } from "../state/making.ts";

function push(body: string, settings: Partial<Push> = {}): Push {
  return { provider: "Acme", source: "webhook", receivedAtMs: 0, body: Buffer.from(body), ...settings };
}

/** An inbox whose dealing waits until it is let go on. */
function held(options: Partial<InboxOptions> = {}) {
  const dealt: string[] = [];
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const inbox = new Inbox({
    store: new MemoryStore(),
    log: logTo([]),
    deal: async (provider, pushes) => {
      await gate;
      dealt.push(`${provider}: ${pushes.map(({ body }) => body.toString()).join(" ")}`);
    },
    ...options,
  });
  return { inbox, dealt, go };
}

describe("The inbox", () => {
  it("deals with what is accepted in its order, each provider's together", async () => {
    const { inbox, dealt, go } = held();
    const bodies = ["a", "b", "c", "d"];
    for (const [index, body] of bodies.entries()) {
      expect(await inbox.accept(push(body, { provider: index % 2 ? "Bolt" : "Acme" }))).toBe(true);
    }
    expect(inbox.size).toBe(4);
    go();
    await inbox.close();
    expect(dealt.join(" | ")).toBe("Acme: a | Bolt: b d | Acme: c");
    expect(inbox.size).toBe(0);
  });

  it("accepts no more than it has room for, and has room again once it has dealt with some", async () => {
    for (const bounds of [{ capacity: 3 }, { mostBytes: 3 }]) {
      const { inbox, go } = held(bounds);
      const answers = await Promise.all(["a", "b", "c", "d", "e"].map((body) => inbox.accept(push(body))));
      expect(answers.filter(Boolean)).toHaveLength(3);
      go();
      while (inbox.size > 0) await new Promise((resolve) => setImmediate(resolve));
      expect(await inbox.accept(push("f"))).toBe(true);
    }
  });

  it("accepts nothing while what comes of it cannot be told as fast as it comes", async () => {
    let isOverrun = true;
    const { inbox } = held({ isOverrun: () => isOverrun });
    expect(await inbox.accept(push("a"))).toBe(false);
    isOverrun = false;
    expect(await inbox.accept(push("a"))).toBe(true);
  });

  it("takes the same bytes again, with nothing in between, for a repetition", async () => {
    const { inbox, dealt, go } = held();
    const later = { receivedAtMs: 600_000 };
    for (const one of [push("a"), push("a"), push("b"), push("a"), push("a", later)]) await inbox.accept(one);
    go();
    await inbox.close();
    expect(dealt.join(" ")).toBe("Acme: a Acme: b a a");
  });

  it("turns away what the store cannot keep, and says so", async () => {
    const lines: string[] = [];
    const store = new MemoryStore();
    store.accept = () => Promise.reject(new Error("no space left"));
    const { inbox } = held({ store, log: logTo(lines) });
    expect(await inbox.accept(push("a"))).toBe(false);
    expect(inbox.size).toBe(0);
    expect(lines.join()).toContain("Acme: a notice is turned away: no space left");
  });

  it("accepts nothing once it closes", async () => {
    const { inbox, go } = held();
    go();
    await inbox.close();
    expect(await inbox.accept(push("a"))).toBe(false);
  });

  it("deals after a restart with what was accepted before, and not twice", async () => {
    await using folder = await Folder.create();
    const before = await openStore(folder.path);
    const [first, second] = [await before.accept(push("a")), await before.accept(push("b"))];
    await before.commit({ memories: new Map(), taken: [first.id] });
    await before.close();
    const store = await openStore(folder.path);
    const { inbox, dealt, go } = held({ store });
    inbox.start();
    go();
    await inbox.close();
    expect(dealt).toEqual([`Acme: ${second.body.toString()}`]);
    await store.close();
  });
});
