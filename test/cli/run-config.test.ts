import { describe, expect, it } from "vitest";
import { Folder, PROJECT } from "../helpers/cli.ts";
import { type InProcessOptions, runInProcess, startInProcess } from "../helpers/in-process.ts";
import { OFFLINE } from "../helpers/network.ts";
import { StatusPage } from "./page.ts";

/** The line of `run`'s log that tells what is watched. */
async function watchingLine(
  cwd: string,
  args: readonly string[] = [],
  options: Partial<InProcessOptions> = {},
): Promise<string> {
  await using cli = startInProcess(["run", ...args], { cwd, ...options });
  await cli.until(/^watching .*\n/m);
  cli.kill("SIGTERM");
  expect(await cli.exit).toBe(0);
  return cli.stderr.split("\n").find((line) => line.startsWith("watching")) ?? "";
}

/** A configuration in each of the places that are searched, as many providers in it as places come after. */
async function everywhere(page: StatusPage): Promise<Folder> {
  const folder = await Folder.create();
  const places = ["xdg/status-watch/providers.yaml", "config/providers.yaml", "env.yaml", "option.yaml"];
  for (const [index, place] of places.entries()) {
    const providers = Array.from({ length: index + 1 }, (_, n) => ({ name: `Acme ${n}`, url: page.url }));
    await folder.configure(providers, place);
  }
  return folder;
}

describe.concurrent("run takes its configuration", () => {
  it("from --config before all others", async () => {
    await using page = await StatusPage.start();
    await using folder = await everywhere(page);
    const line = await watchingLine(folder.path, ["--config", "option.yaml"], {
      env: { STATUS_WATCH_CONFIG: "env.yaml" },
    });
    expect(line).toBe("watching 4 providers of option.yaml");
  });

  it("from an option before the command as well as after it", async () => {
    await using page = await StatusPage.start();
    await using folder = await everywhere(page);
    await using cli = startInProcess(["-c", "option.yaml", "run"], { cwd: folder.path });
    await cli.until(/^watching 4 providers of option\.yaml\n/m);
  });

  it("from $STATUS_WATCH_CONFIG, from wherever it is called", async () => {
    await using page = await StatusPage.start();
    await using folder = await everywhere(page);
    await using elsewhere = await Folder.create();
    const path = `${folder.path}/env.yaml`;
    const line = await watchingLine(elsewhere.path, [], { env: { STATUS_WATCH_CONFIG: path } });
    expect(line).toBe(`watching 3 providers of ${path}`);
  });

  it("from ./config/providers.yaml", async () => {
    await using page = await StatusPage.start();
    await using folder = await everywhere(page);
    expect(await watchingLine(folder.path)).toBe("watching 2 providers of config/providers.yaml");
  });

  it("from $XDG_CONFIG_HOME", async () => {
    await using page = await StatusPage.start();
    await using folder = await everywhere(page);
    await using elsewhere = await Folder.create();
    const line = await watchingLine(elsewhere.path, [], { env: { XDG_CONFIG_HOME: `${folder.path}/xdg` } });
    expect(line).toBe(`watching 1 provider of ${folder.path}/xdg/status-watch/providers.yaml`);
  });

  it("from ~/.config where $XDG_CONFIG_HOME is not set", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    const path = await folder.configure(
      [{ name: "Acme", url: page.url }],
      "home/.config/status-watch/providers.yaml",
    );
    const env = { HOME: `${folder.path}/home`, XDG_CONFIG_HOME: "" };
    await using elsewhere = await Folder.create();
    expect(await watchingLine(elsewhere.path, [], { env })).toBe(`watching 1 provider of ${path}`);
  });

  it("from the package where there is no other", async () => {
    await using folder = await Folder.create();
    const line = await watchingLine(folder.path, [], { network: OFFLINE });
    expect(line).toMatch(/^watching \d\d providers of /);
    expect(line).toContain(`${PROJECT}config/providers.yaml`);
  });

  it("from a file with the keys of older tools", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    const entry = { name: "Acme", feed_url: `${page.url}/api/v2/summary.json`, poll_interval_seconds: 0.25 };
    await folder.configure([entry]);
    await using cli = startInProcess(["run", "-c", "providers.yaml", "--format", "json"], {
      cwd: folder.path,
    });
    await page.read(2);
    page.components = { API: "major_outage" };
    await cli.until(() => cli.events.length === 1);
    expect(cli.events).toMatchObject([{ kind: "component", to: "major_outage" }]);
  });
});

describe.concurrent("run ends with 1 and says why", () => {
  it.each([
    ["--config", ["--config", "none.yaml"], {}],
    ["STATUS_WATCH_CONFIG", [], { STATUS_WATCH_CONFIG: "none.yaml" }],
  ])("when the file of %s is not there, even if another is", async (asked, args, env) => {
    await using page = await StatusPage.start();
    await using folder = await everywhere(page);
    const { code, stdout, stderr } = await runInProcess(["run", ...args], { cwd: folder.path, env });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toBe(`${asked} names "none.yaml", which does not exist\n`);
  });

  it("with every mistake of the file, where it is, and its line", async () => {
    await using folder = await Folder.create();
    await folder.write(
      "config/providers.yaml",
      "providers:\n  - name: Acme\n    url: https://acme.example\n    intervall: 30s\n" +
        "  - name: Acme\n    url: acme.example\n",
    );
    const { code, stdout, stderr } = await runInProcess(["run"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(
      'config/providers.yaml:4:5 unknown key "intervall", did you mean "interval"?\n        intervall: 30s\n',
    );
    expect(stderr).toMatch(/^config\/providers\.yaml:5:11 .*Acme/m);
    expect(stderr).toMatch(/^config\/providers\.yaml:6:10 .*expected an address/m);
  });

  it.each([
    ["an unknown option", ["run", "--intervall", "30s"], /unknown option '--intervall'/],
    ["a format that there is not", ["run", "--format", "xml"], /'xml' is invalid.*text, pretty, json/],
    ["an argument too many", ["run", "GitHub"], /too many arguments/],
    ["a command that there is not", ["watch"], /unknown command 'watch'/],
  ])("to %s", async (_, args, message) => {
    await using folder = await Folder.create();
    const { code, stdout, stderr } = await runInProcess(args, { cwd: folder.path });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
  });
});
