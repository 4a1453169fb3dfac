import { execFileSync } from "node:child_process";
import { open, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configText, Folder } from "../helpers/cli.ts";
import { startInProcess } from "../helpers/in-process.ts";
import type { Running } from "../helpers/running.ts";
import { outage, PAST, StatusPage } from "./page.ts";

/** Saves a file as most editors do: written beside, then put in its place. */
async function saveByRename(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

const SAVERS = [
  ["written in place", writeFile],
  ["put in the place of the old one", saveByRename],
] as const;

const entry = (name: string, page: StatusPage, more = {}) => ({
  ...{ name, url: page.url, format: "statuspage" },
  ...more,
});

function start(folder: Folder, path: string): Running {
  return startInProcess(["run", "-c", path, "--format", "json"], { cwd: folder.path });
}

const told = (cli: Running) =>
  cli.events.map(({ provider, change, title }) => `${provider} ${change} ${title}`);

describe.concurrent("A saved configuration that is", () => {
  it.each(SAVERS)(
    "%s takes effect: a provider more is a baseline, the others keep their state",
    async (_, save) => {
      await using acme = await StatusPage.start({ incidents: [outage(1), PAST] });
      await using bolt = await StatusPage.start({ incidents: [outage(2, { title: "Slow bolts" }), PAST] });
      await using folder = await Folder.create();
      const path = await folder.configure([entry("Acme", acme)]);
      await using cli = start(folder, path);
      await cli.until(() => cli.events.length === 1);
      await save(path, configText([entry("Acme", acme), entry("Bolt", bolt)]));
      await cli.until(/^reloaded providers\.yaml: 1 started, 0 stopped, 2 watched$/m);
      await cli.until(() => cli.events.length === 2);
      await bolt.read(2);
      await acme.read(2);
      acme.incidents = [outage(2), PAST];
      bolt.incidents = [outage(3, { title: "Slow bolts" }), PAST];
      await cli.until(() => cli.events.length === 4);
      expect(told(cli).slice(0, 2)).toEqual(["Acme ongoing Errors of the API", "Bolt ongoing Slow bolts"]);
      expect(told(cli).slice(2).sort()).toEqual([
        "Acme updated Errors of the API",
        "Bolt resolved Slow bolts",
      ]);
    },
  );

  it("gone is said so, and taken over when it is back", async () => {
    await using acme = await StatusPage.start();
    await using folder = await Folder.create();
    const path = await folder.configure([entry("Acme", acme)]);
    await using cli = start(folder, path);
    await acme.read(2);
    await rm(path);
    await cli.until(/providers\.yaml is not taken over.*\n.*(there is no such file|does not exist)/m);
    await writeFile(path, configText([entry("Other", acme)]));
    await cli.until(/^reloaded providers\.yaml: 1 started, 1 stopped, 1 watched$/m);
  });

  it.each(SAVERS)("%s takes effect: a provider less is not read any more", async (_, save) => {
    await using acme = await StatusPage.start();
    await using bolt = await StatusPage.start();
    await using folder = await Folder.create();
    const path = await folder.configure([entry("Acme", acme), entry("Bolt", bolt)]);
    await using cli = start(folder, path);
    await bolt.read(2);
    await save(path, configText([entry("Acme", acme)]));
    await cli.until(/^reloaded providers\.yaml: 0 started, 1 stopped, 1 watched$/m);
    // What was under way when it was stopped may still come to its end.
    await acme.read(2);
    const { readings } = bolt;
    await acme.read(4);
    expect(bolt.readings).toBe(readings);
  });

  it.each(SAVERS)(
    "%s and wrong is refused with its errors, and the one before stays in force",
    async (_, save) => {
      await using acme = await StatusPage.start();
      await using folder = await Folder.create();
      const path = await folder.configure([entry("Acme", acme)]);
      await using cli = start(folder, path);
      await acme.read(2);
      const wrong = `${configText([entry("Acme", acme)])}    intervall: 30s\n`;
      await save(path, wrong);
      await cli.until(/did you mean "interval"\?\n.*intervall: 30s\n/);
      expect(cli.stderr).toMatch(
        /^error: providers\.yaml is not taken over, .* stays in force\nproviders\.yaml:7:5 unknown key "intervall"/m,
      );
      acme.incidents = [outage(1)];
      await cli.until(() => cli.events.length === 1);
      await save(path, configText([entry("Acme", acme)]));
      await cli.until(/^reloaded providers\.yaml: 0 started, 0 stopped, 1 watched$/m);
      acme.incidents = [outage(2)];
      await cli.until(() => cli.events.length === 2);
      expect(told(cli)).toEqual(["Acme opened Errors of the API", "Acme updated Errors of the API"]);
    },
  );

  it("saved again while it was read is not followed by what it said before", async () => {
    await using acme = await StatusPage.start();
    await using folder = await Folder.create();
    const path = await folder.configure([entry("Acme", acme)]);
    await using cli = start(folder, path);
    await acme.read(1);
    // A pipe is read until its writer has closed it; it opens for writing once it is being read.
    execFileSync("mkfifo", [`${path}.slow`]);
    await rename(`${path}.slow`, path);
    const slow = await open(path, "w");
    await saveByRename(path, configText([entry("Acme", acme), entry("Bolt", acme)]));
    await cli.until(/^reloaded providers\.yaml: 1 started, 0 stopped, 2 watched$/m);
    await slow.writeFile(configText([entry("Bolt", acme)]));
    await slow.close();
    await saveByRename(path, configText([entry("Acme", acme), entry("Bolt", acme), entry("Corp", acme)]));
    await cli.until(/, 3 watched$/m);
    expect(cli.stderr.match(/^reloaded .*$/gm)).toEqual([
      "reloaded providers.yaml: 1 started, 0 stopped, 2 watched",
      "reloaded providers.yaml: 1 started, 0 stopped, 3 watched",
    ]);
  });

  it("with another rhythm for a provider tells nothing again", async () => {
    await using acme = await StatusPage.start({ incidents: [outage(1), PAST] });
    await using folder = await Folder.create();
    const path = await folder.configure([entry("Acme", acme)]);
    await using cli = start(folder, path);
    await cli.until(() => cli.events.length === 1);
    await saveByRename(path, configText([entry("Acme", acme, { interval: "300ms" })]));
    await cli.until(/^reloaded providers\.yaml: 1 started, 1 stopped, 1 watched$/m);
    await acme.read(2);
    acme.incidents = [outage(2), PAST];
    await cli.until(() => cli.events.length > 1);
    expect(told(cli)).toEqual(["Acme ongoing Errors of the API", "Acme updated Errors of the API"]);
  });

  it("with another address for a provider takes the new page as a baseline", async () => {
    await using acme = await StatusPage.start({ incidents: [PAST] });
    await using other = await StatusPage.start({ incidents: [outage(3), outage(1, { id: "other0000001" })] });
    await using folder = await Folder.create();
    const path = await folder.configure([entry("Acme", acme)]);
    await using cli = start(folder, path);
    await acme.read(2);
    await saveByRename(path, configText([entry("Acme", other)]));
    await cli.until(() => cli.events.length > 0);
    await other.read(2);
    expect(told(cli)).toEqual(["Acme ongoing Errors of the API"]);
  });

  it("behind a link is noticed, as it is where the file itself is named", async () => {
    await using acme = await StatusPage.start();
    await using folder = await Folder.create();
    const path = await folder.configure([entry("Acme", acme)], "dotfiles/providers.yaml");
    await symlink(path, join(folder.path, "providers.yaml"));
    await using cli = start(folder, "providers.yaml");
    await acme.read(2);
    await writeFile(path, configText([entry("Acme", acme), entry("Bolt", acme)]));
    await cli.until(/^reloaded providers\.yaml: 1 started, 0 stopped, 2 watched$/m);
  });

  it("gone stays in force, also when asked to reload, until there is one again", async () => {
    await using acme = await StatusPage.start();
    await using folder = await Folder.create();
    const path = await folder.configure([entry("Acme", acme)]);
    await using cli = start(folder, path);
    await acme.read(2);
    await rename(path, `${path}.away`);
    cli.kill("SIGHUP");
    await cli.until(
      /^error: providers\.yaml is not taken over, .* stays in force\n.*providers\.yaml.*no such file/m,
    );
    await acme.read(2);
    await writeFile(path, configText([entry("Acme", acme), entry("Bolt", acme)]));
    await cli.until(/^reloaded providers\.yaml: 1 started, 0 stopped, 2 watched$/m);
  });
});

describe.concurrent("SIGHUP", () => {
  it("reloads a file that was not saved anew", async () => {
    await using acme = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    const path = await folder.configure([entry("Acme", acme)]);
    await using cli = start(folder, path);
    await cli.until(() => cli.events.length === 1);
    cli.kill("SIGHUP");
    await cli.until(/^reloaded providers\.yaml: 0 started, 0 stopped, 1 watched$/m);
    await acme.read(2);
    cli.kill("SIGTERM");
    expect(await cli.exit).toBe(0);
    expect(told(cli)).toEqual(["Acme ongoing Errors of the API"]);
  });

  it("takes over what has changed, whether or not the saving was noticed", async () => {
    await using acme = await StatusPage.start();
    await using bolt = await StatusPage.start({ incidents: [outage(1), PAST] });
    await using folder = await Folder.create();
    const path = await folder.configure([entry("Acme", acme)], "dotfiles/providers.yaml");
    await symlink(path, join(folder.path, "providers.yaml"));
    await using cli = start(folder, "providers.yaml");
    await acme.read(2);
    await writeFile(path, configText([entry("Acme", acme), entry("Bolt", bolt)]));
    cli.kill("SIGHUP");
    await cli.until(/^reloaded providers\.yaml: 1 started, 0 stopped, 2 watched$/m);
    await cli.until(() => cli.events.length === 1);
    expect(told(cli)).toEqual(["Bolt ongoing Errors of the API"]);
  });

  it("refuses a file that is wrong", async () => {
    await using acme = await StatusPage.start();
    await using folder = await Folder.create();
    const path = await folder.configure([entry("Acme", acme)]);
    await using cli = start(folder, path);
    await acme.read(2);
    await writeFile(path, "providers: 7\n");
    cli.kill("SIGHUP");
    await cli.until(
      /^error: providers\.yaml is not taken over, .* stays in force\nproviders\.yaml:1:12 .*expected/m,
    );
    await acme.read(2);
  });
});
