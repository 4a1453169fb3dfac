import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { StatusEvent } from "../../src/types.ts";
import { Folder } from "../helpers/cli.ts";
import { startInProcess } from "../helpers/in-process.ts";
import { startReceiver } from "../helpers/receiver.ts";
import type { Running } from "../helpers/running.ts";
import { outage, PAST, StatusPage } from "./page.ts";

interface More {
  readonly consumers: readonly Record<string, unknown>[];
  readonly gateway?: Record<string, unknown>;
  readonly state?: string;
}

/** Writes a configuration that watches one page. */
function save(folder: Folder, page: StatusPage, more: More): Promise<void> {
  const providers = [{ name: "Acme", url: page.url, format: "statuspage" }];
  return writeFile(
    join(folder.path, "providers.yaml"),
    stringify({ defaults: { interval: "250ms" }, providers, ...more }),
  );
}

function start(folder: Folder, ...args: readonly string[]): Running {
  return startInProcess(["run", "-c", "providers.yaml", ...args], { cwd: folder.path });
}

function jsonl({ path }: Folder, file: string, name = "jsonl"): Record<string, unknown> {
  return { type: "jsonl", name, path: join(path, file) };
}

async function written(folder: Folder, file: string): Promise<string[]> {
  const text = await folder.read(file);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { provider, change, status } = JSON.parse(line) as StatusEvent;
      return `${provider} ${change} ${status}`;
    });
}

const reloaded = /^reloaded providers\.yaml: /m;

describe.concurrent("Consumers of a configuration that is reloaded", () => {
  it("are warned of where they alone are to be told of what is not there", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    const only = { providers: ["ACME", "Amce", "/^B/"], tags: "production" };
    await save(folder, page, { consumers: [{ type: "console", only }] });
    await using cli = start(folder);
    await cli.until(/^watching/m);
    await cli.until(/"production"$/m);
    expect(cli.stderr.match(/^warn: .*$/gm)).toEqual([
      'warn: console: only.providers: no provider is called "Amce", did you mean "Acme"?',
      'warn: console: only.providers: no provider is called "/^B/"',
      'warn: console: only.tags: no provider has the tag "production"',
    ]);
    await save(folder, page, { consumers: [{ type: "console", only: { providers: "Nobody" } }] });
    cli.kill("SIGHUP");
    await cli.until(/^warn: console: only\.providers: no provider is called "Nobody"$/m);
  });

  it("are started, changed and stopped, and go on where nothing about them is different", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1), PAST] });
    await using folder = await Folder.create();
    const always = jsonl(folder, "always.jsonl", "always");
    const console = { type: "console", format: "text" };
    await save(folder, page, { consumers: [always, console, jsonl(folder, "first.jsonl")] });
    await using cli = start(folder);
    await cli.until(/Investigating/);
    const second = jsonl(folder, "second.jsonl", "second");
    await save(folder, page, { consumers: [second, { type: "console", format: "json" }, always] });
    cli.kill("SIGHUP");
    await cli.until(/^consumers of providers\.yaml: 1 started, 1 changed, 1 stopped$/m);
    page.incidents = [outage(2), PAST];
    await cli.until(/^\{.*"status":"identified"/m);
    cli.kill("SIGTERM");
    expect(await cli.exit).toBe(0);
    expect(cli.stdout).toMatch(/^\[.*\] Product: .*\nStatus: Investigating - .*\n\{.*\}\n$/);
    expect(await written(folder, "always.jsonl")).toEqual([
      "Acme ongoing investigating",
      "Acme updated identified",
    ]);
    expect(await written(folder, "first.jsonl")).toEqual(["Acme ongoing investigating"]);
    expect(await written(folder, "second.jsonl")).toEqual(["Acme updated identified"]);
  });

  it.each([
    ["in memory", []],
    ["in a folder", ["--state", "state"]],
  ])("are told at another address what the one before did not take, with state %s", async (_, args) => {
    await using page = await StatusPage.start({ incidents: [outage(1), PAST] });
    await using dead = await startReceiver();
    await using alive = await startReceiver();
    await using folder = await Folder.create();
    dead.reply({ status: 503, headers: { "retry-after": "3600" } });
    await save(folder, page, { consumers: [{ type: "webhook", url: dead.origin }] });
    await using cli = start(folder, ...args);
    await cli.until(/will be tried again/);
    page.incidents = [outage(2), PAST];
    await page.read(2);
    await save(folder, page, { consumers: [{ type: "webhook", url: alive.origin }] });
    cli.kill("SIGHUP");
    await cli.until(reloaded);
    await page.read(2);
    cli.kill("SIGTERM");
    expect(await cli.exit).toBe(0);
    const told = alive.received.map(({ json }) => (json as StatusEvent).status);
    expect([told, dead.received.length]).toEqual([["investigating", "identified"], 1]);
  });

  it("stay as they are where the configuration has mistakes, and are taken over once it has none", async () => {
    await using page = await StatusPage.start({ incidents: [PAST] });
    await using folder = await Folder.create();
    await save(folder, page, { consumers: [jsonl(folder, "a.jsonl")] });
    await using cli = start(folder);
    await page.read(2);
    await save(folder, page, {
      consumers: [jsonl(folder, "b.jsonl"), { type: "carrier-pigeon" }],
    });
    cli.kill("SIGHUP");
    await cli.until(/is not taken over, the configuration from before stays in force/);
    page.incidents = [outage(1), PAST];
    await page.read(2);
    await save(folder, page, { consumers: [jsonl(folder, "b.jsonl")] });
    cli.kill("SIGHUP");
    await cli.until(/^consumers of providers\.yaml: 0 started, 1 changed, 0 stopped$/m);
    page.incidents = [outage(2), PAST];
    await page.read(2);
    cli.kill("SIGTERM");
    expect(await cli.exit).toBe(0);
    expect(await written(folder, "a.jsonl")).toEqual(["Acme opened investigating"]);
    expect(await written(folder, "b.jsonl")).toEqual(["Acme updated identified"]);
  });

  it("are told of apart from the gateway and the state, whose settings wait for another start", async () => {
    await using page = await StatusPage.start({ incidents: [PAST] });
    await using folder = await Folder.create();
    const consumers = [{ type: "console" }];
    await save(folder, page, { consumers });
    await using cli = start(folder);
    await page.read(2);
    await save(folder, page, { consumers, gateway: { public: true }, state: "elsewhere" });
    cli.kill("SIGHUP");
    await cli.until(reloaded);
    expect(cli.stderr).toMatch(/^warn: providers\.yaml: gateway has changed; that takes effect when/m);
    expect(cli.stderr).toMatch(/^warn: providers\.yaml: state has changed; that takes effect when/m);
    expect(cli.stderr).not.toMatch(/consumers/);
  });
});
