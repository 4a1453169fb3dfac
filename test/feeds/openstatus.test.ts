import { describe, expect, it } from "vitest";
import { openstatus } from "../../src/feeds/openstatus.ts";
import { createDocument } from "../../src/http/document.ts";
import type { FetchResult } from "../../src/http/fetcher.ts";
import { PageDocuments } from "../../src/polling/documents.ts";

const PAGE = new URL("https://status.example.com/");
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 2, 20, 1);

/** A page with one maintenance, from one to three o'clock, with a post from half past one, as it is read at a time. */
async function readAt(nowMs: number) {
  const maintenanceUpdates = [{ id: 1, message: "Half way.", date: "2026-03-20T01:30:00.000Z" }];
  const span = { from: "2026-03-20T01:00:00.000Z", to: "2026-03-20T03:00:00.000Z" };
  const maintenances = [{ id: 7, name: "Upgrade", message: "", maintenanceUpdates, ...span }];
  const feed = { title: "Tern Maps", status: "info", monitors: [], statusReports: [], maintenances };
  const fetch = async (url: URL): Promise<FetchResult> => {
    const document = createDocument(url, {}, Buffer.from(JSON.stringify(feed)));
    return { outcome: "modified", document, version: {} };
  };
  const reading = await openstatus.read(new PageDocuments().begin(PAGE, () => new Set(), nowMs, fetch));
  return reading.outcome === "read" ? reading.snapshot.incidents[0] : undefined;
}

describe("a maintenance of an OpenStatus page", () => {
  it.each([
    [-1, "scheduled"],
    [1, "in_progress"],
    [3, "completed"],
  ])("%i hours after its start is %s", async (hours, status) => {
    expect(await readAt(START_MS + hours * HOUR_MS)).toMatchObject({ status });
  });

  it("tells what is posted while it goes on", async () => {
    const maintenance = await readAt(START_MS + HOUR_MS);
    expect(maintenance?.updates).toMatchObject([{ id: "1", status: "in_progress", message: "Half way." }]);
  });
});
