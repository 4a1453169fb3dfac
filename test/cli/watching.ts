import { expect } from "vitest";
import { type Cli, type CliOptions, type Folder, startCli } from "../helpers/cli.ts";
import { startInProcess } from "../helpers/in-process.ts";
import type { Running } from "../helpers/running.ts";
import type { StatusPage } from "./page.ts";

export interface WatchingOptions extends Omit<CliOptions, "cwd"> {
  readonly args?: readonly string[];
}

/** A daemon that watches these pages, by the names given, in a process of its own. */
export async function watching(
  pages: Readonly<Record<string, StatusPage>>,
  folder: Folder,
  { args = [], ...options }: WatchingOptions = {},
): Promise<Cli> {
  return startCli(await toWatch(pages, folder, args), { cwd: folder.path, ...options });
}

/** A daemon that watches one page, "Acme", and has read it once. */
export async function watchingOne(
  page: StatusPage,
  folder: Folder,
  args: readonly string[] = [],
): Promise<Running> {
  const cli = startInProcess(await toWatch({ Acme: page }, folder, args), { cwd: folder.path });
  await page.read(2);
  return cli;
}

/** Ends a daemon, which must be content with it. */
export async function stopped(cli: Running): Promise<void> {
  cli.kill("SIGTERM");
  expect(await cli.exit).toBe(0);
}

/** Writes the configuration; gives the arguments with which these pages are watched. */
async function toWatch(
  pages: Readonly<Record<string, StatusPage>>,
  folder: Folder,
  args: readonly string[],
): Promise<string[]> {
  const entries = Object.entries(pages).map(([name, { url }]) => ({ name, url, format: "statuspage" }));
  return ["run", "-c", await folder.configure(entries), ...args];
}
