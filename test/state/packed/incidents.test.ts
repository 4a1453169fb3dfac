import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { Incidents } from "../../../src/state/packed/incidents.ts";
import { Packer } from "../../../src/state/packed/packer.ts";
import type { IncidentMemory } from "../../../src/state/types.ts";
import { memoryOf } from "../making.ts";

function incident(settings: Partial<IncidentMemory> = {}): IncidentMemory {
  return {
    ...{ kind: "incident", title: 1, isClosed: false, closedUnseen: false },
    ...{ updatedAtMs: 2, lastSeenMs: 3, updates: [1, 2, 3, 0] },
    ...settings,
  };
}

const OPEN = { title: "Trouble", impact: "minor", components: [], hasBegun: true } as const;
const KNOWN: ReadonlyMap<string, IncidentMemory> = new Map([
  ["over", incident({ isClosed: true })],
  ["open", incident({ open: OPEN })],
  ["planned", incident({ kind: "maintenance", open: { ...OPEN, hasBegun: false } })],
]);

it("tells the same whether packed or not", () => {
  const incidents = new Incidents(KNOWN);
  incidents.pack();
  incidents.pack();
  expect([...incidents]).toEqual([...KNOWN]);
  expect(incidents.toMap()).toEqual(KNOWN);
  expect(incidents.get("over")).toEqual(KNOWN.get("over"));
  expect(incidents.get("another")).toBeUndefined();
  expect(incidents.openIds).toEqual(["open", "planned"]);
});

it("gives copies: what is done to them changes nothing here", () => {
  const incidents = new Incidents(KNOWN);
  incidents.toMap().clear();
  expect([...incidents]).toHaveLength(3);
  incidents.pack();
  incidents.toMap().clear();
  expect([...incidents]).toHaveLength(3);
});

it("knows whether something is going on: an incident, not a maintenance", () => {
  const isAnyGoingOn = (...known: IncidentMemory[]) =>
    new Incidents(new Map(known.map((one, index) => [String(index), one]))).isAnyGoingOn;
  expect(isAnyGoingOn(incident({ open: OPEN }))).toBe(true);
  expect(isAnyGoingOn(incident({ open: { ...OPEN, hasBegun: false } }))).toBe(false);
  expect(isAnyGoingOn(incident({ kind: "maintenance", open: OPEN }))).toBe(false);
  expect(isAnyGoingOn(incident({ isClosed: true }))).toBe(false);
});

it("packs those whose news are the oldest, and leaves the others", async () => {
  const packed: string[] = [];
  const watched = (name: string) => {
    const memory = memoryOf(1);
    memory.incidents.pack = () => void packed.push(name);
    return memory;
  };
  const packer = new Packer();
  for (let number = 0; number < 32; number++) packer.remembers(`${number}`, watched(`${number}`));
  packer.remembers("0", watched("0 again"));
  packer.remembers("2", undefined);
  expect(packed).toEqual([]);
  packer.remembers("32", watched("32"));
  packer.remembers("33", watched("33"));
  // Once whoever waits for the news has been told.
  expect(packed).toEqual([]);
  await setImmediate();
  expect(packed).toEqual(["1"]);
});

it("packs at once where many have news in one breath, as at a start", () => {
  const packer = new Packer();
  const memories = Array.from({ length: 1_000 }, () => memoryOf(1));
  for (const [number, memory] of memories.entries()) packer.remembers(`${number}`, memory);
  expect(memories.filter(({ incidents }) => !incidents.isPacked).length).toBeLessThanOrEqual(64);
});
