import { appendFile, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readHistory } from "../../src/state/journal/history.ts";
import type { JournalStore } from "../../src/state/journal/store.ts";
import { Folder } from "../helpers/cli.ts";
import { DAY_MS, eventOf, logTo, memoryOf, NOW_MS, openStore } from "./making.ts";

/** Has an event happen, so many days after that of `making.ts`. */
async function happen(store: JournalStore, id: string, days = 0): Promise<void> {
  const event = eventOf(id, { detectedAt: new Date(NOW_MS + days * DAY_MS).toISOString() });
  await store.commit({ memories: new Map([["Acme", memoryOf(1)]]), events: [{ event, to: [] }] });
}

async function told(folder: Folder, sinceMs = 0): Promise<string[]> {
  const told: string[] = [];
  for await (const { id } of readHistory(folder.path, sinceMs)) told.push(id);
  return told;
}

function filesOf(folder: Folder): Promise<string[]> {
  return readdir(join(folder.path, "history")).then((files) => files.sort());
}

describe("Past events", () => {
  it("are told oldest first, each once, from the moment asked for on", async () => {
    await using folder = await Folder.create();
    const store = await openStore(folder.path);
    for (const [id, days] of [
      ["a", -2],
      ["b", -1.5],
      ["c", -1.5],
      ["d", -1],
      ["e", 0],
    ] as const)
      await happen(store, id, days);
    await store.close();
    expect(await filesOf(folder)).toEqual(["2026-02-27.jsonl", "2026-02-28.jsonl", "2026-03-01.jsonl"]);
    expect(await told(folder)).toEqual(["a", "b", "c", "d", "e"]);
    expect(await told(folder, NOW_MS - 1.5 * DAY_MS)).toEqual(["b", "c", "d", "e"]);
    expect(await told(folder, NOW_MS + 1)).toEqual([]);
    const again = await openStore(folder.path);
    await again.close();
    expect(await told(folder)).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("that a sudden end kept from being written are added at the next start, also behind half a line", async () => {
    await using folder = await Folder.create();
    const store = await openStore(folder.path);
    for (const id of ["a", "b", "c"]) await happen(store, id);
    await store.close();
    const path = join(folder.path, "history", "2026-03-01.jsonl");
    const whole = await readFile(path, "utf8");
    for (let length = 0; length <= whole.length; length += 19) {
      await writeFile(path, whole.slice(0, length));
      const again = await openStore(folder.path);
      await again.close();
      expect((await told(folder)).sort()).toEqual(["a", "b", "c"]);
    }
  });

  it("are followed by new ones where the file ends with half a line", async () => {
    await using folder = await Folder.create();
    const store = await openStore(folder.path);
    await happen(store, "a");
    await store.close();
    await appendFile(join(folder.path, "history", "2026-03-01.jsonl"), '{"id":"half');
    const again = await openStore(folder.path);
    await happen(again, "b");
    await happen(again, "c");
    await again.close();
    expect(await told(folder)).toEqual(["a", "b", "c"]);
  });

  it.each([
    [undefined, "2025-12-01.jsonl"],
    [10 * DAY_MS, "2026-02-19.jsonl"],
  ])("are let go of when they are older than is said: %o ms", async (historyMs, oldest) => {
    await using folder = await Folder.create();
    for (const day of ["2025-11-30", "2025-12-01", "2026-02-18", "2026-02-19", "2026-03-01"])
      await folder.write(`history/${day}.jsonl`, `${JSON.stringify(eventOf(day))}\n`);
    await folder.write("history/notes.txt", "of the user's own");
    const store = await openStore(folder.path, historyMs === undefined ? {} : { historyMs });
    await happen(store, "a");
    await store.close();
    expect((await filesOf(folder))[0]).toBe(oldest);
    expect(await filesOf(folder)).toContain("notes.txt");
  });

  it("are bounded, however much happens: the oldest go first", async () => {
    await using folder = await Folder.create();
    for (const day of ["2026-02-26", "2026-02-27", "2026-02-28"]) {
      // Of a length, but with nothing in them, which takes no room on the disk.
      await truncate(await folder.write(`history/${day}.jsonl`, ""), 100 * 1024 * 1024);
    }
    const store = await openStore(folder.path);
    await happen(store, "a");
    await store.close();
    expect(await filesOf(folder)).toEqual(["2026-02-27.jsonl", "2026-02-28.jsonl", "2026-03-01.jsonl"]);
  });

  it("that cannot be written are said of once, and written when they can be", async () => {
    await using folder = await Folder.create();
    const log: string[] = [];
    const store = await openStore(folder.path, { log: logTo(log) });
    const blocked = join(folder.path, "history", "2026-03-01.jsonl");
    await mkdir(blocked, { recursive: true });
    for (const id of ["a", "b"]) {
      await happen(store, id);
      while (log.length === 0) await new Promise(setImmediate);
    }
    await rm(blocked, { recursive: true });
    await happen(store, "c");
    await store.close();
    expect(log).toEqual([expect.stringMatching(/^warn: past events cannot be written: EISDIR/)]);
    expect(await told(folder)).toEqual(["a", "b", "c"]);
  });
});
