import { expect, it } from "vitest";
import { ReadingRoom } from "../src/reading-room.ts";

/** Lets those who were given a seat go on. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

it("seats eight; others wait, and follow as they came", async () => {
  const room = new ReadingRoom();
  const seated: number[] = [];
  for (let number = 1; number <= 11; number++) void room.enter().then(() => seated.push(number));
  await settled();
  expect(seated).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  room.leave();
  room.leave();
  await settled();
  expect(seated.slice(8)).toEqual([9, 10]);
});

it("keeps a seat for who comes later", async () => {
  const room = new ReadingRoom();
  await room.enter();
  room.leave();
  for (let number = 0; number < 8; number++) await room.enter();
  let isSeated = false;
  void room.enter().then(() => {
    isSeated = true;
  });
  await settled();
  expect(isSeated).toBe(false);
});
