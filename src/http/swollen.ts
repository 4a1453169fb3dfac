/** What answers of such a size leave behind is worth a handshake. */
const LEAST_BYTES = 4_096;
/** Of origins, so that a page that redirects to ever new ones does not fill the memory. */
const MOST_ORIGINS = 50_000;

/**
 * Connections over TLS that have carried a body: Node and OpenSSL keep buffers for it as long as the connection lasts, some
 * 48 KB with a feed of 60 KB in gzip. Once a page has become quiet, its next answer is the last one of that connection, and
 * the one after resumes the session on a lean one. Of a page that sends a body each time the connection is kept.
 */
export class SwollenConnections {
  /** By origin: whether an answer without a body has come since. */
  readonly #quiet = new Map<string, boolean>();

  /** Whether what is asked for next is to be the last on its connection; asked once for each. */
  isDue(origin: string): boolean {
    return this.#quiet.get(origin) === true && this.#quiet.delete(origin);
  }

  answered(origin: string, bytes: number): void {
    if (bytes < LEAST_BYTES) {
      if (this.#quiet.has(origin)) this.#quiet.set(origin, true);
    } else if (origin.startsWith("https:") && this.#quiet.size < MOST_ORIGINS) {
      this.#quiet.set(origin, false);
    }
  }
}
