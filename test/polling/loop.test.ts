import { describe, expect, it } from "vitest";
import { coarse } from "../../src/polling/loop.ts";
import { nextDelay } from "../../src/polling/pace.ts";

const RANDOM = [0, 0.001, 0.249, 0.5, 0.751, 0.999, 0.999999];
const IDLE = { failures: 0, restMs: 0, elapsedMs: 0 };

describe("A pause between polls", () => {
  it.each([5_000, 10_000, 12_345, 30_000, 60_000])(
    "is within a tenth of %i ms, told to a step",
    (intervalMs) => {
      for (const random of RANDOM) {
        const ms = coarse(nextDelay({ ...IDLE, intervalMs, random }), intervalMs);
        expect(Math.abs(ms - intervalMs)).toBeLessThanOrEqual(intervalMs * 0.1);
      }
    },
  );
});
