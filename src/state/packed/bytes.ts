/** Enough for most pages. */
const FIRST_BYTES = 4_096;
const DOUBLE_BYTES = 8;
/** 53 bits, and three beside them. */
const DIGEST_BYTES = 7;
const LOW = 2 ** 32;
const BESIDE = 2 ** 21;
/** A byte of a count holds seven bits; the eighth says that more follow. */
const MORE = 0x80;
const LONGEST_COUNT = 8;

/** Writes one value behind the other. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #at = 0;

  /** A whole number from 0 up: of few bytes where it is small. */
  count(value: number): void {
    this.#makeRoom(LONGEST_COUNT);
    let left = value;
    for (; left >= MORE; left = Math.floor(left / MORE)) this.#bytes[this.#at++] = (left % MORE) + MORE;
    this.#bytes[this.#at++] = left;
  }

  /** Any number. */
  number(value: number): void {
    this.#makeRoom(DOUBLE_BYTES);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** A number as `digest` gives it, and a small one, up to 7, beside it. */
  digest(value: number, beside = 0): void {
    this.#makeRoom(DIGEST_BYTES);
    const bytes = this.#bytes;
    const at = this.#at;
    const low = value % LOW;
    const high = Math.floor(value / LOW) + beside * BESIDE;
    // Byte by byte: Node's own methods take several times as long, and there are hundreds.
    bytes[at] = low;
    bytes[at + 1] = low >>> 8;
    bytes[at + 2] = low >>> 16;
    bytes[at + 3] = low >>> 24;
    bytes[at + 4] = high;
    bytes[at + 5] = high >>> 8;
    bytes[at + 6] = high >>> 16;
    this.#at = at + DIGEST_BYTES;
  }

  /** Any text, with halves of surrogate pairs as they are. */
  text(value: string): void {
    const isLatin1 = /^[\0-\xff]*$/.test(value);
    this.#makeRoom(LONGEST_COUNT + 2 * value.length);
    this.count(2 * value.length + (isLatin1 ? 0 : 1));
    this.#at += this.#bytes.write(value, this.#at, isLatin1 ? "latin1" : "utf16le");
  }

  /** A copy of all that was written, in a place of its own: a slice of a larger one would hold on to that. */
  bytes(): Buffer {
    const bytes = Buffer.allocUnsafeSlow(this.#at);
    this.#bytes.copy(bytes, 0, 0, this.#at);
    return bytes;
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#at + bytes));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** Reads what a writer wrote, in its order. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;
  /** What stood beside the digest that was read last. */
  beside = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  count(): number {
    let value = 0;
    for (let scale = 1; ; scale *= MORE) {
      const byte = this.#byte(this.#at++);
      if (byte < MORE) return value + byte * scale;
      value += (byte - MORE) * scale;
    }
  }

  number(): number {
    this.#at += DOUBLE_BYTES;
    return this.#bytes.readDoubleLE(this.#at - DOUBLE_BYTES);
  }

  digest(): number {
    const at = this.#at;
    const low = this.#byte(at) + this.#byte(at + 1) * 2 ** 8 + this.#byte(at + 2) * 2 ** 16;
    const middle = this.#byte(at + 3) * 2 ** 24;
    const high = this.#byte(at + 4) + this.#byte(at + 5) * 2 ** 8 + this.#byte(at + 6) * 2 ** 16;
    this.#at = at + DIGEST_BYTES;
    this.beside = Math.floor(high / BESIDE);
    return (high % BESIDE) * LOW + middle + low;
  }

  #byte(at: number): number {
    return this.#bytes[at] ?? 0;
  }

  text(): string {
    const head = this.count();
    const length = Math.floor(head / 2);
    const isLatin1 = head % 2 === 0;
    const from = this.#at;
    this.#at += isLatin1 ? length : 2 * length;
    return this.#bytes.toString(isLatin1 ? "latin1" : "utf16le", from, this.#at);
  }
}
