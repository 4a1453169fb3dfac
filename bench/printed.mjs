import { nowMs } from "./clock.mjs";

const HEAD = /\] Product: (.+)$/;

/** When the daemon's events arrive on its stdout; an event is two lines, the first of which names the page. */
export class PrintedEvents {
  count = 0;
  /** When the first one arrived since this was last set to undefined. @type {number | undefined} */
  firstMs;
  /** When the newest event of a page arrived, by the page's name. @type {Map<string, number>} */
  arrivedMs = new Map();
  #unfinished = "";
  /** @type {string | undefined} */
  #page;

  /** @param {import("node:stream").Readable} stdout */
  constructor(stdout) {
    stdout.setEncoding("utf8").on("data", (text) => this.#read(text, nowMs()));
  }

  /** @param {string} text @param {number} atMs */
  #read(text, atMs) {
    const lines = (this.#unfinished + text).split("\n");
    this.#unfinished = lines.pop() ?? "";
    for (const line of lines) {
      if (this.#page === undefined) {
        this.#page = HEAD.exec(line)?.[1];
      } else {
        this.arrivedMs.set(this.#page, atMs);
        this.firstMs ??= atMs;
        this.count++;
        this.#page = undefined;
      }
    }
  }
}
