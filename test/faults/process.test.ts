import { execFileSync, spawnSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { outage, StatusPage } from "../cli/page.ts";
import { stopped, watching } from "../cli/watching.ts";
import { BIN, type Cli, Folder, startProgram } from "../helpers/cli.ts";

async function startPages(count: number): Promise<Record<string, StatusPage>> {
  const pages = await Promise.all(Array.from({ length: count }, () => StatusPage.start()));
  return Object.fromEntries(pages.map((page, index) => [`Page ${index}`, page]));
}

/** On each page an outage of its own: of one that several pages show consumers are told once. */
function publish(pages: Readonly<Record<string, StatusPage>>, posts: 1 | 2): void {
  for (const [name, page] of Object.entries(pages))
    page.incidents = [outage(posts, { id: `outage-of-${name.replace(" ", "-")}` })];
}

/** What the program has open by itself, and no more than a few connections. */
const FEWEST_FILES = 34;

/** Whether there is util-linux's `prlimit`, which changes the limits of a program that runs. */
function hasPrlimit(): boolean {
  return spawnSync("prlimit", ["--version"]).status === 0;
}

function limitFiles({ pid }: Cli, most: number): void {
  execFileSync("prlimit", ["--pid", String(pid), `--nofile=${most}:${most}`]);
}

async function close(pages: Readonly<Record<string, StatusPage>>): Promise<void> {
  for (const page of Object.values(pages)) await page[Symbol.asyncDispose]();
}

describe.concurrent("A process", () => {
  it("that was suspended for a while tells of what it slept through, once", async () => {
    const pages = await startPages(6);
    await using folder = await Folder.create();
    await using cli = await watching(pages, folder, { args: ["--format", "json"] });
    await Promise.all(Object.values(pages).map((page) => page.read(2)));
    cli.kill("SIGSTOP");
    publish(pages, 2);
    // Longer than its intervals, and than a server keeps a connection that nobody uses.
    await delay(6_000);
    cli.kill("SIGCONT");
    await cli.until(() => cli.events.length >= 12);
    await Promise.all(Object.values(pages).map((page) => page.read(2)));
    await stopped(cli);
    for (const name of Object.keys(pages)) {
      const events = cli.events.filter(({ provider }) => provider === name);
      expect(events.map(({ change, updateId }) => `${change} ${updateId?.at(-1)}`)).toEqual([
        "opened 1",
        "updated 2",
      ]);
    }
    await close(pages);
  });

  it.runIf(hasPrlimit())("that may open few files says so, and reads all pages from the first", async () => {
    const pages = await startPages(140);
    publish(pages, 1);
    await using folder = await Folder.create();
    const entries = Object.entries(pages).map(([name, { url }]) => ({ name, url, format: "statuspage" }));
    const config = await folder.configure(entries);
    const run = [process.execPath, BIN, "run", "-c", config, "--format", "json"];
    await using cli = startProgram(["prlimit", "--nofile=256:256", ...run], { cwd: folder.path });
    await cli.until(/may open 256 files: connections to 128 pages are kept/);
    const told = () => cli.events.filter(({ kind }) => kind === "incident");
    await cli.until(() => told().length >= 140);
    expect(new Set(told().map(({ provider }) => provider)).size).toBe(140);
    await stopped(cli);
    await close(pages);
  });

  it.runIf(hasPrlimit())(
    "that may open fewer files than it has pages reads them all the same, by turns",
    async () => {
      const pages = await startPages(30);
      await using folder = await Folder.create();
      await using cli = await watching(pages, folder, { args: ["--format", "json"] });
      await cli.until(/^watching/m);
      limitFiles(cli, FEWEST_FILES);
      await cli.until(/EMFILE/);
      publish(pages, 1);
      const told = () => cli.events.filter(({ kind }) => kind === "incident");
      await cli.until(() => told().length >= 30);
      expect(new Set(told().map(({ provider }) => provider)).size).toBe(30);
      expect(told()).toHaveLength(30);
      await stopped(cli);
      await close(pages);
    },
  );
});
