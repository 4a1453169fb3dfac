import { expect, it } from "vitest";
import { uptimerobot } from "../../src/feeds/uptimerobot/index.ts";
import { createDocument } from "../../src/http/document.ts";
import type { FetchResult } from "../../src/http/fetcher.ts";
import { PageDocuments } from "../../src/polling/documents.ts";

const TOTAL = 65;
const PER_PAGE = 30;

function monitorsOnPage(page: number): object {
  const first = (page - 1) * PER_PAGE + 1;
  const count = Math.min(PER_PAGE, TOTAL - first + 1);
  const monitors = Array.from({ length: count }, (_, index) => ({
    monitorId: first + index,
    name: `Node ${first + index}`,
    statusClass: "success",
  }));
  return { status: "ok", psp: { perPage: PER_PAGE, totalMonitors: TOTAL, monitors } };
}

it("reads all the pages that a page's monitors fill, and asks for no more at the next reading", async () => {
  const asked: string[] = [];
  const fetch = async (url: URL): Promise<FetchResult> => {
    asked.push(url.pathname + url.search);
    if (!url.pathname.startsWith("/api/getMonitorList/"))
      return { outcome: "failed", failure: { code: "http_status", reason: "404" }, status: 404 };
    const page = monitorsOnPage(Number(url.searchParams.get("page")));
    const headers = { "content-type": "application/json" };
    const document = createDocument(url, headers, Buffer.from(JSON.stringify(page)));
    return { outcome: "modified", document, version: {} };
  };
  const documents = new PageDocuments();
  const read = () => {
    const page = new URL("https://stats.uptimerobot.com/Lantern01x");
    return uptimerobot.read(documents.begin(page, () => new Set(), 0, fetch));
  };

  const first = await read();
  expect(first).toMatchObject({ outcome: "read" });
  if (first.outcome === "read") expect(first.snapshot.components).toHaveLength(TOTAL);

  asked.length = 0;
  await read();
  expect(asked.toSorted()).toEqual([
    "/api/getEventFeed/Lantern01x",
    "/api/getMonitorList/Lantern01x?page=1",
    "/api/getMonitorList/Lantern01x?page=2",
    "/api/getMonitorList/Lantern01x?page=3",
  ]);
});
