import { describe, expect, it } from "vitest";
import { type HeldChange, settle } from "../../src/audience/settle.ts";
import type { ComponentStatus, StatusEvent } from "../../src/types.ts";
import { component, MINUTE, NOON } from "./events.ts";

const SETTLE = 2 * MINUTE;

/** A change so many seconds after noon. */
function at(
  s: number,
  from: ComponentStatus,
  to: ComponentStatus,
  name = "API",
  provider = "Acme",
): HeldChange {
  const updatedAt = new Date(NOON + s * 1000).toISOString();
  const id = `${provider}/${name}/${to}/${s}`;
  const event = component(from, to, { id, provider, components: [name], title: name, updatedAt });
  return { event, heldAtMs: NOON + s * 1000 };
}

function words({ from, to, title, updatedAt }: StatusEvent): string {
  return `${title} ${from}>${to} ${(Date.parse(updatedAt) - NOON) / 1000}`;
}

function outcome(changes: readonly HeldChange[], nowS: number) {
  const { told, held, cancelled, dueMs } = settle(changes, SETTLE, NOON + nowS * 1000);
  return {
    told: told.map(words),
    held: held.map(({ event }) => words(event)),
    cancelled: cancelled.map(words),
    dueS: dueMs === undefined ? undefined : (dueMs - NOON) / 1000,
  };
}

const NOTHING = { told: [], held: [], cancelled: [], dueS: undefined };
const UP = "operational";
const SLOW = "degraded_performance";
const DOWN = "major_outage";

describe("changes of components", () => {
  it.each<[string, HeldChange[], number, Partial<ReturnType<typeof outcome>>]>([
    ["none", [], 0, {}],
    ["down: held", [at(0, UP, DOWN)], 119, { held: [`API ${UP}>${DOWN} 0`], dueS: 120 }],
    ["still down: told, with its first time", [at(0, UP, DOWN)], 120, { told: [`API ${UP}>${DOWN} 0`] }],
    [
      "down and up: neither is told",
      [at(0, UP, DOWN), at(60, DOWN, UP)],
      60,
      { cancelled: [`API ${UP}>${DOWN} 0`, `API ${DOWN}>${UP} 60`] },
    ],
    [
      "down, and up at the last moment: neither is told",
      [at(0, UP, DOWN), at(120, DOWN, UP)],
      120,
      { cancelled: [`API ${UP}>${DOWN} 0`, `API ${DOWN}>${UP} 120`] },
    ],
    [
      "down, and up a moment too late: both are told, each in its time",
      [at(0, UP, DOWN), at(121, DOWN, UP)],
      121,
      { told: [`API ${UP}>${DOWN} 0`], held: [`API ${DOWN}>${UP} 121`], dueS: 241 },
    ],
    [
      "the same looked at late",
      [at(0, UP, DOWN), at(121, DOWN, UP)],
      900,
      { told: [`API ${UP}>${DOWN} 0`, `API ${DOWN}>${UP} 121`] },
    ],
    [
      "up for a moment while it is known to be down: neither is told",
      [at(0, DOWN, UP), at(30, UP, DOWN)],
      30,
      { cancelled: [`API ${DOWN}>${UP} 0`, `API ${UP}>${DOWN} 30`] },
    ],
    [
      "slow, then down: told as one, from the first",
      [at(0, UP, SLOW), at(60, SLOW, DOWN)],
      120,
      { told: [`API ${UP}>${DOWN} 0`] },
    ],
    [
      "slow, down, slow, up: none is told",
      [at(0, UP, SLOW), at(10, SLOW, DOWN), at(20, DOWN, SLOW), at(30, SLOW, UP)],
      30,
      {
        cancelled: [
          `API ${UP}>${SLOW} 0`,
          `API ${SLOW}>${DOWN} 10`,
          `API ${DOWN}>${SLOW} 20`,
          `API ${SLOW}>${UP} 30`,
        ],
      },
    ],
    [
      "down, up, down: the last counts from when it came",
      [at(0, UP, DOWN), at(60, DOWN, UP), at(90, UP, DOWN)],
      150,
      {
        cancelled: [`API ${UP}>${DOWN} 0`, `API ${DOWN}>${UP} 60`],
        held: [`API ${UP}>${DOWN} 90`],
        dueS: 210,
      },
    ],
    [
      "shown only while something is wrong: neither is told",
      [at(0, "unknown", DOWN), at(60, DOWN, UP)],
      60,
      { cancelled: [`API unknown>${DOWN} 0`, `API ${DOWN}>${UP} 60`] },
    ],
    [
      "of two components: each by itself",
      [at(0, UP, DOWN), at(10, UP, SLOW, "Web"), at(20, DOWN, UP)],
      130,
      { told: [`Web ${UP}>${SLOW} 10`], cancelled: [`API ${UP}>${DOWN} 0`, `API ${DOWN}>${UP} 20`] },
    ],
    [
      "of two providers with a component of one name: each by itself",
      [at(0, UP, DOWN), at(10, DOWN, UP, "API", "Other")],
      60,
      { held: [`API ${UP}>${DOWN} 0`, `API ${DOWN}>${UP} 10`], dueS: 120 },
    ],
  ])("%s", (_, changes, nowS, expected) => {
    expect(outcome(changes, nowS)).toEqual({ ...NOTHING, ...expected });
  });

  it("told as one say all that the last says, and from where the first began", () => {
    const [first, last] = [at(0, UP, SLOW), at(60, SLOW, DOWN)];
    const { told } = settle([first, last], SETTLE, NOON + SETTLE);
    const { updatedAt, detectedAt, message } = first.event;
    expect(told).toEqual([{ ...last.event, from: UP, updatedAt, detectedAt, message }]);
  });

  it("know what they stand for, also where one component has several to tell", () => {
    const changes = [at(0, UP, SLOW), at(60, SLOW, DOWN), at(121, DOWN, UP)];
    const { told, toldFor } = settle(changes, SETTLE, NOON + 10 * MINUTE);
    const [first, second, third] = changes.map(({ event }) => event);
    expect(told.map((event) => toldFor.get(event))).toEqual([[first, second], [third]]);
  });

  it("that are held can be given again, with those that came since", () => {
    const { held } = settle([at(0, UP, DOWN)], SETTLE, NOON);
    expect(settle([...held, at(60, DOWN, UP)], SETTLE, NOON + MINUTE)).toMatchObject({ told: [], held: [] });
  });
});
