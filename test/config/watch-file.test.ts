import { once } from "node:events";
import { watch } from "node:fs";
import { appendFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { versionOf, watchFile } from "../../src/config/watch-file.ts";
import { Folder } from "../helpers/cli.ts";

afterEach(() => vi.useRealTimers());

it("A file that was saved is noticed once, where a log beside it is written all the time", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await using folder = await Folder.create();
  const path = await folder.write("providers.yaml", "providers: []\n");
  let times = 0;
  const watcher = watchFile(path, versionOf(path), () => times++);
  const beside = watch(folder.path);
  await writeFile(path, "providers: [Acme]\n");
  for (let lines = 0; lines < 10; lines++) {
    const written = once(beside, "change");
    await appendFile(join(folder.path, "events.jsonl"), "{}\n");
    await written;
    vi.advanceTimersByTime(60);
  }
  watcher.close();
  beside.close();
  expect(times).toBe(1);
});

it("A file that was saved after it was read and before it was watched is noticed", async () => {
  await using folder = await Folder.create();
  const path = await folder.write("providers.yaml", "providers: []\n");
  const version = versionOf(path);
  await writeFile(path, "providers: [Acme]\n");
  await new Promise<void>((resolve) => {
    const watcher = watchFile(path, version, () => {
      watcher.close();
      resolve();
    });
  });
});

it("A file of which a link that leads nowhere takes the place is noticed, and does no harm", async () => {
  await using folder = await Folder.create();
  const path = await folder.write("providers.yaml", "providers: []\n");
  const noticed = new Promise<void>((resolve) => {
    const watcher = watchFile(path, versionOf(path), () => {
      watcher.close();
      resolve();
    });
  });
  await rm(path);
  await symlink("providers.yaml", path);
  await noticed;
  expect(versionOf(path)).toBe("ELOOP");
});
