import { appendFile, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../../log.ts";
import { makeFolder } from "../../make-folder.ts";
import type { StatusEvent } from "../../types.ts";

const DAY_MS = 86_400_000;
export const DEFAULT_HISTORY_MS = 90 * DAY_MS;
/** Of all days together; the oldest go first. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Events that wait until they can be written. */
const MOST_WAITING = 10_000;

export interface HistoryOptions {
  readonly log: Logger;
  readonly now: () => number;
  readonly historyMs?: number;
}

/** Past events, a file a day, one JSON object a line. Written behind the journal, from which a gap is filled. */
export class History {
  readonly #folder: string;
  readonly #options: HistoryOptions;
  #waiting: StatusEvent[] = [];
  #work: Promise<void> | undefined;
  #prunedOn = "";
  #isFailing = false;
  /** The days whose file ends with a whole line. */
  readonly #whole = new Set<string>();

  constructor(stateFolder: string, options: HistoryOptions) {
    this.#folder = historyFolder(stateFolder);
    this.#options = options;
  }

  add(events: readonly StatusEvent[]): void {
    if (events.length === 0) return;
    this.#waiting.push(...events);
    this.#waiting.splice(0, this.#waiting.length - MOST_WAITING);
    this.#work ??= this.#write();
  }

  /** Adds those of the journal's events that a sudden end kept from being written. */
  async complete(events: readonly StatusEvent[]): Promise<void> {
    const known = new Set<string>();
    for (const day of new Set(events.map(dayOf)))
      for await (const event of eventsOf(join(this.#folder, fileOf(day)))) known.add(event.id);
    this.add(events.filter(({ id }) => !known.has(id)));
    await this.#work;
  }

  async close(): Promise<void> {
    while (this.#work) await this.#work;
  }

  async #write(): Promise<void> {
    try {
      await makeFolder(this.#folder, 0o700);
      while (this.#waiting.length > 0) await this.#writeDay();
      await this.#prune();
      this.#isFailing = false;
    } catch (error) {
      // They are written with the next ones, when they can be.
      if (!this.#isFailing)
        this.#options.log.warn(`past events cannot be written: ${(error as Error).message}`);
      this.#isFailing = true;
    } finally {
      // What came while old days were looked through waits for nobody else.
      this.#work = this.#waiting.length > 0 && !this.#isFailing ? this.#write() : undefined;
    }
  }

  /** Those that wait of one day. A file may end with a piece of a line: it must not spoil the next one. */
  async #writeDay(): Promise<void> {
    const [first] = this.#waiting;
    const day = first ? dayOf(first) : "";
    const events = this.#waiting.filter((event) => dayOf(event) === day);
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
    const start = this.#whole.delete(day) ? "" : "\n";
    await appendFile(join(this.#folder, fileOf(day)), start + lines, { mode: 0o600 });
    this.#whole.clear();
    this.#whole.add(day);
    const written = new Set(events);
    this.#waiting = this.#waiting.filter((event) => !written.has(event));
  }

  /** Once a day. */
  async #prune(): Promise<void> {
    const { now, historyMs = DEFAULT_HISTORY_MS } = this.#options;
    const today = new Date(now()).toISOString().slice(0, 10);
    if (this.#prunedOn === today) return;
    this.#prunedOn = today;
    const firstDay = new Date(now() - historyMs).toISOString().slice(0, 10);
    let bytes = 0;
    for (const file of (await historyFiles(this.#folder)).reverse()) {
      const path = join(this.#folder, file);
      bytes += (await stat(path)).size;
      if (file < fileOf(firstDay) || bytes > MOST_BYTES) await rm(path, { force: true });
    }
  }
}

export function historyFolder(stateFolder: string): string {
  return join(stateFolder, "history");
}

/** Past events, oldest first, also while another process writes them. */
export async function* readHistory(stateFolder: string, sinceMs: number): AsyncGenerator<StatusEvent> {
  const folder = historyFolder(stateFolder);
  const first = fileOf(new Date(Math.max(sinceMs, 0)).toISOString().slice(0, 10));
  for (const file of await historyFiles(folder)) {
    if (file < first) continue;
    for await (const event of eventsOf(join(folder, file)))
      if (Date.parse(event.detectedAt) >= sinceMs) yield event;
  }
}

async function historyFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter((file) => /^\d{4}-\d\d-\d\d\.jsonl$/.test(file)).sort();
}

/** The last events since then, oldest first: at most so many. */
export async function lastEvents(stateFolder: string, sinceMs: number, most: number): Promise<StatusEvent[]> {
  const events: StatusEvent[] = [];
  for await (const event of readHistory(stateFolder, sinceMs)) {
    // A line that somebody else wrote may lack anything.
    if (!Array.isArray(event.components)) continue;
    events.push(event);
    if (events.length >= 2 * most) events.splice(0, most);
  }
  return events.slice(-most);
}

async function* eventsOf(path: string): AsyncGenerator<StatusEvent> {
  const text = await readFile(path, "utf8").catch(() => "");
  for (const line of text.split("\n")) {
    const event = parsed(line);
    if (event) yield event;
  }
}

/** A line that is not whole was being written when the program ended. */
function parsed(line: string): StatusEvent | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as StatusEvent);
  } catch {
    return undefined;
  }
}

function dayOf({ detectedAt }: StatusEvent): string {
  return detectedAt.slice(0, 10);
}

function fileOf(day: string): string {
  return `${day}.jsonl`;
}
