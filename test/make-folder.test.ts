import { existsSync } from "node:fs";
import { stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "../src/make-folder.ts";
import { Folder } from "./helpers/cli.ts";

describe.concurrent("A folder", () => {
  it("is made with those that it lies in, also by several at once, and left as it is where it is there", async () => {
    await using folder = await Folder.create();
    const path = join(folder.path, "a", "b", "c");
    await Promise.all(Array.from({ length: 50 }, () => makeFolder(path, 0o700)));
    await makeFolder(path);
    for (const made of [path, join(path, "..")]) expect((await stat(made)).mode & 0o777).toBe(0o700);
  });

  it("may be behind a link", async () => {
    await using folder = await Folder.create();
    await symlink(".", join(folder.path, "link"));
    await makeFolder(join(folder.path, "link", "a"));
    expect(existsSync(join(folder.path, "a"))).toBe(true);
  });

  it("is refused with the reason where a file is, or a link that leads nowhere", async () => {
    await using folder = await Folder.create();
    await writeFile(join(folder.path, "file"), "");
    await symlink("nowhere", join(folder.path, "dangling"));
    await expect(makeFolder(join(folder.path, "file"))).rejects.toThrow(/EEXIST/);
    await expect(makeFolder(join(folder.path, "file", "a"))).rejects.toThrow(/ENOTDIR|EEXIST/);
    await expect(makeFolder(join(folder.path, "dangling"))).rejects.toThrow(/EEXIST/);
  });

  it.skipIf(!existsSync("/proc/self"))("is refused where the system lets nobody make one", async () => {
    await expect(makeFolder("/proc/status-watch/state")).rejects.toThrow(/ENOENT/);
  });
});
