import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../src/state/memory.ts";
import type { StateStore } from "../../src/state/store.ts";
import { Folder } from "../helpers/cli.ts";
import { changeOf, eventOf, ids, memoryOf, openStore } from "./making.ts";

/** A store under test; between the steps of a test it may be closed and opened again. */
interface Subject extends AsyncDisposable {
  readonly store: StateStore;
  step(): Promise<void>;
}

async function inMemory(): Promise<Subject> {
  const store = new MemoryStore();
  return { store, step: async () => {}, [Symbol.asyncDispose]: () => store.close() };
}

async function inFolder(isReopened: boolean): Promise<Subject> {
  const folder = await Folder.create();
  let store = await openStore(folder.path);
  return {
    get store() {
      return store;
    },
    async step() {
      if (!isReopened) return;
      await store.close();
      store = await openStore(folder.path);
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const SUBJECTS: readonly [string, () => Promise<Subject>][] = [
  ["in memory", inMemory],
  ["in a folder", () => inFolder(false)],
  ["in a folder that is opened again after every step", () => inFolder(true)],
];

describe.each(SUBJECTS)("State %s", (_, create) => {
  it("knows nothing and owes nothing at first", async () => {
    await using subject = await create();
    expect(subject.store.get("Acme")).toBeUndefined();
    expect(subject.store.providers()).toEqual([]);
    expect(subject.store.owedTo("a")).toEqual([]);
    expect(subject.store.threadOf("a", "Acme/1")).toBeUndefined();
  });

  it("gives back what was kept last of each provider, to the letter", async () => {
    await using subject = await create();
    await subject.store.commit(changeOf("Acme", 1));
    await subject.step();
    await subject.store.commit(changeOf('Bolt\t"&\n€ 𝄞', 2));
    await subject.step();
    const relocated = { format: "atom", url: "https://x.example/feed", configured: " https://x.example" };
    await subject.store.commit({ memories: new Map([["Acme", { ...memoryOf(3), relocated }]]) });
    await subject.step();
    expect(subject.store.get("Acme")).toEqual({ ...memoryOf(3), relocated });
    expect(subject.store.get('Bolt\t"&\n€ 𝄞')).toEqual(memoryOf(2));
    expect([...subject.store.providers()].sort()).toEqual(["Acme", 'Bolt\t"&\n€ 𝄞']);
  });

  it("takes over several providers at once, and forgets those it is told to", async () => {
    await using subject = await create();
    const some = new Map(["Acme", "Bolt", "Cord"].map((name, index) => [name, memoryOf(index)]));
    await subject.store.commit({ memories: some });
    await subject.step();
    await subject.store.commit({
      memories: new Map([
        ["Acme", undefined],
        ["Cord", undefined],
      ]),
    });
    await subject.step();
    expect(subject.store.providers()).toEqual(["Bolt"]);
    expect(subject.store.get("Acme")).toBeUndefined();
    await subject.store.commit(changeOf("Acme", 7));
    await subject.step();
    expect(subject.store.get("Acme")).toEqual(memoryOf(7));
  });

  it("gives every event a number of its own, rising, also of those that are for nobody", async () => {
    await using subject = await create();
    const seqs = [...(await subject.store.commit(changeOf("Acme", 1, ["e1", "e2"])))];
    await subject.step();
    await subject.store.settle({ consumer: "a", seqs });
    await subject.store.settle({ consumer: "b", seqs });
    await subject.step();
    seqs.push(...(await subject.store.commit(changeOf("Acme", 2, ["e3"], []))));
    await subject.step();
    seqs.push(...(await subject.store.commit(changeOf("Acme", 3, ["e4", "e5"]))));
    expect(seqs).toHaveLength(5);
    expect(seqs).toEqual([...new Set(seqs)].sort((x, y) => x - y));
    expect(await subject.store.commit(changeOf("Acme", 4))).toEqual([]);
  });

  it("owes across a restart, if it outlives one, what was not settled: to each consumer its own", async () => {
    await using subject = await create();
    const [first = 0] = await subject.store.commit(changeOf("Acme", 1, ["e1"]));
    const [second = 0] = await subject.store.commit(changeOf("Bolt", 1, ["e2"], ["b"]));
    await subject.store.commit(changeOf("Acme", 2, ["e3"]));
    await subject.step();
    await subject.store.settle({ consumer: "a", seqs: [first] });
    await subject.store.settle({ consumer: "b", seqs: [second, 99] });
    await subject.store.settle({ consumer: "stranger", seqs: [first] });
    await subject.step();
    const owed = subject.store.isDurable ? { a: ["e3"], b: ["e1", "e3"] } : { a: [], b: [] };
    expect({ a: ids(subject.store, "a"), b: ids(subject.store, "b") }).toEqual(owed);
    expect(subject.store.owedTo("stranger")).toEqual([]);
    if (!subject.store.isDurable) return;
    expect(subject.store.owedTo("b")[0]).toEqual({ seq: first, event: eventOf("e1", { provider: "Acme" }) });
  });

  it("knows across a restart, if it outlives one, since when a consumer has been tried in vain", async () => {
    await using subject = await create();
    const [first = 0, second = 0] = await subject.store.commit(changeOf("Acme", 1, ["e1", "e2"]));
    await subject.store.tried({ consumer: "a", seqs: [first], atMs: 5 });
    await subject.step();
    await subject.store.tried({ consumer: "a", seqs: [first, second, 99], atMs: 7 });
    await subject.store.tried({ consumer: "stranger", seqs: [first], atMs: 7 });
    await subject.step();
    const since = (consumer: string) =>
      subject.store.owedTo(consumer).map(({ event, firstTriedMs }) => `${event.id} ${firstTriedMs}`);
    if (!subject.store.isDurable) return expect(since("a")).toEqual([]);
    expect({ a: since("a"), b: since("b") }).toEqual({
      a: ["e1 5", "e2 7"],
      b: ["e1 undefined", "e2 undefined"],
    });
    await subject.store.settle({ consumer: "a", seqs: [first] });
    await subject.step();
    expect(since("a")).toEqual(["e2 7"]);
    expect(since("stranger")).toEqual([]);
  });

  it("keeps of each consumer and thread what it was given last", async () => {
    await using subject = await create();
    const settle = (consumer: string, key: string, value: string) =>
      subject.store.settle({ consumer, seqs: [1], thread: { key, value } });
    expect(subject.store.hasThreads("a")).toBe(false);
    await settle("a", "Acme/1", "first");
    await settle("a", "Acme/2", "other");
    await settle("b", "Acme/1", "of b");
    await subject.step();
    await settle("a", "Acme/1", "second");
    await subject.store.settle({ consumer: "a", seqs: [2] });
    await subject.step();
    expect(["a", "b", "c"].map((name) => subject.store.hasThreads(name))).toEqual([true, true, false]);
    const pointers = [{ key: "as Bolt/1", value: "Acme/1" }];
    await subject.store.settle({ consumer: "c", seqs: [], pointers });
    await subject.step();
    expect(subject.store.threadOf("c", "as Bolt/1")).toBe("Acme/1");
    expect(subject.store.threadOf("a", "Acme/1")).toBe("second");
    expect(subject.store.threadOf("a", "Acme/2")).toBe("other");
    expect(subject.store.threadOf("b", "Acme/1")).toBe("of b");
    expect(subject.store.threadOf("b", "Acme/2")).toBeUndefined();
  });

  it("takes many changes at once, in their order", async () => {
    await using subject = await create();
    const changes = Array.from({ length: 200 }, (_, index) =>
      changeOf(`P${index % 7}`, index, [`e${index}`]),
    );
    const seqs = (await Promise.all(changes.map((change) => subject.store.commit(change)))).flat();
    expect(seqs).toEqual([...seqs].sort((x, y) => x - y));
    await subject.step();
    for (let last = 193; last < 200; last++)
      expect(subject.store.get(`P${last % 7}`)?.newestMs).toBe(memoryOf(last).newestMs);
    if (subject.store.isDurable)
      expect(ids(subject.store, "a")).toEqual(changes.map((_, index) => `e${index}`));
  });

  it("keeps what was pushed in until it is taken, if it outlives a restart", async () => {
    await using subject = await create();
    const push = { provider: "Acme", source: "webhook", receivedAtMs: 5 } as const;
    const first = await subject.store.accept({ ...push, body: Buffer.from('{"a":"ü\t\n"}') });
    const mail = Buffer.from([0, 255, 10, 9, 13]);
    const second = await subject.store.accept({ ...push, provider: "Bolt", source: "email", body: mail });
    const [seq = 0] = await subject.store.commit(changeOf("Acme", 1, ["e1"]));
    expect([first.id, second.id, seq]).toEqual(
      [...new Set([first.id, second.id, seq])].sort((a, b) => a - b),
    );
    await subject.step();
    expect(subject.store.accepted()).toEqual(subject.store.isDurable ? [first, second] : []);
    await subject.store.commit({ ...changeOf("Acme", 2, ["e2"]), taken: [first.id] });
    await subject.step();
    expect(subject.store.accepted()).toEqual(subject.store.isDurable ? [second] : []);
    await subject.store.reject(second, "not understood");
    await subject.step();
    expect(subject.store.accepted()).toEqual([]);
    const third = await subject.store.accept({ ...push, body: mail });
    expect(third.id).toBeGreaterThan(seq);
    expect(subject.store.trouble()).toBeUndefined();
  });
});
