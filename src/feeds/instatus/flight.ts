import { asRecord, type WireRecord } from "../wire/values.ts";

const PUSH = 'self.__next_f.push([1,"';
const PUSH_END = '"])</script>';
/** Of a row: its id, and the length of its text. */
const LONGEST_HEAD = 20;
/** More than the data of any page has; what is asked for stands near its top. */
const MOST_VALUES = 50_000;

const NEWLINE = 0x0a;
const ROW_HEAD = /^\n?([0-9a-f]{0,8}):(?:T([0-9a-f]{1,8}),)?/;

/**
 * What a page of Next.js is drawn from: React's "flight" rows, cut into strings that the page's scripts push. A row is
 * `<id>:<JSON>` up to the end of its line, or `<id>:T<length in bytes>,<text>`, which no line end follows.
 */
export class Flight {
  readonly #json: string[] = [];
  readonly #texts = new Map<string, string>();

  constructor(html: string) {
    const parts: string[] = [];
    let end = 0;
    for (let at = html.indexOf(PUSH); at >= 0; at = html.indexOf(PUSH, end)) {
      end = html.indexOf(PUSH_END, at);
      if (end < 0) break;
      const part = parsed(html.slice(at + PUSH.length - 1, end + 1));
      if (typeof part === "string") parts.push(part);
    }
    this.#readRows(Buffer.from(parts.join("")));
  }

  #readRows(rows: Buffer): void {
    for (let at = 0; at < rows.length; ) {
      // Hints (`:HL[…]`) have no id.
      const head = ROW_HEAD.exec(rows.toString("latin1", at, at + LONGEST_HEAD));
      if (!head) return;
      const [{ length }, id = "", textLength] = head;
      const start = at + length;
      const lineEnd = rows.indexOf(NEWLINE, start);
      const end = lineEnd < 0 ? rows.length : lineEnd;
      at = textLength === undefined ? end + 1 : start + Number.parseInt(textLength, 16);
      if (textLength === undefined) this.#json.push(rows.toString("utf8", start, end));
      else this.#texts.set(id, rows.toString("utf8", start, at));
    }
  }

  /** The first record that has both of these keys. */
  recordWith(key: string, other: string): WireRecord | undefined {
    const row = this.#json.find((json) => json.includes(`"${key}":`) && json.includes(`"${other}":`));
    return row === undefined ? undefined : find(parsed(row), (record) => key in record && other in record);
  }

  /** A text as it was meant: long ones are rows of their own, `$1a` standing for them; other dollars are doubled. */
  text(value: string | undefined): string | undefined {
    if (!value?.startsWith("$")) return value;
    return value.startsWith("$$") ? value.slice(1) : this.#texts.get(value.slice(1));
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Breadth first, with a queue of its own: how deep a page nests its data is the page's to say. */
function find(root: unknown, isWanted: (record: WireRecord) => boolean): WireRecord | undefined {
  const queue: unknown[] = [root];
  for (let at = 0; at < queue.length && at < MOST_VALUES; at++) {
    const value = queue[at];
    const record = asRecord(value);
    if (record && isWanted(record)) return record;
    const inner = record ? Object.values(record) : Array.isArray(value) ? value : [];
    for (const one of inner.slice(0, MOST_VALUES))
      if (typeof one === "object" && one !== null) queue.push(one);
  }
  return undefined;
}
