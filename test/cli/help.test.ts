import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Folder, PROJECT, runCli } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";

const COMMANDS = [
  ...["run", "check-once", "add-provider", "remove-provider", "list-providers"],
  ...["search", "list-formats", "repair", "explain", "demo", "completion"],
  ...["subscribe", "unsubscribe"],
];

describe.concurrent("Whoever asks for help", () => {
  it("is told the version of the package", async () => {
    const { version } = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8")) as {
      version: string;
    };
    for (const option of ["--version", "-V"]) {
      expect(await runCli([option], { cwd: PROJECT })).toEqual({
        code: 0,
        stdout: `${version}\n`,
        stderr: "",
      });
    }
  });

  it.each([[], ...COMMANDS.map((command) => [command])])(
    "is helped with examples: %s --help",
    async (...command) => {
      const { code, stdout, stderr } = await runInProcess([...command, "--help"], { cwd: PROJECT });
      expect(code).toBe(0);
      expect(stderr).toBe("");
      expect(stdout).toContain(`Usage: ${["status-watch", ...command].join(" ")}`);
      expect(stdout).toMatch(/\nExamples:\n( {2}\$ status-watch \S.*\n?)+/);
      for (const option of ["--config <file>", "--no-color", "--log-level <level>"])
        expect(stdout).toContain(option);
    },
  );

  it("can type the examples of what needs no network as they stand", async () => {
    await using folder = await Folder.create();
    for (const command of ["search", "list-providers", "list-formats"]) {
      const { stdout } = await runInProcess([command, "--help"], { cwd: folder.path });
      const examples = [...stdout.matchAll(/\$ status-watch (.*?)(?: \|.*)?$/gm)].map(
        ([, words = ""]) => words,
      );
      expect(examples.length).toBeGreaterThan(1);
      for (const words of examples) {
        const result = await runInProcess(words.split(" "), { cwd: folder.path });
        expect({ words, code: result.code, stderr: result.stderr }).toEqual({ words, code: 0, stderr: "" });
      }
    }
  });

  it("finds in examples only providers and services that are there", async () => {
    const { stdout: providers } = await runInProcess(["list-providers"], { cwd: tmpdir() });
    const { stdout: services } = await runInProcess(["search"], { cwd: tmpdir() });
    for (const [command, known] of [
      ...["check-once", "remove-provider", "repair"].map((name) => [name, providers] as const),
      ["add-provider", services],
    ] as const) {
      const { stdout } = await runInProcess([command, "--help"], { cwd: tmpdir() });
      const examples = stdout
        .slice(stdout.indexOf("Examples:"))
        .matchAll(/status-watch \S+ (.*?)(?= \|\||$)/gm);
      const names = [...examples].flatMap(([, words = ""]) => words.replace(/ --.*/, "").split(" "));
      for (const name of names.filter((one) => one !== "" && !/[.-]/.test(one)))
        expect(known).toMatch(new RegExp(`^${name} `, "im"));
    }
  });

  it("finds every option of `run` in its help", async () => {
    const { stdout } = await runInProcess(["run", "--help"], { cwd: PROJECT });
    for (const option of ["--format", "--tz", "--state <folder>", "--edits", "--no-ongoing"])
      expect(stdout).toContain(`  ${option}`);
  });

  it("is shown the commands, with 1, where none or none that exists is given", async () => {
    const none = await runInProcess([], { cwd: PROJECT });
    expect(none).toMatchObject({ code: 1, stdout: "" });
    for (const command of COMMANDS) expect(none.stderr).toContain(`\n  ${command} `);
    const unknown = await runInProcess(["chek-once"], { cwd: PROJECT });
    expect(unknown).toMatchObject({ code: 1, stdout: "" });
    expect(unknown.stderr).toMatch(/unknown command 'chek-once'\n.*Did you mean check-once\?/);
    expect(unknown.stderr).toContain("\nstatus-watch --help shows the commands and their options\n");
  });

  it("is pointed at where an option or an argument of a command is wrong", async () => {
    for (const args of [["--colour"], ["--log-level", "loud"], ["--state"], ["GitHub"]]) {
      const { code, stderr } = await runInProcess(["run", ...args], { cwd: PROJECT });
      expect([code, stderr.split("\n").slice(1)]).toEqual([
        1,
        ["status-watch run --help shows how it is called", ""],
      ]);
    }
  });
});
