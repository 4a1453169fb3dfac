import { EventEmitter } from "node:events";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { main } from "../../src/cli.ts";
import type { CliOptions, Result } from "./cli.ts";
import { type Network, onNetwork } from "./network.ts";

export interface InProcessOptions extends Omit<CliOptions, "unread"> {
  /** What there is beside loopback; the machine's own network where it is left out. */
  readonly network?: Network;
}

/**
 * Runs a command to its end as `runCli` does, without a process of its own: for what a command says and does. What only
 * a process has is not in it: whether it ends by itself, signals, pipes, and what Node makes of the environment.
 */
export async function runInProcess(
  args: readonly string[],
  { cwd, env = {}, network }: InProcessOptions,
): Promise<Result> {
  const unheeded = Object.keys(env).find((name) => name === "TZ" || name.startsWith("NODE_"));
  if (unheeded) throw new Error(`${unheeded} is heeded by processes only: use runCli`);
  const process = new OwnProcess(args, cwd, env);
  await onNetwork(network, () => main(process as unknown as NodeJS.Process));
  const { stdout, stderr } = process;
  return { code: process.exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** As much of a process as the command line knows. */
class OwnProcess extends EventEmitter {
  exitCode = 0;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin = new PassThrough().end();
  readonly stdout = new Output();
  readonly stderr = new Output();
  readonly #cwd: string;

  constructor(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
    super();
    this.argv = ["node", "status-watch", ...args];
    this.#cwd = cwd;
    const { PATH } = globalThis.process.env;
    this.env = { PATH, HOME: cwd, XDG_CONFIG_HOME: join(cwd, "xdg"), ...env };
  }

  cwd(): string {
    return this.#cwd;
  }

  exit(): never {
    throw new Error("a command that runs to its end does not exit");
  }
}

/** A stream that is no terminal. */
class Output extends Writable {
  text = "";

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(chunk: string, _encoding: string, callback: () => void): void {
    this.text += chunk;
    callback();
  }
}
