import { expect, it } from "vitest";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import type { Snapshot } from "../../src/types.ts";
import { unsafe } from "../helpers/hostile.ts";
import { PAGE, Site } from "../helpers/site.ts";
import { feed, incident } from "../helpers/snapshot.ts";

async function readStatusio(code: unknown): Promise<Snapshot | undefined> {
  const component = { id: "c1", name: "API", status: "Odd", status_code: code };
  const maintenance = { active: [], upcoming: [] };
  const result = { status_overall: { status_code: 100 }, status: [component], incidents: [], maintenance };
  const page = new URL("status.json", PAGE).href;
  const site = new Site(page, new Map([[page, Buffer.from(JSON.stringify({ result }))]]));
  const reading = await site.read("statusio");
  return reading.outcome === "read" ? reading.snapshot : undefined;
}

it.each(["__proto__", "constructor", "toString"])("the code %s is one that no page has", async (code) => {
  expect((await readStatusio(code))?.components).toEqual([
    { id: "c1", name: "API", status: "unknown", rawStatus: "Odd" },
  ]);
  expect((await readStatusio(100))?.components).toMatchObject([{ status: "operational" }]);
});

it("an incident that is all status and no update has an id of a length that can be kept", () => {
  const words = (rawStatus: string) =>
    tidySnapshot(feed({ ...incident("i1"), status: "unknown", rawStatus, updates: [] }));
  expect(unsafe(words("Odd ".repeat(50_000)))).toEqual([]);
  expect(unsafe(words("\u200b"))).toEqual([]);
  expect(words("Rather Odd").incidents[0]?.updates[0]?.id).toBe("rather odd");
});
