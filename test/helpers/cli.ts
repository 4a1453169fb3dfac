import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { Running } from "./running.ts";

export const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
export const BIN = join(PROJECT, "bin", "status-watch.js");

export interface CliOptions {
  readonly cwd: string;
  /** Beside PATH, HOME and XDG_CONFIG_HOME, which lie in `cwd`; nothing else is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** Leaves standard output unread until `readOn`, as a stuck reader does. */
  readonly unread?: boolean;
}

/** A program in a process of its own. */
export class Cli extends Running {
  readonly exit: Promise<number>;
  readonly stdin: ChildProcessWithoutNullStreams["stdin"];
  readonly #child: ChildProcessWithoutNullStreams;
  #isRead = false;

  constructor(child: ChildProcessWithoutNullStreams, unread = false) {
    super();
    this.#child = child;
    this.stdin = child.stdin;
    child.stdin.on("error", () => {});
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.heard("stderr", text));
    child.stdout.setEncoding("utf8");
    if (!unread) this.readOn();
    this.exit = this.#end();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals = "SIGTERM"): void {
    this.#child.kill(signal);
  }

  readOn(): void {
    this.#isRead = true;
    this.#child.stdout.on("data", (text: string) => this.heard("stdout", text));
  }

  /** Closes the reading end of a stream, as `head` does when it has enough. */
  close(stream: "stdout" | "stderr"): void {
    this.#child[stream].destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.exit;
    this.#child.stdout.destroy();
  }

  async #end(): Promise<number> {
    const [code, signal] = (await once(this.#child, "exit")) as [number | null, NodeJS.Signals | null];
    const { stdout, stderr } = this.#child;
    for (const stream of this.#isRead ? [stdout, stderr] : [stderr])
      if (!stream.closed) await once(stream, "close");
    this.ended();
    return code ?? 128 + constants.signals[signal ?? "SIGTERM"];
  }
}

/** Starts `node bin/status-watch.js` with these arguments. */
export function startCli(args: readonly string[], options: CliOptions): Cli {
  return startProgram([process.execPath, BIN, ...args], options);
}

/** The same on a pseudo-terminal, where both streams come as one: `stdout`. */
export function startOnTerminal(
  args: readonly string[],
  { cwd, env, columns = 100 }: CliOptions & { readonly columns?: number },
): Cli {
  const quoted = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(" ");
  const command = `stty cols ${columns} rows 40; exec ${quoted}`;
  return startProgram(["script", "-qec", command, "/dev/null"], { cwd, env: { TERM: "xterm", ...env } });
}

/** Whether there is util-linux's `script`, which gives a program a terminal. */
export function hasTerminals(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}

/** Runs any program in the clean environment of a test. */
export function startProgram(command: readonly string[], { cwd, env, unread }: CliOptions): Cli {
  const [file = "", ...args] = command;
  const child = spawn(file, args, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, XDG_CONFIG_HOME: join(cwd, "xdg"), ...env },
  });
  return new Cli(child, unread);
}

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end, with nothing on standard input. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<Result> {
  await using cli = startCli(args, options);
  cli.stdin.end();
  const code = await cli.exit;
  return { code, stdout: cli.stdout, stderr: cli.stderr };
}

/** A folder of its own for one test, gone afterwards. */
export class Folder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<Folder> {
    return new Folder(await realpath(await mkdtemp(join(tmpdir(), "status-watch-cli-"))));
  }

  /** Writes a file, and the folders above it; gives its full path. */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  /** Writes a configuration that watches these as fast as is allowed; gives its full path. */
  configure(providers: readonly Record<string, unknown>[], name = "providers.yaml"): Promise<string> {
    return this.write(name, configText(providers));
  }

  read(name: string): Promise<string> {
    return readFile(join(this.path, name), "utf8");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A program that is just being killed may still put something there.
    await rm(this.path, { recursive: true, maxRetries: 10 });
  }
}

export function configText(providers: readonly Record<string, unknown>[]): string {
  return stringify({ defaults: { interval: "250ms" }, providers });
}
