import { stringify } from "yaml";
import { type Cli, Folder, type Result, startCli } from "../helpers/cli.ts";
import { runInProcess, startInProcess } from "../helpers/in-process.ts";
import type { Running } from "../helpers/running.ts";
import type { StatusPage } from "./page.ts";

/** `config/providers.yaml` with these pages, and what else is to stand in it. */
export async function configured(
  pages: Readonly<Record<string, StatusPage>>,
  settings: Record<string, unknown> = {},
): Promise<Folder> {
  const folder = await Folder.create();
  const providers = Object.entries(pages).map(([name, { url }]) => ({ name, url, format: "statuspage" }));
  await folder.write(
    "config/providers.yaml",
    stringify({ defaults: { interval: "250ms" }, providers, ...settings }),
  );
  return folder;
}

/** A daemon in a process of its own. */
export function start(folder: Folder, ...args: readonly string[]): Cli {
  return startCli(["run", "--format", "json", ...args], { cwd: folder.path });
}

export function history(folder: Folder, ...args: readonly string[]): Promise<Result> {
  return runInProcess(["history", ...args], { cwd: folder.path });
}

/** A daemon that has read the page, and told of so many events. */
export async function running(
  folder: Folder,
  page: StatusPage,
  events: number,
  ...args: string[]
): Promise<Running> {
  const cli = startInProcess(["run", "--format", "json", ...args], { cwd: folder.path });
  await page.read(2);
  await cli.until(() => cli.events.length >= events);
  return cli;
}
