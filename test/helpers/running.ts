import type { StatusEvent } from "../../src/types.ts";

/** Long past anything that works; what was printed until then tells more than a test that timed out. */
const PATIENCE_MS = 90_000;

/** A command that runs, and what it has printed so far. */
export abstract class Running implements AsyncDisposable {
  stdout = "";
  stderr = "";
  /** The exit code, or 128 and the signal's number; resolves once all that was printed has been read. */
  abstract readonly exit: Promise<number>;
  readonly #changed = new Set<() => void>();
  #hasEnded = false;

  abstract kill(signal?: NodeJS.Signals): void;

  abstract [Symbol.asyncDispose](): Promise<void>;

  /** The events of `--format json`; throws where a line on standard output is anything else. */
  get events(): StatusEvent[] {
    const lines = this.stdout.split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as StatusEvent);
  }

  /** Resolves once either stream matches, or the condition holds: it is looked at whenever something is printed. */
  async until(wanted: RegExp | (() => boolean)): Promise<void> {
    const holds = () =>
      typeof wanted === "function" ? wanted() : wanted.test(this.stdout) || wanted.test(this.stderr);
    const late = AbortSignal.timeout(PATIENCE_MS);
    while (!holds()) {
      if (this.#hasEnded || late.aborted) {
        const state = this.#hasEnded ? "ended" : "still runs";
        throw new Error(`${state} without ${String(wanted)}\nstdout: ${this.stdout}\nstderr: ${this.stderr}`);
      }
      await new Promise<void>((resolve) => {
        this.#changed.add(resolve);
        late.onabort = () => resolve();
      });
    }
  }

  protected get hasEnded(): boolean {
    return this.#hasEnded;
  }

  protected heard(stream: "stdout" | "stderr", text: string): void {
    this[stream] += text;
    this.#notify();
  }

  protected ended(): void {
    this.#hasEnded = true;
    this.#notify();
  }

  #notify(): void {
    for (const notify of this.#changed) notify();
    this.#changed.clear();
  }
}
