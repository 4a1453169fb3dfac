/**
 * The pauses of one loop, ended at once by `stop`. One plain timer and no `AbortSignal`: a signal shared by many
 * sleepers makes each wake-up sixteen times dearer.
 */
export class Sleeper {
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;
  #isStopped = false;

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Resolves after `ms`, or at once when stopped, with whether to go on. */
  async sleep(ms: number): Promise<boolean> {
    if (!this.#isStopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#timer = setTimeout(resolve, ms);
      });
    }
    return !this.#isStopped;
  }

  stop(): void {
    this.#isStopped = true;
    this.wake();
  }

  /** Ends the pause that there is, if there is one. */
  wake(): void {
    clearTimeout(this.#timer);
    this.#wake?.();
  }
}
