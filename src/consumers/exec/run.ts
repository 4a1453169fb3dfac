import { type ChildProcess, spawn } from "node:child_process";
import { basename } from "node:path";
import { messageOf } from "../../errors.ts";
import { cleanLine, truncate } from "../../text.ts";
import { within } from "../../within.ts";
import type { Delivery } from "../types.ts";

/** From the polite signal to the other, unless the timeout is shorter. */
const GRACE_MS = 5_000;
const CLOSE_GRACE_MS = 500;
/** For what the program wrote last; what it left running in the background may hold its output open for ever. */
const OUTPUT_GRACE_MS = 200;
const MAX_OUTPUT = 4_096;
const MAX_SAID = 200;

/** Runs one program at a time. It leads a process group, so that what it started ends with it. */
export class Runner {
  readonly #argv: readonly string[];
  readonly #timeoutMs: number;
  /** For reasons. The arguments may hold secrets. */
  readonly #program: string;
  #running: { readonly child: ChildProcess; readonly ended: Promise<unknown> } | undefined;

  constructor(argv: readonly string[], timeoutMs: number) {
    this.#argv = argv;
    this.#timeoutMs = timeoutMs;
    this.#program = basename(argv[0] ?? "");
  }

  /** Never throws for what a program may do. */
  async run(input: string, env: Record<string, string>): Promise<Delivery> {
    const [file = "", ...args] = this.#argv;
    let child: ChildProcess;
    try {
      child = spawn(file, args, { env, stdio: "pipe", detached: true, windowsHide: true });
    } catch (error) {
      return this.#failedToStart(error);
    }
    const ended = this.#follow(child);
    this.#running = { child, ended };
    // A program need not read what it is told: whether it was dealt with is for its exit code to say.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
    const delivery = await ended;
    this.#running = undefined;
    return delivery;
  }

  /** Ends what is running. */
  async close(): Promise<void> {
    if (!this.#running) return;
    const { child, ended } = this.#running;
    signal(child, "SIGTERM");
    await within(ended, CLOSE_GRACE_MS);
    signal(child, "SIGKILL");
    await ended;
  }

  #follow(child: ChildProcess): Promise<Delivery> {
    const said = tailOf(child);
    let isLate = false;
    let kill: NodeJS.Timeout | undefined;
    const terminate = setTimeout(() => {
      isLate = true;
      signal(child, "SIGTERM");
      kill = setTimeout(() => signal(child, "SIGKILL"), Math.min(GRACE_MS, this.#timeoutMs));
    }, this.#timeoutMs);
    return new Promise<Delivery>((resolve) => {
      child.once("error", (error) => resolve(this.#failedToStart(error)));
      child.once("exit", (code, name) => {
        const giveUp = setTimeout(() => hangUp(child), OUTPUT_GRACE_MS);
        child.once("close", () => {
          clearTimeout(giveUp);
          resolve(isLate ? this.#late() : this.#outcome(code, name, said()));
        });
      });
    }).finally(() => {
      clearTimeout(terminate);
      clearTimeout(kill);
      // What it had started and did not take with it.
      if (isLate) signal(child, "SIGKILL");
    });
  }

  #late(): Delivery {
    const reason = `${this.#program} was ended as it ran for more than ${this.#timeoutMs / 1000} s`;
    return { outcome: "retry", reason };
  }

  #outcome(code: number | null, name: NodeJS.Signals | null, said: string): Delivery {
    if (code === 0) return { outcome: "delivered" };
    const how = code === null ? `was ended by ${name}` : `exited with code ${code}`;
    return { outcome: "retry", reason: `${this.#program} ${how}${said && `: ${said}`}` };
  }

  #failedToStart(error: unknown): Delivery {
    const code = error instanceof Error && "code" in error ? String(error.code) : messageOf(error);
    const reason = `${this.#program} cannot be run (${code})`;
    if (code === "ENOENT") return { outcome: "drop", reason: `${reason}; install it, or give its full path` };
    if (code === "EACCES")
      return {
        outcome: "drop",
        reason: `${reason}; make it executable for the user that status-watch runs as`,
      };
    return { outcome: "retry", reason };
  }
}

/** What a program wrote last, on either stream: its last line, for people. */
function tailOf({ stdout, stderr }: ChildProcess): () => string {
  let tail = Buffer.alloc(0);
  const keep = (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-MAX_OUTPUT);
  };
  for (const stream of [stdout, stderr]) stream?.on("data", keep).on("error", () => {});
  return () =>
    truncate(
      cleanLine(
        tail
          .toString("utf8")
          .trim()
          .split(/[\r\n]+/)
          .at(-1) ?? "",
      ),
      MAX_SAID,
    );
}

function hangUp({ stdout, stderr, stdin }: ChildProcess): void {
  for (const stream of [stdin, stdout, stderr]) stream?.destroy();
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    // Windows knows no groups.
    process.kill(process.platform === "win32" ? child.pid : -child.pid, name);
  } catch {
    // It has ended by itself.
  }
}
