import { execFileSync } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { COMMANDS } from "../../src/commands/table.ts";
import { BIN, type Cli, Folder, hasTerminals, runCli, startProgram } from "../helpers/cli.ts";

const HOSTILE = `It's $(touch pwned) "x"`;
const url = "https://status.example.com";
const CONFIG = stringify({
  providers: [
    ...["Google Cloud", "GitHub", "AWS: us-east", HOSTILE].map((name) => ({ name, url })),
    { use: "openai" },
  ],
  consumers: [{ type: "slack" }, { type: "jsonl", name: "Log file" }],
});

function has(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A folder with a configuration, and the program on the path of the shells that start there. */
async function prepared() {
  const folder = await Folder.create();
  await folder.write("config/providers.yaml", CONFIG);
  await mkdir(join(folder.path, "bin"));
  await symlink(BIN, join(folder.path, "bin", "status-watch"));
  const env = { PATH: `${join(folder.path, "bin")}:${process.env["PATH"]}`, TERM: "dumb" };
  return Object.assign(folder, { env });
}

type Prepared = Awaited<ReturnType<typeof prepared>>;

type Replies = Readonly<Record<string, readonly string[]>>;

/** What one shell, which is asked all of them, would offer for each line with the cursor at its end. */
async function ask(command: readonly string[], lines: readonly string[], { path, env }: Prepared) {
  await using program = startProgram([...command, ...lines], { cwd: path, env });
  program.stdin.end();
  expect({ code: await program.exit, stderr: program.stderr }).toEqual({ code: 0, stderr: "" });
  const answers = program.stdout.split("==\n").slice(0, -1);
  return Object.fromEntries(lines.map((line, at) => [line, (answers[at] ?? "").split("\n").slice(0, -1)]));
}

function inBash(lines: readonly string[], folder: Prepared): Promise<Replies> {
  const script = `source <(status-watch completion bash)
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
for line; do
  COMP_LINE=$line COMP_POINT=\${#line} COMP_WORDS=($line) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _status_watch status-watch
  for reply in "\${COMPREPLY[@]}"; do printf '%s\\n' "$reply"; done
  echo ==
done`;
  return ask(["bash", "--norc", "-c", script, "bash"], lines, folder);
}

/** The same in fish, with what it means behind a tab. */
function inFish(lines: readonly string[], folder: Prepared): Promise<Replies> {
  const script = "status-watch completion fish | source; for line in $argv; complete -C $line; echo ==; end";
  return ask(["fish", "--no-config", "-c", script], lines, folder);
}

/** A shell at its prompt, with completion switched on; Tab is typed as `\t`. */
async function atPrompt(shell: string, setup: string, { path, env }: Prepared): Promise<Cli> {
  const cli = startProgram(["script", "-qec", shell, "/dev/null"], { cwd: path, env });
  // The line itself is echoed: only its outcome reads so.
  cli.stdin.write(`${setup}; echo rea''dy\n`);
  await cli.until(/ready/);
  return cli;
}

describe.skipIf(!has("bash"))("completion bash (needs bash)", { concurrent: true }, () => {
  const replies = {
    "status-watch check": ["check-once"],
    "status-watch nothing ": [],
    "status-watch check-once --ver": [],
    "status-watch --ver": ["--version"],
    "status-watch run --st": ["--state"],
    "status-watch run --format ": ["text", "pretty", "json"],
    "status-watch run --format=js": ["json"],
    "status-watch run --log-level s": ["silent"],
    "status-watch add-provider --format statusp": ["statuspal", "statuspage"],
    "status-watch add-provider lets": [],
    "status-watch add-provider let": ["Let\\'s\\ Encrypt"],
    "status-watch check-once goo": ["Google\\ Cloud"],
    "status-watch check-once Google\\ C": ["Google\\ Cloud"],
    'status-watch check-once "Goo': ["Google Cloud"],
    "status-watch check-once AWS:": ["\\ us-east"],
    "status-watch check-once It": [`It\\'s\\ \\$\\(touch\\ pwned\\)\\ \\"x\\"`],
    "status-watch repair GitHub open": ["openai"],
    "status-watch test-consumer ": ["slack", "Log\\ file"],
    "status-watch completion ": ["bash", "zsh", "fish"],
    "status-watch help expl": ["explain"],
  };

  it("offers what begins as what is typed, quoted as that is", async () => {
    await using folder = await prepared();
    expect(await inBash(Object.keys(replies), folder)).toEqual(replies);
  });

  it("offers every command, and where an argument may be anything, the options", async () => {
    await using folder = await prepared();
    expect(await inBash(["status-watch ", "status-watch run "], folder)).toEqual({
      "status-watch ": [...COMMANDS.map(({ name }) => name), "help"],
      "status-watch run ": expect.arrayContaining(["--discard-damaged-state", "--help"]),
    });
  });

  it("offers the names of the configuration that is named on the line, also where it has mistakes", async () => {
    await using folder = await prepared();
    await folder.write("other.yaml", "providers: [{ name: Elsewhere, intervall: 30s }, 7, { name: [] }]");
    await folder.write("broken.yaml", "providers: [{ name: 'Els");
    const answers = {
      "status-watch -c other.yaml check-once ": ["Elsewhere"],
      "status-watch check-once -c ~/other.yaml E": ["Elsewhere"],
      "status-watch check-once -c broken.yaml E": [],
      "status-watch check-once -c missing.yaml E": [],
    };
    expect(await inBash(Object.keys(answers), folder)).toEqual(answers);
  });

  it("never offers what would steer a terminal, or would be more than one line", async () => {
    await using folder = await prepared();
    await folder.write("other.yaml", String.raw`providers: [{ name: "\e[31mA\nB\tC" }, { name: "\e[0m" }]`);
    const line = "status-watch check-once -c other.yaml ";
    expect(await inBash([line], folder)).toEqual({ [line]: ["A\\ B\\ C"] });
  });

  it.skipIf(!hasTerminals())(
    "completes files, and folders, at a prompt (needs util-linux's `script`)",
    async () => {
      await using folder = await prepared();
      await using cli = await atPrompt("bash --norc -i", "source <(status-watch completion bash)", folder);
      cli.stdin.write("status-watch --config=config/p\t");
      await cli.until(/--config=config\/providers\.yaml /);
      cli.stdin.write("\u0015status-watch run --state con\t");
      await cli.until(/--state config\//);
      cli.stdin.write('\u0015status-watch check-once "goo\t');
      await cli.until(/"goo[\b]*Google Cloud" /);
    },
  );
});

describe.skipIf(!has("fish"))("completion fish (needs fish)", { concurrent: true }, () => {
  const replies = {
    "status-watch chec": ["check-once\tread all providers, or those named, once and show how they are"],
    "status-watch run --format=j": ["--format=json"],
    "status-watch run --format j": ["json"],
    "status-watch check-once goo": ["Google Cloud"],
    'status-watch check-once "Goo': ["Google Cloud"],
    "status-watch check-once It": [HOSTILE],
    "status-watch test-consumer Lo": ["Log file"],
    "status-watch add-provider --format instat": ["instatus\tan Instatus page"],
    "status-watch run --config con": ["config/"],
    "status-watch run --config=con": ["--config=config/"],
    "status-watch run --state=con": ["--state=config/"],
    "status-watch nothing ": [],
  };

  it("offers what begins as what is typed, with what it means", async () => {
    await using folder = await prepared();
    expect(await inFish(Object.keys(replies), folder)).toEqual(replies);
  });
});

const hasZsh = has("zsh") && hasTerminals();
describe.skipIf(!hasZsh)(
  "completion zsh (needs zsh, and util-linux's `script`)",
  { concurrent: true },
  () => {
    const sourced = "autoload -U compinit; compinit -D -u; source <(status-watch completion zsh)";
    const installed =
      "mkdir fp; status-watch completion zsh > fp/_status-watch; fpath=(fp $fpath); autoload -U compinit; compinit -D -u";

    it.each([
      ["sourced", sourced],
      ["installed", installed],
    ])("completes at a prompt where it is %s", async (_, setup) => {
      await using folder = await prepared();
      await using cli = await atPrompt("zsh -f -i", setup, folder);
      const press = (text: string, outcome: RegExp) => {
        cli.stdin.write(`\u0015${text}\t`);
        return cli.until(outcome);
      };
      await press("status-watch chec", /check-once /);
      await press("status-watch check-once goo", /Google\\ Cloud /);
      await press('status-watch check-once "Goog', /"Google Cloud" /);
      await press("status-watch check-once It", /It\\'s\\ \\\$\\\(touch\\ pwned\\\)\\ \\"x\\" /);
      await press("status-watch run --log-level=si", /--log-level=silent /);
      await press("status-watch run --config=config/p", /--config=config\/providers\.yaml /);
      await press("status-watch run --state con", /--state config\//);
      await press("status-watch completion ", /bash +fish +zsh/);
      await press("status-watch add-provider --form", /--format /);
      await press("status-watch add-provider --format instat", /instatus /);
    });
  },
);

describe.concurrent("completion", () => {
  it("refuses a shell that it has no script for", async () => {
    await using folder = await prepared();
    const result = await runCli(["completion", "tcsh"], { cwd: folder.path });
    expect(result).toMatchObject({ code: 1, stdout: "" });
    expect(result.stderr).toContain("Allowed choices are bash, zsh, fish");
  });
});
