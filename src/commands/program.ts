import { Command, Option, type OutputConfiguration } from "commander";
import { LOG_LEVELS, type LogLevel } from "../log.ts";
import { VERSION } from "../version.ts";
import { COMMANDS, type CommandSpec } from "./table.ts";
import type { CommandContext } from "./types.ts";

/** Understood before and after every command. */
export interface CommonOptions {
  readonly config?: string;
  readonly format?: "text" | "pretty" | "json";
  readonly color?: boolean;
  readonly logLevel?: LogLevel;
  readonly tz?: "utc" | "local";
}

export interface ProgramHooks {
  /** Does what a command does. */
  perform(command: Command, action: (context: CommandContext) => Promise<number>): Promise<void>;
  /** Where help and complaints about arguments are written; the streams of this process where it is left out. */
  readonly output?: OutputConfiguration;
}

/** The commands of the table, with the options and the help that all of them share. */
export function createProgram(hooks: ProgramHooks): Command {
  const program = new Command("status-watch")
    .description("Watches the status pages of the services you depend on and prints what is new.")
    .version(VERSION)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(hooks.output ?? {})
    .showHelpAfterError("status-watch --help shows the commands and their options")
    .addHelpText("after", CONFIG_HELP);
  addCommonOptions(program, true);
  for (const spec of COMMANDS) addCommand(program, spec, hooks);
  return program;
}

/** The exit code with which the command of these arguments fails, also where they are wrong before it is reached. */
export function failureCodeOf(args: readonly string[]): number {
  return COMMANDS.find(({ name }) => args.includes(name))?.failureCode ?? 1;
}

function addCommand<Options>(program: Command, spec: CommandSpec<Options>, hooks: ProgramHooks): void {
  const command = program
    .command(spec.name)
    .description(spec.description)
    .allowExcessArguments(false)
    .showHelpAfterError(`status-watch ${spec.name} --help shows how it is called`)
    .exitOverride();
  spec.define?.(command);
  addCommonOptions(command, spec.hasOutput);
  command.addHelpText("after", `\nExamples:\n${spec.examples.map((example) => `  $ ${example}`).join("\n")}`);
  command.action(() =>
    hooks.perform(command, (context) => spec.act(context, command.opts() as Options, command.processedArgs)),
  );
}

function addCommonOptions(command: Command, hasOutput: boolean): void {
  command.option("-c, --config <file>", "the configuration; default: searched for, see status-watch --help");
  if (hasOutput) {
    command.addOption(
      new Option(
        "--format <format>",
        "how output is written; default: pretty on a terminal, else text",
      ).choices(["text", "pretty", "json"]),
    );
  }
  command
    .addOption(new Option("--tz <zone>", "of times in text output; default: utc").choices(["utc", "local"]))
    .option("--no-color", "no colour; NO_COLOR in the environment means the same")
    .addOption(
      new Option("--log-level <level>", "what is said on stderr; default: info").choices([...LOG_LEVELS]),
    );
}

const CONFIG_HELP = `
The configuration is the first of: --config, $STATUS_WATCH_CONFIG, ./config/providers.yaml,
$XDG_CONFIG_HOME/status-watch/providers.yaml (~/.config/…), and the one that comes with the package.

Examples:
  $ status-watch run                  watch, and print what is new
  $ status-watch check-once           how is everything right now?
  $ status-watch add-provider https://www.githubstatus.com
  $ status-watch demo                 see it work, without a network`;
