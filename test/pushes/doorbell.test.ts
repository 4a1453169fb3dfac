import { expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { Pushes } from "../../src/pushes/pushes.ts";
import { MemoryStore } from "../../src/state/memory.ts";
import { pushed } from "../gateway/door.ts";
import { logTo } from "../state/making.ts";

it.each([
  [true, "rings each time", ["Acme", "Acme", "Acme"]],
  [false, "is a repetition", ["Acme"]],
])("The same push again, to be confirmed: %s, %s", async (confirms, _, expected) => {
  const rings: string[] = [];
  const context = {
    ...{ store: new MemoryStore(), log: logTo([]), clock: systemClock },
    ...{ options: { edits: false, ongoing: true }, bus: { publish: async () => {}, isOverrun: false } },
    fetcher: { fetch: () => Promise.reject(new Error("nothing is to be read")) },
  };
  const pushes = new Pushes(context, { ring: (name) => rings.push(name), pushed: () => {} });
  pushes.watch([pushed({ name: "Acme" }, { confirms })]);
  const push = { provider: "Acme", source: "webhook", body: Buffer.from("ding") } as const;
  for (const receivedAtMs of [0, 1_000, 2_000]) {
    expect(await pushes.accept({ ...push, receivedAtMs })).toBe(true);
    await expect.poll(() => pushes.size).toBe(0);
  }
  await pushes.close();
  expect(rings).toEqual(expected);
});
