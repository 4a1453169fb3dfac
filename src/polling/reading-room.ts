/** More at once would not be read sooner, as all share one thread; but all that is made of them would be in memory. */
const SEATS = 2;
/** What is longer may take seconds to be read: it is not to keep others waiting, and has seats of its own. */
const LONG_BYTES = 262_144;

/**
 * Where what pages sent is read. At a start all pages send all they have: whoever finds no seat waits, with no more than
 * the body that came.
 */
export class ReadingRoom {
  readonly #usual = new Seats(SEATS);
  readonly #forLong = new Seats(SEATS);

  /** Those for a body of such a length. */
  seatsFor(bytes: number): Seats {
    return bytes > LONG_BYTES ? this.#forLong : this.#usual;
  }
}

export class Seats {
  #free: number;
  /** First come, first served. */
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves once there is one. */
  async take(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  giveUp(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}

/** A page in the room. One seat is enough for all of its documents. */
export class Reader {
  readonly #room: ReadingRoom | undefined;
  #seats: Seats | undefined;

  constructor(room: ReadingRoom | undefined) {
    this.#room = room;
  }

  /** To read a body of such a length; resolves once there is a seat for it. */
  async takeSeat(bytes: number): Promise<void> {
    if (!this.#room || this.#seats) return;
    this.#seats = this.#room.seatsFor(bytes);
    await this.#seats.take();
  }

  giveUpSeat(): void {
    this.#seats?.giveUp();
    this.#seats = undefined;
  }
}
