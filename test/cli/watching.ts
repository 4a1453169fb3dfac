import { expect } from "vitest";
import { type Cli, type CliOptions, type Folder, startCli } from "../helpers/cli.ts";
import type { StatusPage } from "./page.ts";

export interface WatchingOptions extends Omit<CliOptions, "cwd"> {
  readonly args?: readonly string[];
}

/** A daemon that watches these pages, by the names given. */
export async function watching(
  pages: Readonly<Record<string, StatusPage>>,
  folder: Folder,
  { args = [], ...options }: WatchingOptions = {},
): Promise<Cli> {
  const entries = Object.entries(pages).map(([name, { url }]) => ({ name, url, format: "statuspage" }));
  const config = await folder.configure(entries);
  return startCli(["run", "-c", config, ...args], { cwd: folder.path, ...options });
}

/** A daemon that watches one page, "Acme", and has read it once. */
export async function watchingOne(
  page: StatusPage,
  folder: Folder,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Cli> {
  const cli = await watching({ Acme: page }, folder, { args, env });
  await page.read(2);
  return cli;
}

/** Ends a daemon, which must be content with it. */
export async function stopped(cli: Cli): Promise<void> {
  cli.kill("SIGTERM");
  expect(await cli.exit).toBe(0);
}
