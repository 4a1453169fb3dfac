import { describe, expect, it } from "vitest";
import { playstation } from "../../src/feeds/playstation/index.ts";
import { createDocument } from "../../src/http/document.ts";
import type { FetchResult, KnownVersion } from "../../src/http/fetcher.ts";
import { PageDocuments } from "../../src/polling/documents.ts";

const PAGE = new URL("https://status.playstation.com/");
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 2, 21, 6);

/** A page with one entry about one service, from six to eight o'clock, as it is read at a time. */
async function readAt(nowMs: number, statusType: string) {
  const entry = {
    statusId: "7",
    statusType,
    startDate: "2026-03-21T06:00:00Z",
    endDate: "2026-03-21T08:00:00Z",
  };
  const services = [{ serviceId: "3", serviceName: "Store", status: [entry] }];
  const body = Buffer.from(JSON.stringify({ countries: [{ countryCode: "US", status: [], services }] }));
  const fetch = async (url: URL, { hash }: KnownVersion): Promise<FetchResult> => {
    if (hash) return { outcome: "unchanged" };
    return { outcome: "modified", document: createDocument(url, {}, body), version: { hash: "1" } };
  };
  const documents = new PageDocuments();
  const reading = documents.begin(PAGE, () => new Set(), nowMs, fetch);
  const result = await playstation.read(reading);
  reading.commit();
  const later = await playstation.read(documents.begin(PAGE, () => new Set(), nowMs + 2 * HOUR_MS, fetch));
  if (result.outcome !== "read") throw new Error(result.outcome);
  const { incidents, components } = result.snapshot;
  return {
    incident: incidents[0]?.status,
    service: components?.[0]?.status,
    isReadAnew: later.outcome === "read",
  };
}

describe("an entry of PlayStation Network", () => {
  it.each([
    [-1, "scheduled", "operational", true],
    [1, "in_progress", "under_maintenance", true],
    [3, "completed", "operational", false],
  ])("of a maintenance, %i hours after its start, is %s", async (hours, incident, service, isReadAnew) => {
    const read = await readAt(START_MS + hours * HOUR_MS, "Maintenance");
    expect(read).toEqual({ incident, service, isReadAnew });
  });

  it("of an outage is over at its end", async () => {
    expect(await readAt(START_MS + HOUR_MS, "Outage")).toMatchObject({
      incident: "investigating",
      service: "major_outage",
    });
    expect(await readAt(START_MS + 3 * HOUR_MS, "Outage")).toMatchObject({
      incident: "resolved",
      service: "operational",
    });
  });
});
