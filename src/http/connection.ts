import type { Client } from "undici";

/** What answers of such a size leave behind is worth a handshake. */
const LEAST_BYTES = 4_096;

/**
 * A connection to one origin, which makes itself where there is none. Over TLS one that has carried a body is swollen: Node
 * and OpenSSL keep buffers for it as long as it lasts, some 48 KB with a feed of 60 KB in gzip. Once a page has become
 * quiet, its next answer is the last one of that connection, and the one after resumes the session on a lean one. Of a
 * page that sends a body each time the connection is kept.
 */
export class Connection {
  readonly client: Client;
  readonly #isSecure: boolean;
  #isInUse = false;
  #isSwollen = false;
  /** Whether an answer without a body has come since. */
  #isQuiet = false;

  constructor(origin: string, client: Client) {
    this.client = client;
    this.#isSecure = origin.startsWith("https:");
  }

  /** False where it is somebody else's already. */
  take(): boolean {
    const isFree = !this.#isInUse;
    this.#isInUse = true;
    return isFree;
  }

  release(): void {
    this.#isInUse = false;
  }

  /** Whether what is asked for next is to be the last. */
  get isDueToEnd(): boolean {
    return this.#isSwollen && this.#isQuiet;
  }

  answered(bytes: number): void {
    this.#isQuiet = bytes < LEAST_BYTES;
    if (!this.#isQuiet) this.#isSwollen = this.#isSecure;
  }
}
