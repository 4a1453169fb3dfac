import { EventEmitter } from "node:events";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { main } from "../../src/cli.ts";
import type { CliOptions, Result } from "./cli.ts";
import { type Network, onNetwork } from "./network.ts";
import { Running } from "./running.ts";

export interface InProcessOptions extends Omit<CliOptions, "unread"> {
  /** What there is beside loopback; the machine's own network where it is left out. */
  readonly network?: Network;
}

/**
 * Runs a command to its end as `runCli` does, without a process of its own: for what a command says and does. What only
 * a process has is not in it: whether it ends by itself, signals that end it, pipes, and what Node makes of the
 * environment.
 */
export async function runInProcess(args: readonly string[], options: InProcessOptions): Promise<Result> {
  const running = startInProcess(args, options);
  const code = await running.exit;
  const { stdout, stderr } = running;
  return { code, stdout, stderr };
}

/** The same of a command that does not end by itself, as `startCli`; it can be told to stop, and to reload. */
export function startInProcess(args: readonly string[], options: InProcessOptions): InProcess {
  const { env = {} } = options;
  const unheeded = Object.keys(env).find((name) => name === "TZ" || name.startsWith("NODE_"));
  if (unheeded) throw new Error(`${unheeded} is heeded by processes only: use startCli or runCli`);
  return new InProcess(args, options);
}

/** A command that runs in this process. */
class InProcess extends Running {
  readonly exit: Promise<number>;
  readonly #process: OwnProcess;
  #isToldToStop = false;

  constructor(args: readonly string[], { cwd, env = {}, network }: InProcessOptions) {
    super();
    const hear = (stream: "stdout" | "stderr") => new Output((text) => this.heard(stream, text));
    this.#process = new OwnProcess(args, { cwd, env, stdout: hear("stdout"), stderr: hear("stderr") });
    this.exit = this.#run(network);
    // Where nobody waits for it, the next that is waited for tells.
    this.exit.catch(() => {});
  }

  kill(signal: NodeJS.Signals = "SIGTERM"): void {
    this.#isToldToStop ||= signal !== "SIGHUP";
    if (!this.#process.emit(signal) && !this.hasEnded)
      throw new Error(`${signal} would end this process too: use startCli`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isToldToStop) this.#process.emit("SIGTERM");
    await this.exit;
  }

  async #run(network: Network | undefined): Promise<number> {
    try {
      await onNetwork(network, () => main(this.#process as unknown as NodeJS.Process));
    } finally {
      this.ended();
    }
    return this.#process.exitCode;
  }
}

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** As much of a process as the command line knows. */
class OwnProcess extends EventEmitter {
  exitCode = 0;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin = new PassThrough().end();
  readonly stdout: Output;
  readonly stderr: Output;
  readonly #cwd: string;

  constructor(args: readonly string[], { cwd, env, stdout, stderr }: Surroundings) {
    super();
    this.argv = ["node", "status-watch", ...args];
    this.stdout = stdout;
    this.stderr = stderr;
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
  readonly #hear: (text: string) => void;

  constructor(hear: (text: string) => void) {
    super({ decodeStrings: false });
    this.#hear = hear;
  }

  override _write(chunk: string, _encoding: string, callback: () => void): void {
    this.#hear(chunk);
    callback();
  }
}
