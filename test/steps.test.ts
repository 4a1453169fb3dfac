import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { atOnce, inTurns, type Steps } from "../src/steps.ts";

/** Keeps the processor busy for so long, in steps. */
function* busy(ms: number): Steps<string> {
  for (const start = performance.now(); performance.now() - start < ms; ) yield;
  return "done";
}

describe("work in steps", () => {
  it("can be done at once", () => {
    expect(atOnce(busy(1))).toBe("done");
  });

  it("lets others have their turn, again and again", async () => {
    let isDone = false;
    const done = inTurns(busy(100)).then((result) => {
      isDone = true;
      return result;
    });
    let turns = 0;
    for (; !isDone; turns++) await setImmediate();
    expect(await done).toBe("done");
    expect(turns).toBeGreaterThan(3);
  });

  it("leaves what follows a turn of its own, so that turns do not add up", async () => {
    const order: string[] = [];
    void setImmediate().then(() => order.push("others"));
    await inTurns(busy(2));
    order.push("what follows");
    expect(order).toEqual(["others", "what follows"]);
  });

  it("fails as it does at once", async () => {
    function* failing(): Steps<void> {
      yield;
      throw new Error("broken");
    }
    expect(() => atOnce(failing())).toThrow("broken");
    await expect(inTurns(failing())).rejects.toThrow("broken");
  });
});
