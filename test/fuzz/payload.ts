import { FORMAT_NAMES, FORMATS, type FormatName } from "../../src/feeds/index.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import type { Reading } from "../../src/feeds/types.ts";
import { createDocument } from "../../src/http/document.ts";
import type { FetchResult } from "../../src/http/fetcher.ts";
import { PageDocuments } from "../../src/polling/documents.ts";
import { EMPTY_MEMORY, type ProviderMemory } from "../../src/state/types.ts";
import type { Snapshot } from "../../src/types.ts";
import { unsafe, unsafeEvents } from "../helpers/hostile.ts";
import { contentTypeOf } from "../helpers/server.ts";
import type { Site } from "../helpers/site.ts";
import { at, Observer } from "../helpers/snapshot.ts";

/** More than this of the processor for one payload is a hang, on a slow machine too; `npm run fuzz` says less. */
const MOST_CPU_MS = Number(process.env["STATUS_WATCH_FUZZ_CPU_MS"] ?? 10_000);
/** A page must not be able to have us ask for more than this in one reading. */
const MOST_REQUESTS = 100;
/** A document that cannot be read, or leads to one that is not there. */
const FAILURES: ReadonlySet<string> = new Set(["not_this_format", "malformed", "http_status"]);
const NOW_MS = at("12:00");

export interface Outcome {
  readonly problems: readonly string[];
  readonly cpuMs: number;
  readonly isRead: boolean;
}

export interface Given {
  readonly site: Site;
  /** The address of the document that was mutated. */
  readonly changed: string;
  readonly format: FormatName;
  /** What somebody configured it as, by mistake. */
  readonly another: FormatName;
  /** What is remembered of the page as it was before. */
  readonly before: ProviderMemory;
}

/** What one mutated payload did to us, step by step. */
export class Payload {
  readonly #problems: string[] = [];
  readonly #cpuMs = new Map<string, number>();

  /** Everything that a poll would do with it, as the format it was made of and as `another`, and detection. */
  async run({ site, changed, format, another, before }: Given): Promise<Outcome> {
    const body = site.documents.get(changed) ?? Buffer.alloc(0);
    const document = createDocument(new URL(changed), { "content-type": contentTypeOf(changed) }, body);
    for (const name of FORMAT_NAMES) {
      this.#step(`${name}.recognises`, () => FORMATS[name].recognises(document));
      this.#step(`${name}.marks`, () => (FORMATS[name] as MayMark).marks?.(document));
    }
    const reading = await this.#read(site, format);
    if (reading?.outcome === "read") this.#observe(reading.snapshot, before);
    if (another !== format) {
      const misread = await this.#read(site, another);
      if (misread?.outcome === "read") this.#observe(misread.snapshot, EMPTY_MEMORY);
    }
    return { problems: this.#problems, cpuMs: this.#total(), isRead: reading?.outcome === "read" };
  }

  /** Which steps took it, the longest first. */
  slowest(): string {
    const steps = [...this.#cpuMs].sort(([, a], [, b]) => b - a).slice(0, 3);
    return steps.map(([step, ms]) => `${step} ${Math.round(ms)} ms`).join(", ");
  }

  async #read(site: Site, format: FormatName): Promise<Reading | undefined> {
    let requests = 0;
    const fetch = (url: URL): Promise<FetchResult> => {
      requests++;
      if (!/^https?:$/.test(url.protocol)) this.#problems.push(`asked for ${url.href.slice(0, 100)}`);
      return site.fetch(url);
    };
    const step = `${format}.read`;
    const documents = new PageDocuments().begin(site.page, () => new Set(), NOW_MS, fetch);
    const start = process.cpuUsage();
    const reading = await FORMATS[format]
      .read(documents)
      .catch((error: unknown) => this.#thrown(step, error));
    this.#cpuMs.set(step, cpuSince(start));
    if (reading?.outcome === "failed" && !FAILURES.has(reading.failure.code))
      this.#problems.push(`${step}: ${reading.failure.code}: ${reading.failure.reason.slice(0, 200)}`);
    if (requests > MOST_REQUESTS) this.#problems.push(`${step}: ${requests} requests`);
    return reading;
  }

  #observe(read: Snapshot, before: ProviderMemory): void {
    const snapshot = this.#step("tidySnapshot", () => tidySnapshot(read));
    if (!snapshot) return;
    this.#problems.push(...unsafe(snapshot));
    for (const memory of new Set([EMPTY_MEMORY, before])) {
      const observer = new Observer({ edits: true });
      observer.memory = memory;
      const events = this.#step("observe", () => observer.see(snapshot, NOW_MS)) ?? [];
      this.#problems.push(...unsafeEvents(events));
      const again = this.#step("observe again", () => observer.see(snapshot, NOW_MS)) ?? [];
      if (again.length > 0) this.#problems.push(`told again: ${JSON.stringify(again[0]).slice(0, 300)}`);
    }
  }

  #step<T>(name: string, run: () => T): T | undefined {
    const start = process.cpuUsage();
    try {
      return run();
    } catch (error) {
      return this.#thrown(name, error);
    } finally {
      this.#cpuMs.set(name, (this.#cpuMs.get(name) ?? 0) + cpuSince(start));
    }
  }

  #thrown(step: string, error: unknown): undefined {
    const where = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#problems.push(`${step} threw ${where.split("\n").slice(0, 4).join("\n").slice(0, 800)}`);
  }

  #total(): number {
    return [...this.#cpuMs.values()].reduce((sum, ms) => sum + ms, 0);
  }
}

/** Optional in general, unknown to those formats that have none. */
interface MayMark {
  marks?(page: ReturnType<typeof createDocument>): boolean;
}

/** Runs it once more where it took too long: the engine's own work for what went before may have fallen into it. */
export async function runPayload(given: Given): Promise<Outcome> {
  const outcome = await new Payload().run(given);
  if (outcome.cpuMs <= MOST_CPU_MS) return outcome;
  const payload = new Payload();
  const again = await payload.run(given);
  if (again.cpuMs <= MOST_CPU_MS) return again;
  return { ...again, problems: [...again.problems, `hangs: ${payload.slowest()}`] };
}

/** Of the whole process, its collector's threads included; milliseconds. */
function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
