import { describe, expect, it } from "vitest";
import { adaptivePace, nextDelay, startDelay } from "../../src/polling/pace.ts";

const input = { intervalMs: 30_000, failures: 0, restMs: 0, elapsedMs: 0, random: 0.5 };

describe("nextDelay", () => {
  it("stays within a tenth of the interval, to either side", () => {
    expect(nextDelay({ ...input, random: 0 })).toBe(27_000);
    expect(nextDelay(input)).toBe(30_000);
    expect(nextDelay({ ...input, random: 1 })).toBe(33_000);
  });

  it("counts from start to start", () => {
    expect(nextDelay({ ...input, elapsedMs: 4_000 })).toBe(26_000);
    expect(nextDelay({ ...input, elapsedMs: 40_000 })).toBe(0);
  });

  it("does not wait for a clock that was set back in the meantime", () => {
    expect(nextDelay({ ...input, elapsedMs: -3_600_000 })).toBe(30_000);
  });

  it("doubles with each failure up to 32 times, and is back at once after a success", () => {
    const delays = [0, 1, 2, 3, 4, 5, 6, 100].map(
      (failures) => nextDelay({ ...input, failures }) / input.intervalMs,
    );
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 32, 32]);
  });

  it("is never longer than a timer can be, which would then be none", () => {
    expect(nextDelay({ ...input, intervalMs: 86_400_000, failures: 5 })).toBe(2 ** 31 - 1);
  });

  it("keeps a rest that was asked for to the letter, without jitter", () => {
    expect(nextDelay({ ...input, restMs: 120_000, random: 0 })).toBe(120_000);
    expect(nextDelay({ ...input, restMs: 120_000, random: 0.999 })).toBe(120_000);
    expect(nextDelay({ ...input, restMs: 5_000 })).toBe(30_000);
  });
});

describe("adaptivePace", () => {
  const HOUR_MS = 3_600_000;
  const quiet = { hasOpenIncident: false, quietMs: 0, freshForMs: 0 };

  it.each([
    ["as configured, right after an incident", {}, 60_000],
    ["a quarter longer after six quiet hours", { quietMs: 6 * HOUR_MS }, 75_000],
    ["twice as long after a quiet day", { quietMs: 24 * HOUR_MS }, 120_000],
    ["no longer than that after a quiet year", { quietMs: 8_760 * HOUR_MS }, 120_000],
    ["as configured, where the clock was set back", { quietMs: -24 * HOUR_MS }, 60_000],
    ["a third while an incident is open", { hasOpenIncident: true }, 20_000],
    [
      "a third also of an incident that nothing is told of",
      { hasOpenIncident: true, quietMs: 24 * HOUR_MS },
      20_000,
    ],
    ["what the page asks for, where that is longer", { hasOpenIncident: true, freshForMs: 45_000 }, 45_000],
    ["longer than what the page asks for", { freshForMs: 45_000 }, 60_000],
    ["… also where that is longer than twice", { hasOpenIncident: true, freshForMs: 600_000 }, 600_000],
    ["an hour, where the page asks for a day", { freshForMs: 24 * HOUR_MS }, HOUR_MS],
  ])("is %s", (_, situation, intervalMs) => {
    expect(adaptivePace({ ...quiet, intervalMs: 60_000, ...situation }).intervalMs).toBe(intervalMs);
  });

  it("never makes a page read more often than every 250 ms, nor before it says, whatever chance says", () => {
    const delayOf = (intervalMs: number, freshForMs: number) => {
      const pace = adaptivePace({ ...quiet, intervalMs, hasOpenIncident: true, freshForMs });
      return nextDelay({ ...input, ...pace, random: 0, elapsedMs: 50 });
    };
    expect(delayOf(250, 0)).toBe(200);
    expect(delayOf(600, 0)).toBe(200);
    expect(delayOf(60_000, 30_000)).toBe(29_950);
    expect(delayOf(60_000, 0)).toBe(17_950);
  });
});

describe("startDelay", () => {
  it("spreads the first readings evenly over the interval", () => {
    const delays = Array.from({ length: 1_000 }, (_, index) => startDelay(index, 1_000, 30_000));
    expect(delays[0]).toBe(0);
    expect(delays[999]).toBe(29_970);
    expect(new Set(delays.map((ms, index) => Math.round(ms - (delays[index - 1] ?? ms - 30)))).size).toBe(1);
  });

  it("lets a few pages with a long interval follow each other soon: someone is watching", () => {
    expect([0, 1, 2].map((index) => startDelay(index, 3, 60_000))).toEqual([0, 250, 500]);
  });
});
