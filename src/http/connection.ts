import type { Client } from "undici";

/** What answers of such a size leave behind is worth a handshake. */
const LEAST_BYTES = 4_096;
/**
 * In a row, by which a page has become quiet: of a page of several documents one may change at each poll. Not the same of
 * all, since thousands of pages that were read for the first time together would come for a handshake together.
 */
const [FEWEST_QUIET_ANSWERS, MOST_QUIET_ANSWERS] = [3, 6];

/**
 * A connection to one origin, which makes itself where there is none. Over TLS one that has carried a body is swollen: Node
 * and OpenSSL keep buffers for it as long as it lasts, some 48 KB with a feed of 60 KB in gzip. Once a page has become
 * quiet it has had its day, and the next resumes the session on a lean one. Of a page that sends a body each time the
 * connection is kept.
 */
export class Connection {
  readonly client: Client;
  /** Makes the next caller open a new connection. */
  readonly forget: () => void;
  readonly #isSecure: boolean;
  readonly #quietAfter: number;
  #isInUse = false;
  /** Answers without a body since one that had one; undefined where none ever had. */
  #quietAnswers: number | undefined;
  #isOver: boolean;

  /** `number`: how many were made before it. `isKept`: whether it may stay for the next poll. */
  constructor(origin: string, client: Client, number: number, isKept: boolean, forget: () => void) {
    this.client = client;
    this.forget = forget;
    this.#isSecure = origin.startsWith("https:");
    this.#isOver = !isKept;
    this.#quietAfter = FEWEST_QUIET_ANSWERS + (number % (MOST_QUIET_ANSWERS - FEWEST_QUIET_ANSWERS + 1));
  }

  /** False where it is somebody else's already. */
  take(): boolean {
    const isFree = !this.#isInUse;
    this.#isInUse = true;
    return isFree;
  }

  answered(bytes: number): void {
    if (bytes >= LEAST_BYTES) this.#quietAnswers = this.#isSecure ? 0 : undefined;
    else if (this.#quietAnswers !== undefined && ++this.#quietAnswers >= this.#quietAfter)
      this.#isOver = true;
  }

  release(): void {
    this.#isInUse = false;
    if (this.#isOver) this.forget();
  }
}
