import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BIN, type Cli, Folder, startProgram } from "../helpers/cli.ts";
import { flood, outage, StatusPage } from "./page.ts";
import { stopped, watching } from "./watching.ts";

const CONFIG = "config/providers.yaml";

/** `status-watch <command>` with what the shell makes of its output. */
function inShell(command: string, output: string, { path }: Folder): Cli {
  const script = `"$0" "$1" ${command} ${output}; exit \${PIPESTATUS[0]}`;
  return startProgram(["bash", "-c", script, process.execPath, BIN], { cwd: path });
}

describe.runIf(existsSync("/dev/full")).concurrent("On a disk that is full", () => {
  it.each([
    ["check-once", 3],
    ["list-providers", 1],
    ["list-formats", 1],
    ["--help", 1],
  ])("`%s` fails, and says why", async (command, code) => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await folder.configure([{ name: "Acme", url: page.url, format: "statuspage" }], CONFIG);
    await using cli = inShell(command, "> /dev/full", folder);
    expect(await cli.exit).toBe(code);
    expect(cli.stderr).toMatch(/^error: standard output: ENOSPC: no space left on device, write$/m);
    expect(cli.stderr).not.toMatch(/\n {4}at /);
  });

  it("`run` ends, says why, and tells at its next start what could not be written", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    await folder.configure([{ name: "Acme", url: page.url, format: "statuspage" }], CONFIG);
    await using full = inShell("run --state state", "> /dev/full", folder);
    expect(await full.exit).toBe(1);
    expect(full.stderr).toMatch(/^error: standard output: ENOSPC: no space left on device, write$/m);
    expect(full.stderr).toMatch(/^console: 1 event kept for the next start$/m);
    await using cli = await watching({ Acme: page }, folder, {
      args: ["--state", "state", "--format", "json"],
    });
    await cli.until(() => cli.events.length > 0);
    expect(cli.events).toMatchObject([{ change: "ongoing", incidentId: "outage000001" }]);
    await stopped(cli);
  });
});

describe.concurrent("To a reader that takes his time", () => {
  it("a command gives all it has, however long that takes", async () => {
    await using page = await StatusPage.start({ incidents: flood() });
    await using folder = await Folder.create();
    await folder.configure([{ name: "Acme", url: page.url, format: "statuspage" }], CONFIG);
    await using direct = inShell("check-once --format json", "", folder);
    expect(await direct.exit).toBe(2);
    // More than a pipe holds, and longer than a program that is told to stop would wait.
    await using slow = inShell("check-once --format json", "| (sleep 1.5; cat)", folder);
    expect(await slow.exit).toBe(2);
    expect(JSON.parse(slow.stdout)).toEqual(JSON.parse(direct.stdout));
    expect(slow.stdout.length).toBeGreaterThan(200_000);
  });

  it("`run` waits, and the log says for whom", async () => {
    await using page = await StatusPage.start({ incidents: flood() });
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder, { unread: true, args: ["--format", "json"] });
    await cli.until(/^warn: console: standard output is not being read; events wait until it is$/m);
    cli.readOn();
    await cli.until(/^console: standard output is read again$/m);
    await cli.until(() => cli.stdout.split("\n").length > 40);
    expect(cli.events.map(({ incidentId }) => incidentId)).toEqual(flood().map(({ id }) => id));
    await stopped(cli);
  });
});

describe.concurrent("To a reader that has gone", () => {
  it("is told at the next start what `run` could not tell him", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    const args = ["--state", "state", "--format", "json"];
    await using left = await watching({ Acme: page }, folder, { args });
    await left.until(() => left.events.length === 1);
    left.close("stdout");
    page.incidents = [outage(2)];
    expect(await left.exit).toBe(0);
    expect(left.stderr).toMatch(
      /^standard output is closed: whoever read it has gone\nstopping\nconsole: 1 event kept for the next start$/m,
    );
    await using cli = await watching({ Acme: page }, folder, { args });
    await cli.until(() => cli.events.length > 0);
    expect(cli.events).toMatchObject([{ change: "updated", updateId: "outage000001-2" }]);
    await stopped(cli);
  });
});
