import { copyFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { decode, encode, FORMAT_VERSION, type Transaction } from "../../src/state/journal/record.ts";
import type { JournalStore } from "../../src/state/journal/store.ts";
import { EMPTY_MEMORY, type ProviderMemory } from "../../src/state/types.ts";
import { Folder } from "../helpers/cli.ts";
import { changedOf, changeOf, DAY_MS, eventOf, ids, memoryOf, NOW_MS, openStore, plain } from "./making.ts";

const PROVIDERS = 5;
/** At how many moments the journal is copied and opened; of all others the same is true. */
const MOMENTS = Number(process.env["STATUS_WATCH_MOMENTS"] ?? 60);
/** So large that the journal is written anew after some 60 changes. */
const INCIDENTS = 100;

function sizeOf(folder: Folder): Promise<number> {
  return stat(join(folder.path, "journal")).then(({ size }) => size);
}

/** Changes one provider after the other, with an event each, which one of the consumers is given at once. */
class Writer {
  readonly #store: JournalStore;
  /** What has been kept, and what has been begun. */
  readonly kept = {
    versions: new Map<string, number>(),
    owed: new Set<string>(),
    settled: new Set<string>(),
  };
  count = 0;
  /** What has been made known with each version. */
  readonly memories: ProviderMemory[] = [];
  begunSettling = new Set<string>();

  constructor(store: JournalStore) {
    this.#store = store;
  }

  async write(): Promise<void> {
    const version = ++this.count;
    const provider = `P${version % PROVIDERS}`;
    const [id, to] = [`e${version}`, ["quick", "slow"]];
    const before = this.memories[version - PROVIDERS];
    // Of every other one but a little is changed, and written.
    const memory = before && version % 2 === 0 ? changedOf(before, version) : memoryOf(version, INCIDENTS);
    this.memories[version] = memory;
    const memories = new Map([[provider, memory]]);
    const seqs = await this.#store.commit({ memories, events: [{ event: eventOf(id, { provider }), to }] });
    this.kept.versions.set(provider, version);
    this.kept.owed.add(id);
    this.begunSettling.add(id);
    const thread = { key: provider, value: id };
    await this.#store.settle({ consumer: "quick", seqs, thread });
    this.kept.settled.add(id);
    // Far behind, but bounded, so that what is owed does not make up the journal.
    if (version > 20) await this.#store.settle({ consumer: "slow", seqs: [(seqs[0] ?? 0) - 20] });
  }
}

describe.concurrent("A journal that is written anew", () => {
  it("holds, at every moment of that, all that was kept until then", async () => {
    await using folder = await Folder.create();
    await using copy = await Folder.create();
    const store = await openStore(folder.path);
    const writer = new Writer(store);
    const inodes = new Set<number>();
    let isDone = false;
    const writing = (async () => {
      while (!isDone) await Promise.all([writer.write(), writer.write(), writer.write()]);
    })();
    for (let moment = 0; moment < MOMENTS; moment++) {
      for (let tick = 0; tick < moment % 9; tick++) await setImmediate();
      const { versions, owed, settled } = structuredClone(writer.kept);
      await copyFile(join(folder.path, "journal"), join(copy.path, "journal"));
      const [begun, settling] = [writer.count, structuredClone(writer.begunSettling)];
      inodes.add((await stat(join(folder.path, "journal"))).ino);
      const then = await openStore(copy.path);
      for (const [provider, version] of versions) {
        const known = then.get(provider)?.reach.failures ?? 0;
        expect(known).toBeGreaterThanOrEqual(version);
        expect(known).toBeLessThanOrEqual(begun);
        expect(plain(then.get(provider))).toEqual(plain(writer.memories[known]));
      }
      const quick = new Set(ids(then, "quick"));
      for (const id of owed) if (!settling.has(id)) expect(quick).toContain(id);
      for (const id of quick) expect(settled).not.toContain(id);
      const slow = ids(then, "slow");
      for (const id of [...owed].slice(-15)) expect(slow).toContain(id);
      await then.close();
    }
    isDone = true;
    await writing;
    await store.close();
    expect(inodes.size).toBeGreaterThan(2);
  });

  it("stays within a bound, also over restarts", async () => {
    await using folder = await Folder.create();
    const sizes: number[] = [];
    for (let start = 0; start < 6; start++) {
      const store = await openStore(folder.path);
      const writer = new Writer(store);
      for (let count = 0; count < 40; count++) await writer.write();
      await store.settle({ consumer: "slow", seqs: store.owedTo("slow").map(({ seq }) => seq) });
      await store.close();
      sizes.push(await sizeOf(folder));
    }
    const live = JSON.stringify([...memoryOf(1, INCIDENTS).incidents]).length * PROVIDERS;
    expect(Math.max(...sizes)).toBeLessThan(1.5 * 1024 * 1024 + 4 * live);
    expect(Math.max(...sizes)).toBeGreaterThan(1024 * 1024);
  });

  it("holds no provider that was forgotten, no event that was settled and no thread older than 90 days", async () => {
    await using folder = await Folder.create();
    let nowMs = NOW_MS;
    const store = await openStore(folder.path, { now: () => nowMs });
    await store.commit(changeOf("Forgotten", 1, ["old"], ["a"]));
    await store.settle({ consumer: "a", seqs: [1], thread: { key: "old", value: "t-old" } });
    nowMs += 91 * DAY_MS;
    await store.commit({ memories: new Map([["Forgotten", undefined]]) });
    await store.settle({ consumer: "a", seqs: [2], thread: { key: "new", value: "t-new" } });
    const { ino } = await stat(join(folder.path, "journal"));
    for (let version = 0; (await stat(join(folder.path, "journal"))).ino === ino; version++)
      await store.commit({ memories: new Map([["Acme", memoryOf(version, INCIDENTS)]]) });
    await store.close();
    const text = await readFile(join(folder.path, "journal"), "utf8");
    expect(text).not.toMatch(/Forgotten|"old"|t-old/);
    expect(text).toContain("t-new");
    const again = await openStore(folder.path);
    expect([again.providers(), again.threadOf("a", "new")]).toEqual([["Acme"], "t-new"]);
    expect(await again.commit(changeOf("Acme", 1, ["next"]))).toEqual([2]);
    await again.close();
  });
});

describe("State of an earlier version", () => {
  it("is written anew with all there is to keep, also since when consumers have been tried in vain", async () => {
    await using folder = await Folder.create();
    const path = join(folder.path, "journal");
    const lines: readonly Transaction[] = [
      { status_watch_state: 1 },
      { e: [[1, eventOf("e1"), ["a", "b"]]] },
      { f: [["a", [1], 5]] },
    ];
    await writeFile(path, Buffer.concat(lines.map((line) => encode(line))));
    const store = await openStore(folder.path);
    await store.close();
    const { transactions } = decode(await readFile(path));
    expect(transactions[0]).toEqual({ status_watch_state: FORMAT_VERSION });
    const again = await openStore(folder.path);
    expect(again.owedTo("a")).toEqual([{ seq: 1, event: eventOf("e1"), firstTriedMs: 5 }]);
    expect(again.owedTo("b")).toEqual([{ seq: 1, event: eventOf("e1") }]);
    await again.close();
  });
});

describe("State in a folder", () => {
  it("is for nobody else to read", async () => {
    await using folder = await Folder.create();
    const store = await openStore(join(folder.path, "a", "b"));
    await store.commit(changeOf("Acme", 1, ["e1"]));
    await store.close();
    const modes = ["", "journal", "history", "history/2026-03-01.jsonl"].map(async (name) => {
      return ((await stat(join(folder.path, "a", "b", name))).mode & 0o777).toString(8);
    });
    expect(await Promise.all(modes)).toEqual(["700", "600", "700", "600"]);
  });

  it("is read again where fields have been added since it was written", async () => {
    await using folder = await Folder.create();
    const store = await openStore(folder.path);
    const { reach: _, ...older } = EMPTY_MEMORY;
    await store.commit({ memories: new Map([["Acme", older as typeof EMPTY_MEMORY]]) });
    await store.close();
    const again = await openStore(folder.path);
    expect(again.get("Acme")).toEqual(EMPTY_MEMORY);
    await again.close();
  });
});

describe("What a page says again", () => {
  it("is not written again", async () => {
    await using folder = await Folder.create();
    const store = await openStore(folder.path);
    await store.commit(changeOf("Acme", 1));
    const size = await sizeOf(folder);
    await store.commit(changeOf("Acme", 1));
    expect(await sizeOf(folder)).toBe(size);
    await store.commit(changeOf("Acme", 2));
    await store.commit(changeOf("Acme", 1));
    await store.close();
    const reopened = await openStore(folder.path);
    expect(reopened.get("Acme")).toEqual(memoryOf(1));
    await reopened.close();
  });
});
