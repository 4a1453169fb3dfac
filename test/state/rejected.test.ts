import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { silentLogger } from "../../src/log.ts";
import { readRejected } from "../../src/state/journal/rejected.ts";
import { JournalStore } from "../../src/state/journal/store.ts";
import { Folder } from "../helpers/cli.ts";

const OPTIONS = { log: silentLogger, now: () => systemClock.now() };

describe("A push that is kept aside", () => {
  it("is shown once, though a daemon that was killed meanwhile kept it aside before", async () => {
    await using folder = await Folder.create();
    const store = await JournalStore.open(folder.path, OPTIONS);
    const push = {
      provider: "Acme",
      source: "webhook",
      receivedAtMs: 1_000,
      body: Buffer.from("?"),
    } as const;
    const waiting = await store.accept(push);
    // The sudden end comes between keeping it aside and letting go of it: the next start finds it still waiting.
    await store.reject(waiting, "it is not JSON");
    await store.reject(waiting, "it is not JSON");
    await store
      .accept({ ...push, receivedAtMs: 2_000 })
      .then((other) => store.reject(other, "it is not JSON"));
    await store.close();
    const rejected = await readRejected(folder.path);
    expect(rejected.map(({ receivedAtMs }) => receivedAtMs)).toEqual([1_000, 2_000]);
  });
});
