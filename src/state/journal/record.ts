import { crc32 } from "node:zlib";
import type { StatusEvent } from "../../types.ts";
import type { Push } from "../store.ts";

/**
 * The version of what is written here; a program refuses one that is newer than its own, and writes an older one anew.
 * 2: pushes that wait to be dealt with. 3: of what is known of a provider only what has changed.
 */
export const FORMAT_VERSION = 3;

/** One transaction: a line of the journal. What it holds was true from one moment on, all of it together. */
export interface Transaction {
  /** First of all: the version of the format. */
  readonly status_watch_state?: number;
  /** What is known of providers from now on, as JSON; null: nothing. */
  readonly p?: readonly (readonly [provider: string, memory: Buffer | null])[];
  /** What of that has become otherwise, as `delta.ts` writes it. */
  readonly m?: readonly (readonly [provider: string, delta: Buffer])[];
  /** Events, with those they are owed to. */
  readonly e?: readonly (readonly [seq: number, event: StatusEvent, to: readonly string[]])[];
  /** What was delivered, or given up. */
  readonly d?: readonly (readonly [consumer: string, seqs: readonly number[]])[];
  /** What could not be delivered so far, and since when. Earlier versions pass over it. */
  readonly f?: readonly (readonly [consumer: string, seqs: readonly number[], firstTriedMs: number])[];
  /** What consumers want to be given with the next event of an incident, and since when. */
  readonly t?: readonly (readonly [consumer: string, key: string, value: string, atMs: number])[];
  /** What was pushed in, and is still to be dealt with; the body in base64. */
  readonly i?: readonly (readonly [
    id: number,
    provider: string,
    source: Push["source"],
    receivedAtMs: number,
    body: string,
  ])[];
  /** Pushes that have been dealt with. */
  readonly x?: readonly number[];
  /** The last number that was given to an event. */
  readonly n?: number;
  /** How many bytes from the beginning hold all that was to be kept when the journal was written anew. */
  readonly s?: number;
}

/** A transaction as the head of its line: of providers only the names, what is known of them comes behind. */
interface Head extends Omit<Transaction, "p" | "m"> {
  readonly p?: readonly string[];
  readonly m?: readonly string[];
}

const CHECKSUM_LENGTH = 8;
/** Neither occurs in JSON that is written without indentation. */
const TAB = Buffer.from("\t");
const NEWLINE = Buffer.from("\n");
const NULL = Buffer.from("null");

/**
 * A line: the checksum of the rest, a blank, the head as JSON, and behind a tab each what is known of a provider, as
 * JSON of its own: of thousands of providers it is decoded when it is first asked for, and copied as it is.
 */
export function encode({ p, m, ...rest }: Transaction): Buffer {
  const head: Head = {
    ...(p && { p: p.map(([provider]) => provider) }),
    ...(m && { m: m.map(([provider]) => provider) }),
    ...rest,
  };
  const memories = [...(p ?? []), ...(m ?? [])].flatMap(([, memory]) => [TAB, memory ?? NULL]);
  const body = [Buffer.from(JSON.stringify(head)), ...memories];
  // Copied once: what is known of a provider may be long.
  const sum = body.reduce((before, part) => crc32(part, before), 0);
  return Buffer.concat([Buffer.from(`${inHex(sum)} `), ...body, NEWLINE]);
}

/** What a journal's bytes hold. */
export interface Decoded {
  readonly transactions: Transaction[];
  /** The bytes that are whole; what follows was being written when the writer ended. */
  readonly goodBytes: number;
  /** Where something is wrong that no sudden end explains. */
  readonly damagedAt?: number;
}

/**
 * Reads a journal. A sudden end leaves the beginning of a line behind, which is cut off; anything else that is not as
 * it was written is damage.
 */
export function decode(bytes: Buffer): Decoded {
  const transactions: Transaction[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0 && isBeginning(bytes.subarray(at))) break;
    const transaction = end < 0 ? undefined : decodeLine(bytes.subarray(at, end));
    if (!transaction) return { transactions, goodBytes: at, damagedAt: at };
    transactions.push(transaction);
    at = end + 1;
  }
  return { transactions, goodBytes: at };
}

/** A whole line with another byte in the newline's place is none. */
function isBeginning(rest: Buffer): boolean {
  return decodeLine(rest.subarray(0, -1)) === undefined;
}

function decodeLine(line: Buffer): Transaction | undefined {
  const body = line.subarray(CHECKSUM_LENGTH + 1);
  if (line.toString("latin1", 0, CHECKSUM_LENGTH + 1) !== `${checksum(body)} `) return undefined;
  try {
    const [head = body, ...memories] = parts(body);
    const { p, m, ...rest } = JSON.parse(head.toString()) as Head;
    const deltas = memories.splice(p?.length ?? 0);
    return {
      ...rest,
      ...(p && { p: p.map((provider, index) => [provider, known(memories[index])]) }),
      ...(m && { m: deltas.map((delta, index) => [m[index] ?? "", delta]) }),
    };
  } catch {
    return undefined;
  }
}

function* parts(body: Buffer): Generator<Buffer> {
  for (let from = 0; from <= body.length; ) {
    const tab = body.indexOf(TAB, from);
    const to = tab < 0 ? body.length : tab;
    yield body.subarray(from, to);
    from = to + 1;
  }
}

function known(memory: Buffer | undefined): Buffer | null {
  return memory === undefined || memory.equals(NULL) ? null : memory;
}

function checksum(bytes: Buffer): string {
  return inHex(crc32(bytes));
}

function inHex(sum: number): string {
  return sum.toString(16).padStart(CHECKSUM_LENGTH, "0");
}
