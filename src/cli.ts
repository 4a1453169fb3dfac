import { inspect } from "node:util";
import { type Command, CommanderError, type OutputConfiguration } from "commander";
import { type CommonOptions, createProgram, failureCodeOf } from "./commands/program.ts";
import type { CommandContext } from "./commands/types.ts";
import { StatusWatchError } from "./errors.ts";
import { createLogger } from "./log.ts";
import { present } from "./present.ts";
import { chalkFor } from "./render/words.ts";
import { Signals } from "./signals.ts";
import { stripControls } from "./text.ts";
import { within } from "./within.ts";

/** How long what was written may take to reach a slow reader once the program was told to stop. */
const FLUSH_MS = 500;

/** The command line of a process: the only place that knows its arguments, signals and exit codes. */
export async function main(process: NodeJS.Process): Promise<void> {
  const signals = new Signals(process);
  const code = await runCommand(process, signals);
  const isToldToStop = signals.stopped.aborted;
  // From here on signals end the program as they end any other.
  signals.dispose();
  const flushed = new Promise<unknown>((resolve) => process.stdout.write("", resolve));
  await (isToldToStop ? within(flushed, FLUSH_MS) : flushed);
  process.exitCode = code;
  const { outputError } = signals;
  // A reader that has enough, as `head` has, is no failure.
  if (outputError && outputError.code !== "EPIPE") {
    process.stderr.write(`error: standard output: ${outputError.message}\n`);
    process.exitCode = failureCodeOf(process.argv);
  }
  if (process.stdout.writableLength > 0) process.exit();
}

async function runCommand(process: NodeJS.Process, signals: Signals): Promise<number> {
  let code = 0;
  const failureCode = failureCodeOf(process.argv);
  const program = createProgram({
    perform: async (command, action) => {
      code = await action(createContext(command, process, signals));
    },
    output: outputTo(process),
  });
  try {
    await program.parseAsync(process.argv);
    return code;
  } catch (error) {
    // Commander has already said what is wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : failureCode;
    // Anything but an error of ours is a bug: the stack is what its report needs.
    const text = error instanceof StatusWatchError ? error.message : inspect(error);
    process.stderr.write(`${stripControls(text)}\n`);
    return failureCode;
  }
}

function outputTo({ stdout, stderr }: NodeJS.Process): OutputConfiguration {
  return {
    writeOut: (text) => void stdout.write(text),
    writeErr: (text) => void stderr.write(text),
    // Commander's own 80 where it is no terminal.
    getOutHelpWidth: () => (stdout.isTTY ? stdout.columns : 80),
    getErrHelpWidth: () => (stderr.isTTY ? stderr.columns : 80),
  };
}

function createContext(command: Command, process: NodeJS.Process, signals: Signals): CommandContext {
  const { stdin, stdout, stderr, env } = process;
  // Options may stand before the command and after it; after it they are nearer, and win.
  const before = command.parent?.opts<CommonOptions>() ?? {};
  const options: CommonOptions = { ...before, ...command.opts<CommonOptions>() };
  const isColored = before.color !== false && options.color !== false;
  const { config, format = stdout.isTTY ? "pretty" : "text", tz = "utc", logLevel = "info" } = options;
  return {
    stdin,
    stdout,
    stderr,
    env,
    cwd: process.cwd(),
    log: createLogger(logLevel, stderr),
    output: { format, timeZone: tz, chalk: chalkFor(stdout, isColored, env) },
    stopped: signals.stopped,
    onReload: (callback) => signals.onReload(callback),
    ...present({ configPath: config }),
  };
}
