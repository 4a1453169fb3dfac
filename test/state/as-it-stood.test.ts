import { expect, it } from "vitest";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import type { Incident, Snapshot } from "../../src/types.ts";
import { at, feed, incident, Observer, update } from "../helpers/snapshot.ts";

/** As a mail that says "An update has been posted", and not how the incident stands. */
const posted = update("12:30Z/update", {
  idFrom: "derived",
  status: "unknown",
  rawStatus: "Update",
  message: "still at it",
  postedAtMs: at("12:30"),
});

function notice(one: Incident): Snapshot {
  return { ...feed({ ...one, rawStatus: "Update" }), listsClosed: false, isNotice: true };
}

it("takes an incident to stand as it did where a notice of an update does not say", () => {
  const identified = update("u1", { status: "identified" });
  const observer = new Observer();
  observer.see(feed());
  observer.see(feed(incident("a", { updates: [identified] })));
  expect(observer.see(notice(incident("a", { updates: [posted] })))).toMatchObject([
    { change: "updated", status: "identified", message: "still at it" },
  ]);
  // The page's own view of it.
  const own = update("u2", { status: "identified", message: "still at it", postedAtMs: at("12:30") + 9_000 });
  expect(observer.see(feed(incident("a", { updates: [identified, own] })))).toEqual([]);
});

it("does not open again what is over, nor begin what is planned", () => {
  const observer = new Observer();
  observer.see(feed());
  const over = incident("a", { updates: [update("u1", { status: "resolved" })] });
  const planned = incident("b", { kind: "maintenance", updates: [update("m1", { status: "scheduled" })] });
  observer.see(feed(over, planned));
  const statuses = [incident("a"), incident("b", { kind: "maintenance" })].flatMap((one) =>
    observer.see(notice({ ...one, status: "unknown", updates: [posted] })).map(({ status }) => status),
  );
  expect(statuses).toEqual(["resolved", "scheduled"]);
  expect(observer.memory.incidents.toMap().get("a")?.isClosed).toBe(true);
  expect(observer.memory.incidents.toMap().get("b")?.open?.hasBegun).toBe(false);
});

it("leaves a status that the page itself does not know as it is", () => {
  const observer = new Observer();
  observer.see(feed());
  observer.see(feed(incident("a", { updates: [update("u1", { status: "identified" })] })));
  const odd = { ...posted, rawStatus: "Paused" };
  expect(observer.see(notice(incident("a", { updates: [odd] })))).toMatchObject([{ status: "unknown" }]);
  expect(observer.see(notice(incident("c", { updates: [posted] })))).toMatchObject([
    { incidentId: "c", status: "unknown", rawStatus: "Update" },
  ]);
});

it("keeps that an incident is known by its title alone when it is tidied", () => {
  const [tidied, other] = tidySnapshot(feed(incident("a", { idFrom: "title" }), incident("b"))).incidents;
  expect(tidied?.idFrom).toBe("title");
  expect(other).not.toHaveProperty("idFrom");
});
