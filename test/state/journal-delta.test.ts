import { copyFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deltaOf, withDeltas } from "../../src/state/journal/delta.ts";
import { encode, FORMAT_VERSION } from "../../src/state/journal/record.ts";
import { Incidents } from "../../src/state/packed/incidents.ts";
import type { ProviderMemory } from "../../src/state/types.ts";
import type { ComponentStatus } from "../../src/types.ts";
import { Folder } from "../helpers/cli.ts";
import { changedOf, memoryOf, openStore, plain } from "./making.ts";

type Step = (before: ProviderMemory, version: number) => ProviderMemory;

/** What may become of what is known. */
const STEPS: Readonly<Record<string, Step>> = {
  little: changedOf,
  nothing: (before) => before,
  "a copy": (before) => ({ ...before, incidents: new Incidents(before.incidents.toMap()) }),
  everything: (_, version) => memoryOf(version, 1 + (version % 9)),
  "another order": (before) => ({
    ...before,
    incidents: new Incidents(new Map([...before.incidents].reverse())),
  }),
  "packed at once": (before, version) => {
    const after = changedOf(before, version);
    after.incidents.pack();
    return after;
  },
  components: (before, version) => {
    const statuses: ComponentStatus[] = ["operational", "major_outage"];
    const components = new Map(before.components);
    for (const id of [version, version % 3]) components.set(`c${id}`, statuses[version % 2] ?? "unknown");
    if (version % 4 === 0) components.delete(`c${version % 3}`);
    return { ...before, components };
  },
  "spoken for": (before, version) => ({ ...before, spokenFor: [`c${version % 3}`] }),
  "no more spoken for": ({ spokenFor: _, ...before }) => before,
  relocated: (before, version) => ({
    ...before,
    relocated: {
      format: "atom",
      url: `https://acme.example/${version}`,
      configured: " https://acme.example",
    },
  }),
};

async function sizeOf(folder: Folder): Promise<number> {
  return (await stat(join(folder.path, "journal"))).size;
}

describe("What has become otherwise of a provider", () => {
  it("is known again, in its order, after any changes and starts", async () => {
    const step = fc.record({ name: fc.constantFrom(...Object.keys(STEPS)), isStart: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await using folder = await Folder.create();
        let store = await openStore(folder.path);
        let memory = memoryOf(0, 7);
        await store.commit({ memories: new Map([["Acme", memory]]) });
        for (const [index, { name, isStart }] of steps.entries()) {
          memory = STEPS[name]?.(memory, index + 1) ?? memory;
          await store.commit({ memories: new Map([["Acme", memory]]) });
          if (!isStart) continue;
          await store.close();
          store = await openStore(folder.path);
          expect(plain(store.get("Acme"))).toEqual(plain(memory));
          // What changes next is a change of what was read, as it is after a start.
          memory = store.get("Acme") ?? memory;
        }
        await store.close();
        const again = await openStore(folder.path);
        expect(plain(again.get("Acme"))).toEqual(plain(memory));
        await again.close();
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it("is all that is written, and nothing where nothing has", async () => {
    await using folder = await Folder.create();
    const store = await openStore(folder.path);
    const memory = memoryOf(0, 500);
    await store.commit({ memories: new Map([["Acme", memory]]) });
    const whole = await sizeOf(folder);
    const changed = changedOf(memory, 1);
    await store.commit({ memories: new Map([["Acme", changed]]) });
    const little = (await sizeOf(folder)) - whole;
    expect(little).toBeGreaterThan(0);
    expect(little).toBeLessThan(whole / 50);
    await store.commit({ memories: new Map([["Acme", { ...changed }]]) });
    expect(await sizeOf(folder)).toBe(whole + little);
    // What was not reached is all that changes with many failures in a row.
    for (let failures = 1; failures <= 20; failures++)
      await store.commit({
        memories: new Map([["Acme", { ...changed, reach: { ...changed.reach, failures } }]]),
      });
    expect(await sizeOf(folder)).toBeLessThan(1.3 * whole);
    await store.close();
  });

  it("is the same where it is found twice, and of a provider that is not known it is nothing", async () => {
    await using folder = await Folder.create();
    const [first, second] = [memoryOf(0, 5), changedOf(memoryOf(0, 5), 1)];
    const store = await openStore(folder.path);
    await store.commit({ memories: new Map([["Acme", first]]) });
    await store.close();
    const delta = deltaOf(first, changedOf(first, 1)) as Buffer;
    const line = encode({ m: [["Acme", delta]] });
    const other = encode({ m: [["Bolt", delta]] });
    await using twice = await Folder.create();
    await copyFile(join(folder.path, "journal"), join(twice.path, "journal"));
    await writeFile(join(twice.path, "journal"), Buffer.concat([line, other, line]), { flag: "a" });
    const again = await openStore(twice.path);
    expect(again.providers()).toEqual(["Acme"]);
    expect(plain(again.get("Acme"))).toEqual(plain(second));
    await again.close();
  });

  it("is part of what is known when the journal is written anew, also of a provider nobody asked for", async () => {
    await using folder = await Folder.create();
    const memory = memoryOf(0, 5);
    const json = Buffer.from(JSON.stringify(plain(memory)));
    const delta = deltaOf(memory, changedOf(memory, 1)) as Buffer;
    // Written by an earlier version, as far as it says: it is written anew at the start.
    const lines = [
      { status_watch_state: FORMAT_VERSION - 1 },
      { p: [["Acme", json]] as const },
      { m: [["Acme", delta]] as const },
    ];
    await writeFile(join(folder.path, "journal"), Buffer.concat(lines.map((line) => encode(line))));
    await (await openStore(folder.path)).close();
    const store = await openStore(folder.path);
    expect(plain(store.get("Acme"))).toEqual(plain(changedOf(memory, 1)));
    await store.close();
    expect(plain(withDeltas(json, [delta, delta]))).toEqual(plain(changedOf(memory, 1)));
  });
});
