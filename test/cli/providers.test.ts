import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Folder, PROJECT } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";

const FILE = "config/providers.yaml";
const HEAD = "# What we depend on.\ndefaults: { interval: 5m }\nproviders:\n";
const FIRST =
  "  # The first.\n  - name: Acme Cloud\n    url: https://acme.example/status   # main\n    format: statuspage\n";
const SECOND = "  # The second.\n  - { name: Bolt, url: https://bolt.example/feed.atom, interval: 250ms }\n";
const END = "# The end.\n";

async function withConfig(): Promise<Folder> {
  const folder = await Folder.create();
  await folder.write(FILE, HEAD + FIRST + SECOND + END);
  return folder;
}

describe.concurrent("list-providers", () => {
  it("shows a line each: name, format, rhythm, address", async () => {
    await using folder = await withConfig();
    expect(await runInProcess(["list-providers"], { cwd: folder.path })).toEqual({
      code: 0,
      stdout:
        "Acme Cloud  statuspage  every 5m     https://acme.example/status\n" +
        "Bolt        detected    every 250ms  https://bolt.example/feed.atom\n",
      stderr: "",
    });
  });

  it("shows one object a line with --format json", async () => {
    await using folder = await withConfig();
    const { code, stdout } = await runInProcess(["list-providers", "--format", "json"], { cwd: folder.path });
    expect(code).toBe(0);
    expect(
      stdout
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { name: "Acme Cloud", url: "https://acme.example/status", format: "statuspage", intervalMs: 300_000 },
      { name: "Bolt", url: "https://bolt.example/feed.atom", intervalMs: 250 },
    ]);
  });

  it("shows what the package watches where there is no other configuration", async () => {
    await using folder = await Folder.create();
    const { code, stdout } = await runInProcess(["list-providers"], { cwd: folder.path });
    expect(code).toBe(0);
    for (const name of ["OpenAI", "GitHub", "Cloudflare"])
      expect(stdout).toMatch(new RegExp(`^${name} `, "m"));
  });

  it("ends with 1 where the configuration is wrong", async () => {
    await using folder = await Folder.create();
    await folder.write(FILE, "providers:\n  - name: Acme\n");
    const { code, stdout, stderr } = await runInProcess(["list-providers"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^config\/providers\.yaml:2:5 /);
  });
});

describe.concurrent("remove-provider", () => {
  it("takes out the provider and the comment that is about it, and leaves all else", async () => {
    await using folder = await withConfig();
    const result = await runInProcess(["remove-provider", "acme cloud"], { cwd: folder.path });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toMatch(/^removed acme cloud from .*config\/providers\.yaml\n$/i);
    expect(await folder.read(FILE)).toBe(HEAD + SECOND + END);
  });

  it("ends with 1 and a suggestion for a name that is none, the file as it was", async () => {
    await using folder = await withConfig();
    const { code, stderr } = await runInProcess(["remove-provider", "Bold"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toBe('no provider is called "Bold", did you mean "Bolt"?\n');
    expect(await folder.read(FILE)).toBe(HEAD + FIRST + SECOND + END);
  });

  it("ends with 1 without a name", async () => {
    await using folder = await withConfig();
    const { code, stderr } = await runInProcess(["remove-provider"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toContain("missing required argument 'name'");
  });

  it("never writes the configuration of the package", async () => {
    await using folder = await Folder.create();
    const packaged = join(PROJECT, "config", "providers.yaml");
    const before = await readFile(packaged, "utf8");
    const { code, stderr } = await runInProcess(["remove-provider", "GitHub"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toMatch(/never written/);
    expect(await readFile(packaged, "utf8")).toBe(before);
  });
});
