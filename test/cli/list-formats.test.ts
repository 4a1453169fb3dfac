import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FORMAT_NAMES, FORMATS } from "../../src/feeds/index.ts";
import { hasTerminals, PROJECT, startOnTerminal } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";

const PROOFS = { captured: "real pages", documented: "its samples", unproven: "unproven" };

describe.concurrent("list-formats", () => {
  it("shows every format once, with what it was proved on, and what it is", async () => {
    const { code, stdout, stderr } = await runInProcess(["list-formats"], { cwd: PROJECT });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ {2,}/));
    expect(rows).toEqual(
      FORMAT_NAMES.map((name) => [name, PROOFS[FORMATS[name].proof], FORMATS[name].label]),
    );
  });

  it("says plainly which are unproven", async () => {
    const { stdout } = await runInProcess(["list-formats"], { cwd: PROJECT });
    const unproven = FORMAT_NAMES.filter((name) => FORMATS[name].proof === "unproven");
    expect(stdout.match(/^[a-z\d]+(?= +unproven )/gm) ?? []).toEqual(unproven);
    const help = await runInProcess(["list-formats", "--help"], { cwd: PROJECT });
    for (const words of Object.values(PROOFS)) expect(help.stdout).toContain(`"${words}"`);
  });

  it("shows one object a line with --format json", async () => {
    const { code, stdout } = await runInProcess(["list-formats", "--format", "json"], { cwd: PROJECT });
    expect(code).toBe(0);
    const formats = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(formats).toEqual(
      FORMAT_NAMES.map((name) => ({ name, label: FORMATS[name].label, proof: FORMATS[name].proof })),
    );
  });

  it.skipIf(!hasTerminals())("keeps to 80 columns, and cuts few labels", async () => {
    await using cli = startOnTerminal(["list-formats", "--no-color"], { cwd: PROJECT, columns: 80 });
    expect(await cli.exit).toBe(0);
    const lines = cli.stdout.trimEnd().split("\r\n");
    expect(lines).toHaveLength(FORMAT_NAMES.length);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => line.endsWith("…")).length).toBeLessThanOrEqual(1);
  });

  it("says the same as the README", async () => {
    const readme = await readFile(join(PROJECT, "README.md"), "utf8");
    const [, section = ""] = /## What it reads\n(.*?)\n## /s.exec(readme) ?? [];
    const told = Object.fromEntries(
      [...section.matchAll(/^- (.*?(?:\n {2}.*?)*)$/gm)].flatMap(([, item = ""], index) =>
        [...item.matchAll(/`([a-z\d]+)`/g)].map(([, name = ""]) => [name, Object.keys(PROOFS)[index]]),
      ),
    );
    expect(told).toEqual(Object.fromEntries(FORMAT_NAMES.map((name) => [name, FORMATS[name].proof])));
  });

  it("needs no configuration, and takes no arguments", async () => {
    const env = { STATUS_WATCH_CONFIG: "nowhere.yaml" };
    expect(await runInProcess(["list-formats"], { cwd: PROJECT, env })).toMatchObject({ code: 0 });
    expect(await runInProcess(["list-formats", "okta"], { cwd: PROJECT })).toMatchObject({
      code: 1,
      stdout: "",
    });
  });
});
