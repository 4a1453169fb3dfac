import fc from "fast-check";
import { expect, it } from "vitest";
import { digest } from "../../../src/state/digest.ts";
import { pack, unpack } from "../../../src/state/packed/pack.ts";
import type { IncidentMemory, OpenIncident } from "../../../src/state/types.ts";
import { IMPACTS } from "../../../src/types.ts";

/** Of any characters, halves of surrogate pairs included. */
const texts = fc.string({ unit: "binary", maxLength: 300 });
const ids = fc.oneof(
  texts,
  fc.nat().map((number) => `tag:status.example.com,2005:Incident/${number}`),
);
const digests = fc.oneof(
  texts.map(digest),
  fc.constantFrom(0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 52, 2 ** 53 - 1),
);
const times = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.constantFrom(0, Date.now()));
const rows = fc.tuple(digests, digests, digests, fc.constantFrom(0, 1, 2));

const openIncidents: fc.Arbitrary<OpenIncident> = fc.record(
  {
    title: texts,
    impact: fc.constantFrom(...IMPACTS, "unknown"),
    components: fc.array(texts, { maxLength: 4 }),
    hasBegun: fc.boolean(),
    status: fc.constantFrom("identified", "scheduled"),
    url: texts,
    startedAtMs: fc.nat(),
    againMs: fc.nat(),
  },
  { requiredKeys: ["title", "impact", "components", "hasBegun"], noNullPrototype: true },
);

const incidents: fc.Arbitrary<IncidentMemory> = fc.record(
  {
    kind: fc.constantFrom("incident", "maintenance"),
    title: digests,
    isClosed: fc.boolean(),
    closedUnseen: fc.boolean(),
    onlyNoticedMs: times,
    byTitle: fc.constant(true),
    updatedAtMs: times,
    lastSeenMs: fc.oneof(times, fc.constant(1_750_000_000_000)),
    updates: fc.array(rows, { maxLength: 300 }).map((all) => all.flat()),
    open: openIncidents,
  },
  {
    requiredKeys: ["kind", "title", "isClosed", "closedUnseen", "updatedAtMs", "lastSeenMs", "updates"],
    noNullPrototype: true,
  },
);

it("unpacks what was packed, in its order", () => {
  const lists = fc.uniqueArray(fc.tuple(ids, incidents), { selector: ([id]) => id, maxLength: 20 });
  fc.assert(
    fc.property(lists, (list) => {
      const packed = pack(new Map(list));
      expect([...unpack(packed)]).toStrictEqual(list);
    }),
    { numRuns: 300 },
  );
});

it("takes a few bytes for what an incident has in common with the one before", () => {
  const known = (number: number): [string, IncidentMemory] => [
    `tag:status.example.com,2005:Incident/${24_000_000 + number}`,
    {
      ...{ kind: "incident", title: digest("Trouble"), isClosed: true, closedUnseen: false },
      ...{ updatedAtMs: number, lastSeenMs: 1_750_000_000_000, updates: [] },
    },
  ];
  const all = Array.from({ length: 100 }, (_, number) => known(number));
  expect(pack(new Map(all)).length).toBeLessThan(100 * 25);
});
