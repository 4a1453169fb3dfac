import { chmod, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAtomically } from "../../src/config/write-file.ts";
import { StatusWatchError } from "../../src/errors.ts";
import { temporaryFolder } from "./fixture.ts";

test("a file is replaced as a whole, its mode kept, and nothing else is left in the folder", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "providers.yaml");
  await writeFile(path, "old");
  await chmod(path, 0o640);
  const { ino } = await stat(path);
  await writeAtomically(path, "new");
  expect(await readFile(path, "utf8")).toBe("new");
  expect((await stat(path)).mode & 0o777).toBe(0o640);
  expect((await stat(path)).ino).not.toBe(ino);
  expect(await readdir(folder)).toEqual(["providers.yaml"]);
});

test("a new file is made with the folders that lead to it", async () => {
  const path = join(await temporaryFolder(), "status-watch/deep/providers.yaml");
  await writeAtomically(path, "new");
  expect(await readFile(path, "utf8")).toBe("new");
});

test("a link stays a link, and what it leads to is replaced, whether it is there yet or not", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "dotfiles"));
  await symlink("dotfiles/real.yaml", join(folder, "middle"));
  await symlink("middle", join(folder, "providers.yaml"));
  for (const text of ["first", "second"]) {
    await writeAtomically(join(folder, "providers.yaml"), text);
    expect(await readFile(join(folder, "dotfiles/real.yaml"), "utf8")).toBe(text);
  }
  expect(await readlink(join(folder, "providers.yaml"))).toBe("middle");
  expect(await readlink(join(folder, "middle"))).toBe("dotfiles/real.yaml");
  expect(await readdir(join(folder, "dotfiles"))).toEqual(["real.yaml"]);
});

test("what cannot be replaced is left alone, with a reason and no temporary file", async () => {
  const folder = await temporaryFolder();
  const taken = join(folder, "folder.yaml");
  await mkdir(taken);
  await expect(writeAtomically(taken, "new")).rejects.toThrow(
    new StatusWatchError(`cannot write ${taken}: it is not a regular file`),
  );
  await symlink("circle", join(folder, "circle"));
  await expect(writeAtomically(join(folder, "circle"), "new")).rejects.toThrow("its links lead in a circle");
  expect((await lstat(taken)).isDirectory()).toBe(true);
  expect(await readdir(folder)).toEqual(["circle", "folder.yaml"]);
});

test("a write that fails on the way leaves the old file and no temporary one", async () => {
  const folder = await temporaryFolder();
  // The name fits, but not with what a temporary file adds to it.
  const path = join(folder, `${"n".repeat(245)}.yaml`);
  await writeFile(path, "old");
  await expect(writeAtomically(path, "new")).rejects.toThrow(/^cannot write .*ENAMETOOLONG/);
  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readdir(folder)).toHaveLength(1);
});

test("whoever reads meanwhile sees the old text or the new one, never a part", async () => {
  const path = join(await temporaryFolder(), "providers.yaml");
  const texts = ["a", "b"].map((letter) => letter.repeat(300_000));
  await writeFile(path, texts[0] ?? "");
  let isWriting = true;
  const writing = (async () => {
    for (let i = 0; i < 20; i += 1) await writeAtomically(path, texts[i % 2] ?? "");
    isWriting = false;
  })();
  while (isWriting) expect(texts.includes(await readFile(path, "utf8"))).toBe(true);
  await writing;
});
