/** What the user of a process may ask of it while it runs. */
export class Signals {
  readonly #process: NodeJS.Process;
  readonly #stop = new AbortController();
  #outputError: NodeJS.ErrnoException | undefined;
  #onReload: (() => void) | undefined;

  constructor(process: NodeJS.Process) {
    this.#process = process;
    process.on("SIGINT", this.#stopOrExit);
    process.on("SIGTERM", this.#stopOrExit);
    // Without output nothing is left to do. Who read the log may go. Both listeners stay to the end: what was written
    // last fails after all else is done.
    process.stdout.on("error", this.#outputFailed);
    process.stderr.on("error", () => {});
  }

  /** Aborted when the program is to end. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Why standard output cannot be written any more. */
  get outputError(): NodeJS.ErrnoException | undefined {
    return this.#outputError;
  }

  /** From now on SIGHUP means reload; until then it ends the process, as it does any other. */
  onReload(callback: () => void): void {
    this.#onReload = callback;
    this.#process.on("SIGHUP", callback);
  }

  dispose(): void {
    this.#process.off("SIGINT", this.#stopOrExit);
    this.#process.off("SIGTERM", this.#stopOrExit);
    if (this.#onReload) this.#process.off("SIGHUP", this.#onReload);
  }

  readonly #outputFailed = (error: NodeJS.ErrnoException): void => {
    this.#outputError ??= error;
    this.#stop.abort(error);
  };

  /** The first time an orderly end, the second time the end. */
  readonly #stopOrExit = (signal: NodeJS.Signals): void => {
    if (this.#stop.signal.aborted) this.#process.exit(signal === "SIGINT" ? 130 : 143);
    this.#stop.abort();
  };
}
