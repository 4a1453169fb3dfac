import { describe, expect, it } from "vitest";
import type { FetchResult } from "../../src/http/fetcher.ts";
import { MOST_KEPT, PageDocuments } from "../../src/polling/documents.ts";

const PAGE = new URL("https://status.acme.example/");
const NONE: ReadonlySet<string> = new Set();

describe("What is kept of a page's documents", () => {
  it("is of those asked for last, however many a page names", async () => {
    const documents = new PageDocuments();
    const addressOf = (number: number) => new URL(`/incidents/${number}`, PAGE);
    const unchanged: FetchResult = { outcome: "unchanged", version: { hash: "x" } };
    for (let poll = 0; poll < 6; poll++) {
      const reading = documents.begin(
        PAGE,
        () => NONE,
        poll,
        async () => unchanged,
      );
      await reading.get(PAGE);
      for (let one = 0; one < 100; one++) await reading.get(addressOf(poll * 100 + one));
      reading.commit();
    }
    const kept = Array.from(
      { length: 600 },
      (_, number) => documents.keptOf(addressOf(number)) !== undefined,
    );
    expect(kept.filter(Boolean)).toHaveLength(MOST_KEPT - 1);
    expect(kept.lastIndexOf(false)).toBe(600 - MOST_KEPT);
    expect(documents.keptOf(PAGE)).toBeDefined();
  });

  it("is nothing of one whose address is longer than any, which is not asked for", async () => {
    const reading = new PageDocuments().begin(
      PAGE,
      () => NONE,
      0,
      () => Promise.reject(new Error("it was asked for")),
    );
    const result = await reading.get(new URL(`/incidents/${"1".repeat(5_000)}`, PAGE));
    expect(result).toMatchObject({ outcome: "failed", failure: { code: "malformed" } });
  });
});
