import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT, runCli } from "../helpers/cli.ts";

const COMMANDS = ["run", "check-once", "add-provider", "remove-provider", "list-providers", "search", "demo"];

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
      const { code, stdout, stderr } = await runCli([...command, "--help"], { cwd: PROJECT });
      expect(code).toBe(0);
      expect(stderr).toBe("");
      expect(stdout).toContain(`Usage: ${["status-watch", ...command].join(" ")}`);
      expect(stdout).toMatch(/\nExamples:\n( {2}\$ status-watch \S.*\n?)+/);
      for (const option of ["--config <file>", "--no-color", "--log-level <level>"])
        expect(stdout).toContain(option);
    },
  );

  it("finds every option of `run` in its help", async () => {
    const { stdout } = await runCli(["run", "--help"], { cwd: PROJECT });
    for (const option of ["--format", "--tz", "--state <where>", "--edits", "--no-ongoing"])
      expect(stdout).toContain(`  ${option}`);
  });

  it("is shown the commands, with 1, where none or none that exists is given", async () => {
    const none = await runCli([], { cwd: PROJECT });
    expect(none).toMatchObject({ code: 1, stdout: "" });
    for (const command of COMMANDS) expect(none.stderr).toContain(`\n  ${command} `);
    const unknown = await runCli(["chek-once"], { cwd: PROJECT });
    expect(unknown).toMatchObject({ code: 1, stdout: "" });
    expect(unknown.stderr).toMatch(/unknown command 'chek-once'\n.*Did you mean check-once\?/);
  });
});
