/** A wait that can be ended before its time. */
export class Pause {
  #wake: (() => void) | undefined;

  /** Resolves after so many milliseconds, or once it is ended. */
  for(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wake = done;
    });
  }

  end(): void {
    this.#wake?.();
  }
}
