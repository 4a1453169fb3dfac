import { execFileSync, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/commands/program.ts";
import { PROJECT } from "../helpers/cli.ts";

const PAGE = join(PROJECT, "man", "status-watch.1");

/** What a man page's own escapes stand for. */
function plain(roff: string): string {
  return roff
    .replace(/\\f[BIR]/g, "")
    .replaceAll("\\-", "-")
    .replaceAll("\\e", "\\");
}

const has = (program: string) => spawnSync(program, ["-V"]).error === undefined;

describe("The man page", () => {
  it("is what the build makes of the table of commands", async () => {
    const script = join(PROJECT, "scripts", "write-man.mjs");
    const fresh = execFileSync(process.execPath, [script, "-"], { encoding: "utf8" });
    expect(await readFile(PAGE, "utf8")).toBe(fresh);
  });

  it("tells of every command, with its arguments, its options, what they may be, and its examples", async () => {
    const page = plain(await readFile(PAGE, "utf8"));
    const program = createProgram({ perform: async () => {} });
    expect(program.commands.length).toBeGreaterThan(10);
    for (const command of program.commands) {
      const [, section = ""] = page.split(`\n.SS ${command.name()}\n`);
      const [own = ""] = section.split(/\n\.S[SH] /);
      const [, common = ""] = page.split("\n.SH OPTIONS OF ALL COMMANDS\n");
      for (const argument of command.registeredArguments) expect(own).toContain(`.TP\n${argument.name()}\n`);
      for (const { flags, argChoices = [] } of command.options) {
        const told = [own, common].find((text) => text.includes(`.TP\n${flags.replace(/[<>]/g, "")}\n`));
        expect(told, `${command.name()} ${flags}`).toBeDefined();
        expect(told).toContain(argChoices.join(", "));
      }
      expect(own).toContain(`\n$ status-watch ${command.name()}`);
    }
  });

  it.skipIf(!has("mandoc"))(
    "has nothing that mandoc warns of but that it bears no date (needs mandoc)",
    () => {
      const { stdout } = spawnSync("mandoc", ["-T", "lint", "-W", "warning", PAGE], { encoding: "utf8" });
      expect(stdout).toMatch(/^mandoc: \S+ WARNING: missing date, using "": TH\n$/);
    },
  );

  it.skipIf(!has("man"))("is shown by man without a warning (needs man)", () => {
    const env = { ...process.env, MANWIDTH: "200", LC_ALL: "C.UTF-8" };
    const { status, stdout, stderr } = spawnSync("man", ["--warnings", "-l", PAGE], {
      encoding: "utf8",
      env,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("status-watch - watch status pages and print what is new");
    expect(stdout).toContain("$XDG_CONFIG_HOME/status-watch/providers.yaml (~/.config/…)");
  });
});
