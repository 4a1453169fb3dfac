import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { StatusWatchError } from "../../src/errors.ts";
import { decode, encode, FORMAT_VERSION } from "../../src/state/journal/record.ts";
import { Folder } from "../helpers/cli.ts";
import { changeOf, ids, logTo, openStore } from "./making.ts";

/** The journal after each of a few changes, and what was known and owed then. */
async function story() {
  await using folder = await Folder.create();
  const chapters: { bytes: Buffer; told: ReturnType<typeof tell> }[] = [];
  const store = await openStore(folder.path);
  const steps = [
    async () => {},
    () => store.commit(changeOf("Acme", 1, ["e1"], ["a"])),
    () => store.commit(changeOf("Bolt", 2, ["e2", "e3"], ["a"])),
    () => store.settle({ consumer: "a", seqs: [1], thread: { key: "Acme/1", value: "t1" } }),
    () => store.commit({ memories: new Map([["Bolt", undefined]]) }),
  ];
  for (const step of steps) {
    await step();
    chapters.push({ bytes: await readFile(join(folder.path, "journal")), told: tell(store) });
  }
  await store.close();
  return chapters;
}

function tell(store: Awaited<ReturnType<typeof openStore>>) {
  const providers = store.providers().map((name) => [name, store.get(name)]);
  return { providers, owed: ids(store, "a"), thread: store.threadOf("a", "Acme/1") };
}

async function holding(bytes: Buffer | string): Promise<Folder> {
  const folder = await Folder.create();
  await folder.write("journal", "");
  await writeFile(join(folder.path, "journal"), bytes);
  return folder;
}

/** Of the many places in a journal those at which it is opened as well, which takes longer than to decode it. */
const isOpenedAt = (at: number) => at % 29 === 0;

describe.concurrent("A journal", () => {
  it("that ends anywhere, as a sudden end leaves it, holds what was kept before, and goes on from there", async () => {
    const chapters = await story();
    const { bytes } = chapters.at(-1) ?? { bytes: Buffer.alloc(0) };
    await using folder = await Folder.create();
    for (let length = 0; length <= bytes.length; length++) {
      const whole = chapters.findLast((chapter) => chapter.bytes.length <= length);
      const torn = bytes.subarray(0, length);
      const { transactions, ...rest } = decode(torn);
      expect(rest).toEqual({ goodBytes: whole?.bytes.length ?? 0 });
      expect(transactions).toHaveLength(whole ? chapters.indexOf(whole) + 1 : 0);
      const isNearEnd = chapters.some((chapter) => Math.abs(chapter.bytes.length - length) < 2);
      if (!isNearEnd && !isOpenedAt(length)) continue;
      await writeFile(join(folder.path, "journal"), torn);
      const store = await openStore(folder.path);
      expect(tell(store)).toEqual(whole?.told ?? { providers: [], owed: [], thread: undefined });
      await store.commit(changeOf("Cord", length));
      await store.close();
      const again = await openStore(folder.path);
      expect(again.get("Cord")).toEqual(changeOf("Cord", length).memories.get("Cord"));
      expect(ids(again, "a")).toEqual(whole?.told.owed ?? []);
      await again.close();
    }
  });

  it("of which any one byte is another is refused", async () => {
    const bytes = (await story()).at(-1)?.bytes ?? Buffer.alloc(0);
    await using folder = await Folder.create();
    for (let at = 0; at < bytes.length; at++) {
      const right = bytes[at] ?? 0;
      const others = [0x00, 0x09, 0x0a, ...Array.from({ length: 8 }, (_, bit) => right ^ (1 << bit))];
      for (const [index, other] of others.entries()) {
        if (other === right) continue;
        const damaged = Buffer.from(bytes);
        damaged[at] = other;
        expect(decode(damaged).damagedAt, `byte ${at} is ${other}`).toBeLessThanOrEqual(at);
        if (index !== at % 7 || !isOpenedAt(at)) continue;
        await writeFile(join(folder.path, "journal"), damaged);
        const refusal = openStore(folder.path);
        await expect(refusal).rejects.toThrow(/is damaged: .*--discard-damaged-state/);
        await expect(refusal).rejects.toBeInstanceOf(StatusWatchError);
      }
    }
    expect(await readdir(folder.path)).toEqual(["journal"]);
  });
});

describe("Damaged state", () => {
  it("is kept aside, byte for byte, and every page is at first sight", async () => {
    const bytes = (await story()).at(-1)?.bytes ?? Buffer.alloc(0);
    bytes[40] = 0;
    await using folder = await holding(bytes);
    const log: string[] = [];
    const store = await openStore(folder.path, { log: logTo(log), discardsDamaged: true });
    expect(tell(store)).toEqual({ providers: [], owed: [], thread: undefined });
    await store.commit(changeOf("Acme", 5));
    await store.close();
    const aside = "journal.damaged-2026-03-01T12-00-00-000Z";
    expect(await readFile(join(folder.path, aside))).toEqual(bytes);
    expect(log).toEqual([
      expect.stringMatching(/^warn: the state in .* is damaged: .* it is kept as .*damaged-2026/),
    ]);
    const again = await openStore(folder.path);
    expect(again.providers()).toEqual(["Acme"]);
    await again.close();
  });

  it("is what a file of anything else is", async () => {
    const others = ["hello", "hello\n", "{}\n{}\n", "\n", "\0\0\0\0", `${"0".repeat(8)} {}\n`];
    for (const bytes of [...others, encode({ n: 5 }), Buffer.from("PK\u0003\u0004 zip")]) {
      await using folder = await holding(bytes);
      await expect(openStore(folder.path)).rejects.toThrow(/it does not begin as state of status-watch does/);
    }
  });

  it("is not what an empty file is, nor one of the very first line's beginning", async () => {
    const header = encode({ status_watch_state: FORMAT_VERSION });
    for (let length = 0; length <= header.length; length++) {
      await using folder = await holding(header.subarray(0, length));
      const store = await openStore(folder.path);
      expect(store.providers()).toEqual([]);
      await store.close();
      expect(await readFile(join(folder.path, "journal"))).toEqual(header);
    }
  });

  it("is not what a newer version writes: that is refused, whatever it looks like, and never discarded", async () => {
    const newer = Buffer.concat([
      encode({ status_watch_state: FORMAT_VERSION + 1 }),
      Buffer.from("what ever\n\n"),
    ]);
    for (const discardsDamaged of [false, true]) {
      await using folder = await holding(newer);
      await expect(openStore(folder.path, { discardsDamaged })).rejects.toThrow(
        /was written by a newer status-watch \(format \d+, this one knows \d+\); use that version, or another --state$/,
      );
      expect(await readFile(join(folder.path, "journal"))).toEqual(newer);
      expect(await readdir(folder.path)).toEqual(["journal"]);
    }
  });
});
