import { Worker } from "node:worker_threads";

/** Far beyond what makes a payload fail: by then it is not going to end. */
const MOST_SECONDS = 60;
const MOST_BYTES = 16_384;

/**
 * A payload that never ends would stop the tests with no word of which it was. A thread beside them tells, and ends
 * the process.
 */
export class Watchdog {
  /** How many payloads were begun; their description's length. */
  readonly #counts = new Int32Array(new SharedArrayBuffer(8));
  readonly #text = new Uint8Array(new SharedArrayBuffer(MOST_BYTES));
  readonly #worker = new Worker(WATCH, {
    eval: true,
    workerData: { counts: this.#counts, text: this.#text, seconds: MOST_SECONDS },
  });

  /** @param description what to print should it never end; undefined: nothing is going on */
  begin(description: string | undefined): void {
    const { written } = new TextEncoder().encodeInto(description ?? "", this.#text);
    Atomics.store(this.#counts, 1, written);
    Atomics.add(this.#counts, 0, 1);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

// What the parent's streams are given is lost while the parent is busy: it is written past them.
const WATCH = `
const { writeSync } = require("node:fs");
const { workerData: { counts, text, seconds } } = require("node:worker_threads");
let [seen, since] = [-1, Date.now()];
setInterval(() => {
  const [count, length] = [Atomics.load(counts, 0), Atomics.load(counts, 1)];
  if (count !== seen || length === 0) [seen, since] = [count, Date.now()];
  else if (Date.now() - since > seconds * 1000) {
    writeSync(2, "This payload does not end:\\n" + Buffer.from(text.slice(0, length)).toString() + "\\n");
    process.kill(process.pid, "SIGKILL");
  }
}, 1000);
`;
