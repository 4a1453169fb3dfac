import { existsSync, readFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createProgram } from "../../src/commands/program.ts";
import { optionsOf } from "../../src/completion/place.ts";
import { outage, PAST, StatusPage } from "../cli/page.ts";
import { Folder, PROJECT } from "../helpers/cli.ts";
import { complaintAbout } from "../helpers/command-line.ts";
import { startInProcess } from "../helpers/in-process.ts";
import type { Running } from "../helpers/running.ts";
import { DOCUMENTS, mentions, type Quoted, quotedCommands } from "./quoted.ts";

/** What is only held against the command line, and why it is not run here. */
const ONLY_PARSED: readonly { readonly which: (quoted: Quoted) => boolean; readonly why: string }[] = [
  { which: ({ isInside }) => isInside, why: "it is typed to a container" },
  { which: ({ words }) => words[0] === "demo", why: "it plays for 18 s; test/cli/one-shot.test.ts runs it" },
  {
    which: ({ words }) => /^(?:un)?subscribe$/.test(words[0] ?? ""),
    why: "it asks pages on the internet; its own tests ask such pages on loopback",
  },
];

const quoted = quotedCommands();
const isOnlyParsed = (one: Quoted) => ONLY_PARSED.some(({ which }) => which(one));
const run = quoted.filter((one) => !isOnlyParsed(one));

/** Where the documents have it listen; here it is any port that is free. */
const DOCUMENTED_PORT = "127.0.0.1:8787";

/** A folder as the documents take it to be: a configuration, state of a run before, an event, and a daemon that listens. */
let folder: Folder;
let address: string;

beforeAll(async () => {
  const page = await StatusPage.start({ incidents: [outage(1), PAST] });
  folder = await Folder.create();
  const names = ["GitHub", "Acme"];
  await folder.configure(
    names.map((name) => ({ name, url: page.url, format: "statuspage" })),
    "config/providers.yaml",
  );
  const stateful = startInProcess(["run", "--state", "state", "--format", "json"], { cwd: folder.path });
  await stateful.until(() => stateful.events.length > 0);
  await folder.write("event.json", JSON.stringify(stateful.events[0]));
  stateful.kill();
  await stateful.exit;
  page.incidents = [PAST];
  const daemon = startInProcess(["run", "--listen", "127.0.0.1:0"], { cwd: folder.path });
  await daemon.until(/at http:\/\/127\.0\.0\.1:\d+\n/);
  address = /at http:\/\/(\S+)\n/.exec(daemon.stderr)?.[1] ?? "";
  await page.read(2);
  return async () => {
    await daemon[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
    await page[Symbol.asyncDispose]();
  };
});

/** Runs a command to its end, in a copy of the folder; what watches until it is stopped is stopped once it watches. */
async function performed({ words }: Quoted): Promise<{ code: number; cli: Running }> {
  await using own = await Folder.create();
  await cp(folder.path, own.path, { recursive: true });
  const watches = words[0] === "run";
  const listen = watches ? "127.0.0.1:0" : address;
  const args = words.map((word) => word.replace(DOCUMENTED_PORT, listen));
  await using cli = startInProcess(args, { cwd: own.path });
  if (watches) {
    await cli.until(/^watching /m);
    cli.kill();
  }
  return { code: await cli.exit, cli };
}

describe("The README and the docs", () => {
  it("quote commands, of which those that are only parsed are told with the reason", () => {
    expect(run.length).toBeGreaterThan(8);
    for (const { which, why } of ONLY_PARSED) expect(quoted.some(which), why).toBe(true);
  });

  it.each(quoted.map((one) => ({ ...one, typed: one.words.join(" ") })))(
    "quote only what the command line takes: $file: status-watch $typed",
    async ({ words }) => {
      expect(await complaintAbout(words)).toBeUndefined();
    },
  );

  it.concurrent.each(run.map((one) => ({ ...one, typed: one.words.join(" ") })))(
    "quote commands that succeed: $file: status-watch $typed",
    async (one) => {
      const { code, cli } = await performed(one);
      expect({ code, stderr: code === 0 ? "" : cli.stderr }).toEqual({ code: 0, stderr: "" });
    },
  );

  it.each(mentions())(
    "name only commands and options that there are: $file: status-watch $text",
    ({ text }) => {
      const [name, ...rest] = text.split(/\s+/);
      const command = createProgram({ perform: async () => {} }).commands.find((one) => one.name() === name);
      expect(command, `status-watch ${name}`).toBeDefined();
      const known = command ? optionsOf(command).map(({ long }) => long) : [];
      for (const word of rest.filter((one) => one.startsWith("--"))) expect(known).toContain(word);
    },
  );

  it.each(DOCUMENTS)("link only to files that there are: %s", (document) => {
    const text = readFileSync(join(PROJECT, document), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = ""]) => path);
    expect(links.filter((link) => !existsSync(join(PROJECT, dirname(document), link)))).toEqual([]);
  });
});
