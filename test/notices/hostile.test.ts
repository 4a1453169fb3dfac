import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { FormatError } from "../../src/feeds/types.ts";
import { NOTICE_NAMES, NOTICES, readNotice } from "../../src/notices/index.ts";
import { changeJson, jsonChange } from "../fuzz/json-changes.ts";
import { Watchdog } from "../fuzz/watchdog.ts";
import { unsafe, unsafeEvents } from "../helpers/hostile.ts";
import { mutate, randomFrom } from "../helpers/mutate.ts";
import { ABOUT, noticeCases } from "../helpers/notices.ts";
import { Observer } from "../helpers/snapshot.ts";

const PAYLOADS_A_SHAPE = 60;
const watchdog = new Watchdog();

/** A body with something done to its bytes, or to the values in it. */
const mutation = fc.oneof(
  fc.record({ bytes: fc.nat() }),
  fc.record({ json: fc.array(jsonChange, { minLength: 1, maxLength: 4 }) }),
);

function mutated(body: Buffer, how: { bytes: number } | { json: Parameters<typeof changeJson>[1] }): string {
  if ("bytes" in how) return mutate(body, randomFrom(how.bytes)).toString();
  return changeJson(body.toString(), how.json) ?? body.toString();
}

/** What was read of it; undefined where it was refused as it should be. */
function read(text: string): ReturnType<typeof readNotice> {
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    return undefined;
  }
  try {
    return readNotice(payload, ABOUT);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

describe("notices that nobody should send", () => {
  afterAll(() => watchdog.stop());

  it.each(NOTICE_NAMES)("%s: are refused, or read as something fit to be told", (format) => {
    const cases = noticeCases(format);
    const outcomes = { read: 0, refused: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...cases), mutation, ({ name, body }, how) => {
        watchdog.begin(`${format}/${name}: ${JSON.stringify(how)}`);
        const notice = read(mutated(body, how));
        if (!notice) {
          outcomes.refused++;
          return;
        }
        outcomes.read++;
        const snapshot = tidySnapshot(notice.snapshot);
        expect(unsafe(snapshot)).toEqual([]);
        expect(unsafeEvents(new Observer({ edits: true }).see(snapshot, ABOUT.receivedAtMs))).toEqual([]);
      }),
      { seed: 1, numRuns: PAYLOADS_A_SHAPE },
    );
    watchdog.begin(undefined);
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(0);
  });

  it.each([
    ["nested a million deep", `${'{"incident":'.repeat(50_000)}1${"}".repeat(50_000)}`],
    [
      "a list of a hundred thousand updates",
      statuspageOf(Array.from({ length: 100_000 }, (_, i) => ({ id: i }))),
    ],
    ["tags without end", statuspageOf([{ id: 1, body: "<div>".repeat(100_000) }])],
    ["links without end", JSON.stringify({ text: "<https://".repeat(50_000) })],
    ["brackets without end", JSON.stringify({ title: "[a ".repeat(50_000), body: "[".repeat(100_000) })],
    ["blanks without end", JSON.stringify({ title: `a${" ".repeat(100_000)}b`, body: " \n".repeat(50_000) })],
    ["pictures without end", JSON.stringify({ title: ":a:".repeat(50_000), body: "🔴 ".repeat(50_000) })],
  ])("%s", (_, text) => {
    watchdog.begin(text.slice(0, 100));
    const notice = read(text);
    if (notice) expect(unsafe(tidySnapshot(notice.snapshot))).toEqual([]);
    watchdog.begin(undefined);
  });

  it("makes none of the recognisers throw", () => {
    const values = [null, true, 0, "", "x", [], [null], {}, { id: {} }, { incident_updates: null }];
    const keys = [
      "incident",
      "maintenance",
      "page",
      "meta",
      "event",
      "body",
      "data",
      "component_update",
      "Posts",
    ];
    for (const key of keys) {
      for (const value of values) {
        for (const name of NOTICE_NAMES)
          expect(NOTICES[name].recognises({ [key]: value })).toBeTypeOf("boolean");
      }
    }
  });
});

function statuspageOf(updates: readonly object[]): string {
  return JSON.stringify({ page: { id: "p" }, incident: { id: "i", name: "n", incident_updates: updates } });
}
