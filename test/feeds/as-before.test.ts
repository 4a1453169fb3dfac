import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMAT_NAMES, FORMATS, type FormatName } from "../../src/feeds/index.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import type { FetchResult, KnownVersion } from "../../src/http/fetcher.ts";
import { PageDocuments } from "../../src/polling/documents.ts";
import { LastSnapshot } from "../../src/polling/last-snapshot.ts";
import { whatIsGone } from "../../src/state/emptied.ts";
import { observe } from "../../src/state/observe.ts";
import { EMPTY_MEMORY, type ProviderMemory } from "../../src/state/types.ts";
import { atOnce } from "../../src/steps.ts";
import type { StatusEvent } from "../../src/types.ts";
import { changeJson } from "../fuzz/json-changes.ts";
import { type Mutation, mutated, mutationsOf } from "../fuzz/mutation.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { casesOf } from "../helpers/fixtures.ts";
import { seedOf } from "../helpers/mutate.ts";
import { PAGE, Site } from "../helpers/site.ts";

const MINUTE_MS = 60_000;
/** How many histories are made of each page. */
const RUNS = Number(process.env["STATUS_WATCH_HISTORIES"] ?? 1);

/** A page as it is watched: what was seen is left out of what is observed, or, `wholly`, nothing is. */
class Watcher {
  memory: ProviderMemory = EMPTY_MEMORY;
  readonly #format: FormatName;
  readonly #wholly: boolean;
  readonly #documents = new PageDocuments();
  readonly #last = new LastSnapshot();

  constructor(format: FormatName, wholly: boolean) {
    this.#format = format;
    this.#wholly = wholly;
  }

  async read(site: Site, nowMs: number): Promise<readonly StatusEvent[] | string> {
    if (this.#wholly) {
      this.#documents.forgetNotes();
      this.#last.forget();
    }
    const open = () => new Set([...this.memory.incidents].flatMap(([id, one]) => (one.open ? [id] : [])));
    const documents = this.#documents.begin(site.page, open, nowMs, (url, known) => answer(site, url, known));
    const reading = await FORMATS[this.#format].read(documents);
    if (reading.outcome === "failed" || reading.outcome === "throttled") return reading.failure.reason;
    if (reading.outcome === "read" && whatIsGone(this.memory, reading.snapshot, nowMs)) return "emptied";
    const fresh = reading.outcome === "read" && atOnce(this.#last.newIn(reading.snapshot, nowMs));
    const events = fresh ? this.#observe(tidySnapshot(fresh), nowMs) : [];
    documents.commit();
    this.#last.commit();
    return events;
  }

  #observe(snapshot: Parameters<typeof observe>[1], nowMs: number): readonly StatusEvent[] {
    const occasion = { provider: "P", detectedAtMs: nowMs, source: "poll" } as const;
    const { memory, events } = observe(this.memory, snapshot, occasion, { edits: true, ongoing: true });
    this.memory = memory;
    return events;
  }
}

/** The same bytes as before are not read again, as nobody's are. */
async function answer(site: Site, url: URL, known: KnownVersion): Promise<FetchResult> {
  const result = await site.fetch(url);
  if (result.outcome !== "modified") return result;
  const hash = createHash("sha1").update(result.document.body).digest("base64");
  return hash === known.hash ? { outcome: "unchanged" } : { ...result, version: { hash } };
}

interface Step {
  /** Null: the page is as it was at first. */
  readonly mutation: Mutation | null;
  readonly minutes: number;
}

/** Written as changed documents are: one that is changed in nothing but how it is written has not changed. */
function rewritten({ page, documents }: Site): Site {
  const bodies = [...documents].map(([address, body]) => {
    const json = changeJson(body.toString(), []);
    return [address, json === undefined ? body : Buffer.from(json)] as const;
  });
  return new Site(page.href, new Map(bodies));
}

async function expectSame(name: string, format: FormatName, original: Site, runs: number): Promise<void> {
  const site = rewritten(original);
  const step = fc.record({
    mutation: fc.option(mutationsOf(site), { freq: 4 }),
    minutes: fc.constantFrom(1, 1, 11, 90),
  });
  // Some of what is dated is yet to come, or nothing is.
  const month = fc.constantFrom(3, 11);
  await fc.assert(
    fc.asyncProperty(month, fc.array<Step>(step, { minLength: 2, maxLength: 6 }), async (inMonth, steps) => {
      const [watcher, whole] = [new Watcher(format, false), new Watcher(format, true)];
      let nowMs = Date.UTC(2026, inMonth, 4, 12);
      for (const { mutation, minutes } of [{ mutation: null, minutes: 0 }, ...steps]) {
        nowMs += minutes * MINUTE_MS;
        const documents = new Map(site.documents);
        if (mutation) documents.set(mutation.document, mutated(site, mutation));
        const now = new Site(site.page.href, documents);
        expect(await watcher.read(now, nowMs)).toEqual(await whole.read(now, nowMs));
        expect(watcher.memory).toEqual(whole.memory);
      }
    }),
    { seed: seedOf(name), numRuns: runs },
  );
}

describe("a page of which only what has changed is observed", () => {
  it.each(FORMAT_NAMES)(
    "tells and remembers just what it does when all of it is: %s",
    async (format) => {
      for (const { entry, site } of casesOf(format)) await expectSame(entry, format, site, RUNS);
    },
    60_000 + RUNS * 5_000,
  );

  it.skipIf(!hasCorpus).each(corpusFiles("statuspage-json"))(
    "or a capture of one: %s",
    async (file) => {
      const url = new URL(`api/v2/${file}`, PAGE).href;
      const site = new Site(url, new Map([[url, readCorpus("statuspage-json", file)]]));
      await expectSame(file, "statuspage", site, Math.ceil(RUNS / 4));
    },
    60_000 + RUNS * 5_000,
  );
});
