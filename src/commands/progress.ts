/** One line on a terminal that says how far we are; nothing where there is none. */
export class Progress {
  readonly #total: number;
  readonly #stream: NodeJS.WriteStream;
  #done = 0;

  constructor(total: number, stream: NodeJS.WriteStream) {
    this.#total = total;
    this.#stream = stream;
    this.#show("");
  }

  done(name: string): void {
    this.#done++;
    this.#show(name);
  }

  clear(): void {
    if (this.#stream.isTTY) this.#stream.write("\r\u001b[K");
  }

  #show(name: string): void {
    if (!this.#stream.isTTY) return;
    const line = `reading ${this.#done} of ${this.#total} pages ${name}`;
    this.#stream.write(`\r\u001b[K${line.slice(0, (this.#stream.columns ?? 80) - 1)}`);
  }
}
