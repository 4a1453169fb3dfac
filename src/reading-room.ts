/** More at once would not be read sooner, as all of them share one thread; but all would be in memory. */
const SEATS = 8;

/**
 * Where what pages sent is read. At a start all pages send all they have: whoever finds no seat waits, with no more than
 * the body that came.
 */
export class ReadingRoom {
  #free = SEATS;
  /** First come, first served. */
  readonly #waiting: (() => void)[] = [];

  /** Resolves once there is a seat. */
  async enter(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
