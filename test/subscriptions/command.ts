import { PassThrough } from "node:stream";
import { Chalk } from "chalk";
import { type MakeHook, type SubscribeOptions, subscribe } from "../../src/commands/subscribe.ts";
import type { CommandContext } from "../../src/commands/types.ts";
import { type UnsubscribeOptions, unsubscribe } from "../../src/commands/unsubscribe.ts";
import { silentLogger } from "../../src/log.ts";
import { Folder } from "../helpers/cli.ts";
import type { Site } from "./site.ts";

export const SECRET = "k".repeat(43);
export const HOOKS = "https://hooks.example.com/watch";

/** Makes the same webhook every time, and counts how often. */
export function hookMaker(): { makeHook: MakeHook; made: string[] } {
  const made: string[] = [];
  const makeHook: MakeHook = async ({ name }) => {
    made.push(name);
    return `/hooks/${name.toLowerCase()}/${SECRET}`;
  };
  return { makeHook, made };
}

interface Settings {
  readonly format?: "text" | "json";
  /** Of the provider; its address is the site's. */
  readonly provider?: Readonly<Record<string, unknown>>;
  readonly makeHook?: MakeHook;
}

/** Runs `subscribe Acme` in this process, with the site as Acme's page. */
export function subscribeTo(site: Pick<Site, "url">, options: SubscribeOptions, settings: Settings = {}) {
  const { makeHook } = settings;
  const wired = makeHook ? { makeHook } : {};
  return inProcess(site, settings, (context) => subscribe("acme", options, context, wired));
}

/** The same with `unsubscribe Acme`. */
export function unsubscribeFrom(
  site: Pick<Site, "url">,
  options: UnsubscribeOptions,
  settings: Settings = {},
) {
  return inProcess(site, settings, (context) => unsubscribe("acme", options, context));
}

async function inProcess(
  { url }: Pick<Site, "url">,
  { format = "text", provider = {} }: Settings,
  act: (context: CommandContext) => Promise<number>,
) {
  await using folder = await Folder.create();
  const configPath = await folder.configure([{ name: "Acme", url, ...provider }]);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const context = {
    ...{ stdin: new PassThrough(), stdout, stderr, env: {}, cwd: folder.path, log: silentLogger, configPath },
    output: { format, timeZone: "utc", chalk: new Chalk({ level: 0 }) },
    ...{ stopped: new AbortController().signal, onReload: () => {} },
  } as unknown as CommandContext;
  const code = await act(context);
  const text = String(stdout.read() ?? "");
  return { code, text, json: () => JSON.parse(text) as Record<string, unknown> };
}
