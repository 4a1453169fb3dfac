import { parse } from "yaml";
import { Folder } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";
import { type Handler, routes } from "../helpers/server.ts";
import { startInternet, statuspage } from "./internet.ts";

export const FILE = "config/providers.yaml";

export const site = (table: Parameters<typeof routes>[0]): Handler => routes(table);

export const GITHUB = { "www.githubstatus.com": site(statuspage("GitHub")) };

/** Adds to a file of nothing, with these hosts and no others to be found on the network. */
export async function add(args: readonly string[], hosts: Readonly<Record<string, Handler>>) {
  await using folder = await Folder.create();
  await folder.write(FILE, "providers: []\n");
  await using internet = await startInternet(hosts);
  const result = await runInProcess(["add-provider", ...args], {
    cwd: folder.path,
    network: internet.network,
  });
  const { providers } = parse(await folder.read(FILE)) as { providers: Record<string, unknown>[] };
  return { ...result, providers, asked: internet.asked() };
}
