import { expect, it } from "vitest";
import { silentLogger } from "../../src/log.ts";
import { PageSearch } from "../../src/polling/page-search.ts";
import { provider } from "../helpers/daemon.ts";

it("A page of which nothing is known is looked for again after a rest, and though the clock was set back", async () => {
  let nowMs = 1_000_000_000;
  let asked = 0;
  const search = new PageSearch(provider({ url: "https://acme.example" }), new URL("https://acme.example"), {
    log: silentLogger,
    clock: { now: () => nowMs },
    fetch: async () => {
      asked++;
      return { outcome: "failed", failure: { code: "http_status", reason: "it answered 404" }, status: 404 };
    },
  });
  const asks = async () => {
    const before = asked;
    await search.find();
    return asked > before;
  };
  expect(await asks()).toBe(true);
  nowMs += 59_999;
  expect(await asks()).toBe(false);
  nowMs += 1;
  expect(await asks()).toBe(true);
  nowMs -= 86_400_000;
  expect(await asks()).toBe(true);
});
