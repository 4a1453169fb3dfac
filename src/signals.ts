/** What the user of a process may ask of it while it runs. */
export class Signals {
  readonly #process: NodeJS.Process;
  readonly #stop = new AbortController();
  #onReload: (() => void) | undefined;

  constructor(process: NodeJS.Process) {
    this.#process = process;
    process.on("SIGINT", this.#stopOrExit);
    process.on("SIGTERM", this.#stopOrExit);
    // Whoever read our output has gone, as `head` does when it has enough: nothing is left to do. Who read the log may
    // go. Both listeners stay to the end: what was written last fails after all else is done.
    process.stdout.on("error", this.#stopNow);
    process.stderr.on("error", () => {});
  }

  /** Aborted when the program is to end. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
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

  readonly #stopNow = (): void => this.#stop.abort();

  /** The first time an orderly end, the second time the end. */
  readonly #stopOrExit = (signal: NodeJS.Signals): void => {
    if (this.#stop.signal.aborted) this.#process.exit(signal === "SIGINT" ? 130 : 143);
    this.#stop.abort();
  };
}
