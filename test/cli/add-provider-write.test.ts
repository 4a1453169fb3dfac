import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Folder, PROJECT } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";
import { outage, StatusPage } from "./page.ts";
import { watching } from "./watching.ts";

const COMMENTED = `# What we depend on.

defaults: { interval: 5m }   # polite

providers:
    # The other one.
    -   name: Other
        url:  'https://other.example'   # main
        components: [
            API,   # all there is
        ]

# The end.
`;

const FILE = "config/providers.yaml";

describe.concurrent("add-provider writes", () => {
  it("at the end of the list, every comment and blank as it was", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await folder.write(FILE, COMMENTED);
    const { code } = await runInProcess(["add-provider", page.url], { cwd: folder.path });
    expect(code).toBe(0);
    const added = `    -   name: Acme\n        url: ${page.url}\n        format: statuspage\n`;
    const end = COMMENTED.indexOf("\n# The end.");
    expect(await folder.read(FILE)).toBe(`${COMMENTED.slice(0, end)}${added}${COMMENTED.slice(end)}`);
    expect(await readdir(join(folder.path, "config"))).toEqual(["providers.yaml"]);
  });

  it("a new file where that is named, and says of one that it cannot write before it asks any page", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    const add = (path: string, url = page.url) =>
      runInProcess(["add-provider", "-c", path, url], { cwd: folder.path });
    expect(await add("new/folder/mine.yaml")).toMatchObject({ code: 0, stderr: "" });
    expect(await folder.read("new/folder/mine.yaml")).toContain(`url: ${page.url}\n`);
    const asked = page.requests.length;
    expect(await add("new/folder")).toMatchObject({
      ...{ code: 1, stdout: "", stderr: expect.stringContaining("it is a folder") },
    });
    const withPassword = page.url.replace("://", "://user:s3cret@");
    const refused = await add("new/folder/mine.yaml", withPassword);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/the address must not hold a user name or a password(?!.*s3cret)/);
    expect(page.requests.length).toBe(asked);
  });

  it("the name, the interval and the components that are given", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await folder.write(FILE, "providers: []\n");
    const options = [
      "--name",
      "Our: Acme",
      "--interval",
      "30s",
      "--component",
      "API",
      "--component",
      "/^dash/i",
    ];
    const { code, stdout } = await runInProcess(["add-provider", page.url, ...options], { cwd: folder.path });
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nadded Our: Acme to /);
    expect(await folder.read(FILE)).toBe(
      `providers:\n  - name: "Our: Acme"\n    url: ${page.url}\n    format: statuspage\n` +
        "    interval: 30s\n    components: [API, /^dash/i]\n",
    );
    const list = await runInProcess(["list-providers"], { cwd: folder.path });
    expect(list).toMatchObject({ code: 0, stdout: expect.stringContaining("Our: Acme") });
  });

  it("nothing with --dry-run, but shows what it would", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await folder.write(FILE, COMMENTED);
    const { code, stdout } = await runInProcess(["add-provider", "--dry-run", page.url], {
      cwd: folder.path,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/would be added to .*config\/providers\.yaml:\n/);
    expect(stdout).toMatch(new RegExp(`- name: Acme\n +url: ${page.url}\n +format: statuspage\n$`));
    expect(await folder.read(FILE)).toBe(COMMENTED);
  });

  it("to the file of --config or $STATUS_WATCH_CONFIG, and to no other", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await folder.write(FILE, COMMENTED);
    await folder.write("a.yaml", "providers:\n");
    await folder.write("b.yaml", "providers:\n");
    const { path: cwd } = folder;
    const env = { STATUS_WATCH_CONFIG: "b.yaml" };
    expect((await runInProcess(["add-provider", page.url, "-c", "a.yaml"], { cwd, env })).code).toBe(0);
    expect(await folder.read("b.yaml")).toBe("providers:\n");
    expect((await runInProcess(["add-provider", page.url], { cwd, env })).code).toBe(0);
    expect(await folder.read("a.yaml")).toBe(await folder.read("b.yaml"));
    expect(await folder.read("a.yaml")).toContain("- name: Acme");
    expect(await folder.read(FILE)).toBe(COMMENTED);
  });

  it("a file of the user's own, and never the one of the package", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    const packaged = join(PROJECT, "config", "providers.yaml");
    const before = await readFile(packaged, "utf8");
    const dry = await runInProcess(["add-provider", "--dry-run", page.url], { cwd: folder.path });
    expect(dry.code).toBe(0);
    expect(await readdir(folder.path)).toEqual([]);
    const { code, stdout } = await runInProcess(["add-provider", page.url], { cwd: folder.path });
    const own = "xdg/status-watch/providers.yaml";
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        `\nadded Acme to .*${own}\n.*${own} is read from now on, in place of the list that comes with`,
      ),
    );
    expect(await folder.read(own)).toBe(
      `providers:\n  - name: Acme\n    url: ${page.url}\n    format: statuspage\n`,
    );
    expect(await readFile(packaged, "utf8")).toBe(before);
    const list = await runInProcess(["list-providers"], { cwd: folder.path });
    expect(list.stdout).toMatch(/^Acme .*\n$/);
  });

  it("so that a daemon that runs takes it over", async () => {
    await using page = await StatusPage.start();
    await using bolt = await StatusPage.start({ name: "Bolt", incidents: [outage(1)] });
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder, { args: ["--format", "json"] });
    await page.read(2);
    const { code } = await runInProcess(["add-provider", bolt.url, "-c", "providers.yaml"], {
      cwd: folder.path,
    });
    expect(code).toBe(0);
    await cli.until(/^reloaded providers\.yaml: 1 started, 0 stopped, 2 watched$/m);
    await cli.until(() => cli.events.length === 1);
    expect(cli.events).toMatchObject([{ provider: "Bolt", change: "ongoing" }]);
  });
});

describe.concurrent("add-provider refuses, with 1 and the file as it was,", () => {
  it.each([
    [
      "a name that is taken",
      (url: string) => ["add-provider", url, "--name", "OTHER"],
      /"Other" is on line 7 already/,
    ],
    [
      "an address that is watched",
      (url: string) => ["add-provider", `${url}/#x`, "--name", "New"],
      /as "Same" already/,
    ],
  ] as const)("%s", async (_, args, message) => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    const text = COMMENTED.replace("\n# The end", `    -   { name: Same, url: "${page.url}/" }\n\n# The end`);
    await folder.write(FILE, text);
    const { code, stderr } = await runInProcess(args(page.url), { cwd: folder.path });
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
    expect(await folder.read(FILE)).toBe(text);
  });

  it("a file that has mistakes already, and says which", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    const text = COMMENTED.replace("url:", "ulr:");
    await folder.write(FILE, text);
    const { code, stderr } = await runInProcess(["add-provider", page.url], { cwd: folder.path });
    expect(stderr).toMatch(/^config\/providers\.yaml:8:9 unknown key "ulr"/m);
    expect(code).toBe(1);
    expect(await folder.read(FILE)).toBe(text);
  });
});
