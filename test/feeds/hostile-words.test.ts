import { expect, it } from "vitest";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import type { Snapshot } from "../../src/types.ts";
import { casesOf } from "../helpers/fixtures.ts";
import { unsafe, unsafeEvents } from "../helpers/hostile.ts";
import { PAGE, Site } from "../helpers/site.ts";
import { feed, incident, Observer, update } from "../helpers/snapshot.ts";

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

it.each([
  ["adobe", "trouble"],
  ["aws", "trouble"],
  ["betterstack", "trouble"],
  ["salesforce", "active.json"],
  ["onlineornot", "trouble"],
  ["openstatus", "trouble"],
] as const)("ids of half characters make no address, and no harm (%s)", async (format, entry) => {
  const { site } = casesOf(format).find((one) => one.entry === entry) ?? {};
  const halved = [...(site?.documents ?? [])].map(([address, body]) => {
    const text = body.toString().replace(/"((?:[a-zA-Z]*[iI]d|arn)":\s*)"([^"]+)"/g, '"$1"\\ud800$2"');
    return [address, Buffer.from(text)] as const;
  });
  const reading = await new Site(site?.page.href ?? PAGE, new Map(halved)).read(format);
  expect(reading.outcome).not.toBe("unchanged");
});

it("many updates of one minute are told in no more than one message may hold", () => {
  const updates = Array.from({ length: 500 }, (_, n) =>
    update(`u${n}`, { message: "a".repeat(40_000), idFrom: "derived" }),
  );
  const observer = new Observer();
  observer.see(feed(incident("i0")));
  expect(unsafeEvents(observer.see(feed(incident("i1", { updates }), incident("i0"))))).toEqual([]);
});

it("a time that is a list in a list, and so on, is no time", async () => {
  const { site } = casesOf("meta").find(({ entry }) => entry === "product") ?? {};
  const deep = "[".repeat(50_000) + "]".repeat(50_000);
  const documents = [...(site?.documents ?? [])].map(([address, body]) => {
    return [
      address,
      Buffer.from(body.toString().replace(/"time":\s*("[^"]*"|[\d.]+)/g, `"time":${deep}`)),
    ] as const;
  });
  const reading = await new Site(site?.page.href ?? PAGE, new Map(documents)).read("meta");
  expect(reading.outcome).toBe("read");
});
