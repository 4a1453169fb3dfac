import { expect, it } from "vitest";
import { ReadingRoom, Seats } from "../../src/polling/reading-room.ts";

/** Lets those who were given a seat go on. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

it("seats so many; others wait, and follow as they came", async () => {
  const seats = new Seats(2);
  const seated: number[] = [];
  for (let number = 1; number <= 5; number++) void seats.take().then(() => seated.push(number));
  await settled();
  expect(seated).toEqual([1, 2]);
  seats.giveUp();
  seats.giveUp();
  await settled();
  expect(seated).toEqual([1, 2, 3, 4]);
  for (let left = 3; left > 0; left--) seats.giveUp();
  await seats.take();
  await seats.take();
});

it("lets long ones keep none of the others waiting", async () => {
  const room = new ReadingRoom();
  const long = room.seatsFor(16 * 1024 * 1024);
  for (let number = 0; number < 10; number++) void long.take();
  await settled();
  await room.seatsFor(60_000).take();
  expect(room.seatsFor(61_000)).toBe(room.seatsFor(60_000));
});
