import { LOG_LEVELS, type Logger } from "../log.ts";

/** One line on a terminal that says how far we are; nothing where there is none. */
export class Progress {
  readonly #total: number;
  readonly #stream: NodeJS.WriteStream;
  #done = 0;
  #last = "";

  constructor(total: number, stream: NodeJS.WriteStream) {
    this.#total = total;
    this.#stream = stream;
    this.#show("");
  }

  done(name: string): void {
    this.#done++;
    this.#last = name;
    this.#show(name);
  }

  /** What is logged gets lines of its own: the one that says how far we are comes again below them. */
  above(log: Logger): Logger {
    if (!this.#stream.isTTY) return log;
    const above = LOG_LEVELS.filter((level) => level !== "silent").map((level) => {
      const say = (message: string) => {
        this.clear();
        log[level](message);
        this.#show(this.#last);
      };
      return [level, say] as const;
    });
    return { ...log, ...(Object.fromEntries(above) as unknown as Omit<Logger, "level">) };
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
