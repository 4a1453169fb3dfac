import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { FORMAT_NAMES, type FormatName } from "../../src/feeds/index.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import type { ProviderMemory } from "../../src/state/types.ts";
import { heldMb } from "../helpers/heap.ts";
import { seedOf } from "../helpers/mutate.ts";
import { Site } from "../helpers/site.ts";
import { Observer } from "../helpers/snapshot.ts";
import { allInputs, type Input, shares } from "./inputs.ts";
import { type Mutation, mutated, mutationsOf } from "./mutation.ts";
import { type Outcome, runPayload } from "./payload.ts";
import { Watchdog } from "./watchdog.ts";

/**
 * Payloads that no page should send: none may throw out of its format, hang, be told otherwise than
 * fit for a terminal, or be held on to. `npm run fuzz` sets these and prints what there is to set.
 */
const PAYLOADS = Number(process.env["STATUS_WATCH_FUZZ"] ?? 150);
const SEED = Number(process.env["STATUS_WATCH_FUZZ_SEED"] ?? 1);
const FILE = process.env["STATUS_WATCH_FUZZ_FILE"];
const PATH = process.env["STATUS_WATCH_FUZZ_PATH"];
/** After a run of any length: what the engine compiled, and what the formats keep of what they read. */
const MOST_GROWTH_MB = 40;
/** Finding a smaller payload that does the same. */
const SHRINKING_MS = 20_000;

/** Where what is held is worth being looked at after each format: that takes longer than some payloads. */
const isLong = PAYLOADS >= 10_000;

const inputs = allInputs();
const byInput = shares(inputs, PAYLOADS, SEED);
const watchdog = new Watchdog();
const figures = { payloads: 0, read: 0, seconds: 0, slowestMs: 0, slowest: "", heldMb: [] as number[] };

describe(`mutated payloads (${PAYLOADS}, seed ${SEED})`, () => {
  it.each(FORMAT_NAMES)(
    "%s",
    async (format) => {
      const problems: string[] = [];
      for (const input of inputs) {
        const payloads = FILE === undefined ? (byInput.get(input) ?? 0) : Number(input.name === FILE);
        if (input.format === format && payloads > 0) problems.push(...(await fuzz(input, payloads)));
      }
      if (figures.heldMb.length === 0 || isLong) figures.heldMb.push(heldMb());
      expect(problems.join("\n\n")).toBe("");
    },
    120_000 + PAYLOADS * 20,
  );

  it.skipIf(FILE)("are neither changed too little to be refused nor too much to be read", () => {
    expect(figures.read / figures.payloads).toBeGreaterThan(0.3);
    expect(figures.read / figures.payloads).toBeLessThan(0.9);
  });

  it("are not held on to", () => {
    // By then every path through the engine has been warm for a while.
    const start = figures.heldMb[0] ?? 0;
    expect(heldMb() - start).toBeLessThan(MOST_GROWTH_MB);
  });

  afterAll(async () => {
    await watchdog.stop();
    const { payloads, read, seconds, slowestMs, slowest, heldMb: held } = figures;
    process.stdout.write(
      `${payloads} payloads (${read} of them read) in ${Math.round(seconds)} s; the slowest took ` +
        `${Math.round(slowestMs)} ms of the processor (${slowest}); held after each format: ` +
        `${held.map(Math.round).join(" ")} MB, at most ${Math.round(process.resourceUsage().maxRSS / 1e3)} MB in all\n`,
    );
  });
});

/** What went wrong with the mutations of one input: the first that something did, made as small as it can be. */
async function fuzz(input: Input, payloads: number): Promise<string[]> {
  const site = input.site();
  const before = await memoryOf(site, input.format);
  if (!before) return [`${input.name} cannot be read as it is`];
  const start = performance.now();
  let failedAt = Number.POSITIVE_INFINITY;
  let run = 0;
  const result = await fc.check(
    fc.asyncProperty(mutationsOf(site), async (mutation) => {
      if (performance.now() - failedAt > SHRINKING_MS) return;
      const { document: changed, another } = mutation;
      watchdog.begin(described(input, mutation, PATH ?? `${run++}`));
      const documents = new Map(site.documents).set(changed, mutated(site, mutation));
      const mutatedSite = new Site(site.page.href, documents);
      const outcome = await runPayload({ site: mutatedSite, changed, format: input.format, another, before });
      watchdog.begin(undefined);
      note(outcome, input, mutation);
      if (outcome.problems.length === 0) return;
      failedAt = Math.min(failedAt, performance.now());
      throw new Error(outcome.problems.slice(0, 3).join("\n"));
    }),
    {
      // Of each input its own: its mutations are the same however many others there are.
      seed: seedOf(input.name, SEED),
      numRuns: PATH === undefined ? payloads : 1,
      ...(PATH === undefined ? {} : { path: PATH, endOnFailure: true }),
    },
  );
  figures.seconds += (performance.now() - start) / 1000;
  if (!result.failed) return [];
  const what = result.errorInstance instanceof Error ? result.errorInstance.message : "";
  const path = result.counterexamplePath ?? "";
  return [`${what}\n  ${described(input, result.counterexample?.[0], path)}`];
}

/** What is remembered of a page as it is. */
async function memoryOf(site: Site, format: FormatName): Promise<ProviderMemory | undefined> {
  const reading = await site.read(format);
  if (reading.outcome !== "read") return undefined;
  const observer = new Observer();
  observer.see(tidySnapshot(reading.snapshot));
  return observer.memory;
}

/** A payload in a way that it can be made again. */
function described({ name }: Input, mutation: Mutation | undefined, path: string): string {
  return `${name}: ${JSON.stringify(mutation)}\n  npm run fuzz -- --seed ${SEED} --file ${name} --path ${path}`;
}

function note({ cpuMs, isRead }: Outcome, { name }: Input, mutation: Mutation): void {
  figures.payloads++;
  if (isRead) figures.read++;
  if (cpuMs <= figures.slowestMs) return;
  figures.slowestMs = cpuMs;
  figures.slowest = `${name}: ${JSON.stringify(mutation).slice(0, 200)}`;
}
