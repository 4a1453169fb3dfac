import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { outage, StatusPage } from "../cli/page.ts";
import { BIN, type Cli, Folder, startCli, startProgram } from "../helpers/cli.ts";

const RUN = ["run", "-c", "providers.yaml", "--state", "state", "--format", "json"];
const FULL = /^error: the state in .* cannot be written: EFBIG/gm;
/** Room for the first readings, but not for many events. */
const KIBIBYTES = 6;

/** Whether there is util-linux's `prlimit`, with which a limit of a running process is raised. */
function hasPrlimit(): boolean {
  try {
    return execFileSync("prlimit", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}

/** Starts the daemon with files allowed to grow to so many KiB: beyond, the kernel refuses to write (EFBIG). */
function startLimited(folder: Folder, kibibytes: number): Cli {
  const limit = `trap '' XFSZ; echo $$ > pid; ulimit -S -f ${kibibytes}; exec "$@"`;
  return startProgram(["bash", "-c", limit, "bash", process.execPath, BIN, ...RUN], { cwd: folder.path });
}

/** As when room is made on a disk, or taken by somebody else. */
async function limit(folder: Folder, bytes: "unlimited" | 0): Promise<void> {
  execFileSync("prlimit", ["--pid", (await folder.read("pid")).trim(), `--fsize=${bytes}:unlimited`]);
}

async function watched(folder: Folder): Promise<StatusPage> {
  const page = await StatusPage.start();
  await folder.configure([{ name: "Acme", url: page.url, format: "statuspage" }]);
  return page;
}

let outages = 0;

/** Has the page tell of another outage; resolves once the daemon has told of it. */
async function happen(page: StatusPage, cli: Cli): Promise<string> {
  const id = `outage${String(++outages).padStart(6, "0")}`;
  page.incidents = [outage(1, { id, title: `Outage ${id}` }), ...page.incidents];
  await cli.until(() => cli.events.some(({ incidentId }) => incidentId === id));
  return id;
}

/** What a daemon tells that is started anew, until the page has been read twice. */
async function toldAfterRestart(page: StatusPage, folder: Folder): Promise<(string | undefined)[]> {
  await using cli = startCli(RUN, { cwd: folder.path });
  await page.read(2);
  const last = await happen(page, cli);
  expect(cli.stderr).not.toMatch(/damaged|error/);
  return cli.events.map(({ incidentId }) => incidentId).filter((id) => id !== last);
}

function idsOf(cli: Cli): (string | undefined)[] {
  return cli.events.map(({ incidentId }) => incidentId);
}

describe.skipIf(!hasPrlimit())("A full disk (needs util-linux's prlimit)", { concurrent: true }, () => {
  it("is said of once; all is told meanwhile, kept when there is room, and nothing is told again", async () => {
    await using folder = await Folder.create();
    await using page = await watched(folder);
    await using cli = startLimited(folder, KIBIBYTES);
    await page.read(2);
    const ids: string[] = [];
    while (!cli.stderr.match(FULL)) ids.push(await happen(page, cli));
    // Written anew without what has been told it might just fit.
    await limit(folder, 0);
    for (let more = 0; more < 5; more++) ids.push(await happen(page, cli));
    await limit(folder, "unlimited");
    await cli.until(/^the state in .* can be written again, and is complete$/m);
    ids.push(await happen(page, cli));
    expect(cli.stderr.match(FULL)).toHaveLength(1);
    expect(cli.stderr.match(/past events cannot be written/g) ?? []).toHaveLength(
      cli.stderr.includes("past") ? 1 : 0,
    );
    expect(idsOf(cli)).toEqual(ids);
    // What was acknowledged last may be under way to the disk.
    await page.read(2);
    cli.kill("SIGKILL");
    await cli.exit;
    expect(await toldAfterRestart(page, folder)).toEqual([]);
    await using history = startCli(["history", ...RUN.slice(1)], { cwd: folder.path });
    await history.exit;
    expect(idsOf(history).slice(0, ids.length).sort()).toEqual([...ids].sort());
  });

  it("on which the daemon is killed costs no event, and leaves state that can be read", async () => {
    await using folder = await Folder.create();
    await using page = await watched(folder);
    await using cli = startLimited(folder, KIBIBYTES);
    await page.read(2);
    const ids: string[] = [];
    while (!cli.stderr.match(FULL)) ids.push(await happen(page, cli));
    // Written anew without what has been told it might just fit.
    await limit(folder, 0);
    for (let more = 0; more < 3; more++) ids.push(await happen(page, cli));
    cli.kill("SIGKILL");
    await cli.exit;
    const again = await toldAfterRestart(page, folder);
    // What was told while nothing could be kept comes again, under the same ids, and nothing else does.
    expect([...again].sort()).toEqual(ids.slice(-again.length).sort());
    expect(again.length).toBeGreaterThanOrEqual(3);
    expect(again.length).toBeLessThanOrEqual(5);
  });

  it("at the start is refused with the reason, and nothing is left behind", async () => {
    await using folder = await Folder.create();
    await using page = await watched(folder);
    await mkdir(join(folder.path, "state"));
    await using cli = startLimited(folder, 0);
    expect(await cli.exit).toBe(1);
    expect(cli.stderr).toMatch(/state cannot be used for the state: EFBIG/);
    expect(cli.stderr).not.toMatch(/\n {4}at /);
    expect([await readdir(join(folder.path, "state")), page.readings]).toEqual([[], 0]);
  });
});

describe.concurrent("A folder of state", () => {
  it("that is removed while the daemon runs is said of, made anew, and complete again", async () => {
    await using folder = await Folder.create();
    await using page = await watched(folder);
    await using cli = startCli(RUN, { cwd: folder.path });
    await page.read(2);
    await happen(page, cli);
    // Moved first: what the daemon writes to it meanwhile would keep the folder from being removed.
    await rename(join(folder.path, "state"), join(folder.path, "gone"));
    await rm(join(folder.path, "gone"), { recursive: true });
    await happen(page, cli);
    await cli.until(/^error: the state in .* cannot be written: it has been removed; watching goes on/m);
    await cli.until(/^the state in .* can be written again, and is complete$/m);
    await happen(page, cli);
    await page.read(2);
    cli.kill("SIGKILL");
    await cli.exit;
    expect(await toldAfterRestart(page, folder)).toEqual([]);
  });

  const isRoot = process.getuid?.() === 0;
  it.skipIf(process.platform === "win32")("that may not be written is refused with the reason", async () => {
    await using folder = await Folder.create();
    await using _page = await watched(folder);
    await mkdir(join(folder.path, "state"), { mode: 0o555 });
    await chmod(join(folder.path, "state"), 0o555);
    // Whom the kernel lets write everywhere gives that up first.
    if (isRoot) await chown(folder.path, 65_534, 65_534);
    const other = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
    await using cli = startProgram([...other, process.execPath, BIN, ...RUN], { cwd: folder.path });
    expect(await cli.exit).toBe(1);
    expect(cli.stderr).toMatch(
      /state cannot be used for the state: permission denied; name a folder that status-watch may write to/,
    );
    expect(cli.stderr).not.toMatch(/\n {4}at /);
  });
});
