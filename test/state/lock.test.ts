import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readdir, readFile, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { StatusWatchError } from "../../src/errors.ts";
import { FolderLock } from "../../src/state/journal/lock.ts";
import { Folder } from "../helpers/cli.ts";
import { changeOf, openStore } from "./making.ts";

/** A folder with the lock of that process in it. */
async function lockedBy(holder: Record<string, unknown> | string): Promise<Folder> {
  const folder = await Folder.create();
  await folder.write("lock", typeof holder === "string" ? holder : JSON.stringify(holder));
  return folder;
}

async function silentFor(folder: Folder, ms: number): Promise<void> {
  const then = new Date(Date.now() - ms);
  await utimes(join(folder.path, "lock"), then, then);
}

async function expectTaken(folder: Folder): Promise<void> {
  const lock = await FolderLock.take(folder.path);
  expect(await holderIn(folder)).toMatchObject({ pid: process.pid, host: hostname() });
  await lock.release();
  expect(await readdir(folder.path)).toEqual([]);
}

async function holderIn(folder: Folder): Promise<unknown> {
  return JSON.parse(await readFile(join(folder.path, "lock"), "utf8"));
}

/** Field 22 of what Linux tells of a process: when it began. */
function startOf(pid: number): string {
  const text = readFileSync(`/proc/${pid}/stat`, "latin1");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

const hasProc = process.platform === "linux";
/** For what the system does at once, where it has the time. */
const WAIT = { timeout: 60_000 };

describe("A folder of state", () => {
  it("that is in use is refused, by name of who uses it, and free again afterwards", async () => {
    await using folder = await Folder.create();
    const store = await openStore(folder.path);
    await store.commit(changeOf("Acme", 1));
    const refusal = openStore(folder.path, { discardsDamaged: true });
    await expect(refusal).rejects.toBeInstanceOf(StatusWatchError);
    await expect(refusal).rejects.toThrow(
      `the state in ${folder.path} is in use by process ${process.pid} on ${hostname()}; stop that one, or give this one a --state of its own`,
    );
    await store.commit(changeOf("Bolt", 1));
    await store.close();
    const again = await openStore(folder.path);
    expect(again.providers()).toEqual(["Acme", "Bolt"]);
    await again.close();
    expect((await readdir(folder.path)).sort()).toEqual(["journal"]);
  });

  it("is free at once when the process that held it was killed", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"]);
    const pid = child.pid ?? 0;
    const holder = { pid, host: hostname(), started: hasProc ? startOf(pid) : "" };
    await using folder = await lockedBy(holder);
    await expect(FolderLock.take(folder.path)).rejects.toThrow(`in use by process ${pid} on`);
    expect(await holderIn(folder)).toEqual(holder);
    child.kill("SIGKILL");
    await once(child, "exit");
    await expectTaken(folder);
  });

  it.runIf(hasProc)("is free though nobody has asked yet how the killed process ended", async () => {
    // The shell turns into a program that knows nothing of the child that it had as a shell.
    const parent = spawn("sh", ["-c", "sleep 1000 & echo $!; exec sleep 1000"]);
    const [line] = await once(parent.stdout, "data");
    const pid = Number(line);
    await vi.waitFor(() => expect(readFileSync(`/proc/${parent.pid}/comm`, "latin1")).toBe("sleep\n"), WAIT);
    await using folder = await lockedBy({ pid, host: hostname(), started: startOf(pid) });
    await expect(FolderLock.take(folder.path)).rejects.toThrow(`in use by process ${pid} on`);
    process.kill(pid, "SIGKILL");
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, "latin1")).toContain(") Z "), WAIT);
    await expectTaken(folder);
    parent.kill("SIGKILL");
    await once(parent, "exit");
  });

  it.runIf(hasProc)("is free where a later process has the number of the one that held it", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"]);
    await using folder = await lockedBy({ pid: child.pid, host: hostname(), started: "1" });
    await expectTaken(folder);
    child.kill("SIGKILL");
    await once(child, "exit");
  });

  it.runIf(hasProc)("is free where that number is ours: of the same container, earlier", async () => {
    await using folder = await lockedBy({ pid: process.pid, host: hostname(), started: "1" });
    await expectTaken(folder);
  });

  it("of which another machine's process was heard a moment ago is refused, and free after its silence", async () => {
    await using folder = await lockedBy({ pid: 1, host: "elsewhere.example", started: "1" });
    await silentFor(folder, 30_000);
    await expect(FolderLock.take(folder.path)).rejects.toThrow(
      /in use by process 1 on elsewhere\.example; .* if that one was killed, its place is free 60 s after its end$/,
    );
    await silentFor(folder, 61_000);
    await expectTaken(folder);
  });

  it.each(["", "{", "null", '"x"', "[]", "{}"])(
    "is free where its lock tells of nobody: %o",
    async (text) => {
      await using folder = await lockedBy(text);
      await silentFor(folder, 61_000);
      await expectTaken(folder);
    },
  );

  it("is left to who took it over, by who was silent for too long", async () => {
    await using folder = await Folder.create();
    const lock = await FolderLock.take(folder.path);
    const other = { pid: 1, host: "elsewhere.example", started: "1" };
    await folder.write("lock", JSON.stringify(other));
    await lock.release();
    expect(await holderIn(folder)).toEqual(other);
  });

  it("that cannot be made or written is refused with the reason", async () => {
    await using folder = await Folder.create();
    const file = await folder.write("file", "");
    const refusal = openStore(join(file, "state"));
    await expect(refusal).rejects.toBeInstanceOf(StatusWatchError);
    await expect(refusal).rejects.toThrow(
      /file\/state cannot be used for the state: a part of its path is no folder/,
    );
    await expect(openStore(file)).rejects.toThrow(/cannot be used for the state: it is no folder/);
  });
});
