import { expect, it } from "vitest";
import { freshness } from "../../src/http/freshness.ts";

it.each<[headers: Record<string, string | string[]>, freshForMs: number | undefined]>([
  [{}, undefined],
  [{ "cache-control": "" }, undefined],
  [{ "cache-control": "max-age=0, private, must-revalidate" }, undefined],
  [{ "cache-control": "public, max-age=30" }, 30_000],
  [{ "cache-control": "Max-Age = 30" }, 30_000],
  [{ "cache-control": 'max-age="30"' }, 30_000],
  [{ "cache-control": ["max-age=30", "max-age=60"] }, 30_000],
  [{ "cache-control": "max-age=30", age: "12" }, 18_000],
  [{ "cache-control": "max-age=30", age: "30" }, undefined],
  [{ "cache-control": "max-age=30", age: "-12" }, 30_000],
  [{ "cache-control": "max-age=30", age: "young" }, 30_000],
  [{ "cache-control": "s-maxage=30" }, undefined],
  [{ "cache-control": "x-max-age=30" }, undefined],
  [{ "cache-control": "max-age=-1" }, undefined],
  [{ "cache-control": "max-age=soon" }, undefined],
  [{ "cache-control": "no-cache, max-age=30" }, undefined],
  [{ "cache-control": "max-age=30,no-store" }, undefined],
  [{ "cache-control": `max-age=${"9".repeat(400)}` }, 999_999_999_000],
])("of %j an answer is the newest for %s ms", (headers, freshForMs) => {
  expect(freshness(headers).freshForMs).toBe(freshForMs);
});
