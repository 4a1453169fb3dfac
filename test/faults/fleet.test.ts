import { describe, expect, it } from "vitest";
import { Fleet } from "./fleet.ts";
import { MISBEHAVIOURS } from "./misbehaviour.ts";

/** `npm run faults` sets these; a seed replays what a page does and when. */
const SEED = Number(process.env["STATUS_WATCH_FAULTS_SEED"] ?? 1);
const SECONDS = Number(process.env["STATUS_WATCH_FAULTS_SECONDS"] ?? 0);
const FEWEST_ROUNDS = 6;
const PAGES = 100;

async function play(): Promise<Fleet> {
  const fleet = await Fleet.start(SEED, PAGES);
  const endsMs = performance.now() + SECONDS * 1000;
  for (let round = 0; round < FEWEST_ROUNDS || performance.now() < endsMs; round++) await fleet.round();
  await fleet.comeBack();
  return fleet;
}

describe(`A fleet of ${PAGES} pages that misbehave (seed ${SEED})`, () => {
  it(
    "has everything told once and in order, however its pages misbehave",
    async () => {
      await using fleet = await play();
      for (const { name, posts, misbehaviour } of fleet.members) {
        const events = fleet.told(name);
        for (const id of new Set(posts.map((post) => post.id))) {
          const told = events.filter(({ incidentId }) => incidentId === id);
          expect(
            told.map(({ status, message }) => `${status} ${message}`),
            `${id} of ${name}, which ${misbehaviour.name}`,
          ).toEqual(
            posts.filter((post) => post.id === id).map(({ word, text }) => `${word.toLowerCase()} ${text}`),
          );
        }
        expect(events.filter(({ kind }) => kind === "incident")).toHaveLength(posts.length);
        const reach = events.filter(({ kind }) => kind === "provider").map(({ change }) => change);
        expect(reach, `${name}, which ${misbehaviour.name}`).toEqual(
          reach.map((_, index) => (index % 2 === 0 ? "unreachable" : "recovered")),
        );
        expect(events.every(({ kind }) => kind === "incident" || kind === "provider")).toBe(true);
      }
      expect(fleet.connectionsInside).toBe(0);
      expect(fleet.bugs).toEqual([]);
      expect(fleet.members.flatMap(({ posts }) => posts).length).toBeGreaterThan(PAGES);
    },
    (SECONDS + 180) * 1000,
  );

  it("has a page of every kind", () => {
    expect(PAGES % MISBEHAVIOURS.length).toBe(0);
  });
});
