import { describe, expect, it } from "vitest";
import { FORMATS, type FormatName } from "../../src/feeds/index.ts";
import type { Reading } from "../../src/feeds/types.ts";
import { createDocument } from "../../src/http/document.ts";
import type { FetchResult } from "../../src/http/fetcher.ts";
import { PageDocuments } from "../../src/polling/documents.ts";
import { contentTypeOf } from "../helpers/server.ts";

/** A page whose documents change under its reader. */
class ChangingPage {
  readonly documents = new Map<string, string>();
  readonly asked: string[] = [];
  open: readonly string[] = [];
  nowMs = Date.parse("2026-03-04T12:00:00Z");
  readonly #kept = new PageDocuments();

  async read(format: FormatName, address: string): Promise<Reading> {
    this.asked.length = 0;
    const reading = this.#kept.begin(new URL(address), () => new Set(this.open), this.nowMs, this.#fetch);
    const result = await FORMATS[format].read(reading);
    reading.commit();
    return result;
  }

  readonly #fetch = async (url: URL): Promise<FetchResult> => {
    this.asked.push(url.pathname);
    const body = this.documents.get(url.href);
    if (body === undefined) {
      const failure = { code: "http_status", reason: `${url.href} answered 404` } as const;
      return { outcome: "failed", failure, status: 404 };
    }
    const headers = { "content-type": contentTypeOf(url.pathname) };
    return { outcome: "modified", document: createDocument(url, headers, Buffer.from(body)), version: {} };
  };
}

const SUMMARY = "https://statuspal.eu/api/v2/status_pages/plover/summary";
const HISTORY = "https://statuspal.eu/api/v2/status_pages/plover/incidents";

function summary(...incidents: object[]): string {
  const page = { name: "Plover", subdomain: "plover", current_incident_type: null };
  return JSON.stringify({ status_page: page, services: [], incidents });
}

function incident(endsAt: string | null) {
  const updates = [{ id: 2, type: "resolved", description: "It is back.", posted_at: "2026-03-04T11:00:00" }];
  const common = { id: 501, type: "major", title: "Console is gone", service_ids: [], updates };
  return { ...common, starts_at: "2026-03-04T10:00:00", ends_at: endsAt };
}

describe("a page that lists only what is open", () => {
  it("is asked for one document while nothing ends", async () => {
    const page = new ChangingPage();
    page.documents.set(SUMMARY, summary());
    await page.read("statuspal", "https://plover.statuspal.eu/");
    expect(page.asked).toEqual([new URL(SUMMARY).pathname]);
  });

  it("has what ended told in the words of its history", async () => {
    const page = new ChangingPage();
    page.open = ["501"];
    page.documents.set(SUMMARY, summary());
    page.documents.set(HISTORY, JSON.stringify({ incidents: [incident("2026-03-04T11:00:00")] }));
    expect(await page.read("statuspal", "https://plover.statuspal.eu/")).toMatchObject({
      snapshot: {
        incidents: [{ id: "501", status: "resolved", updates: [{ message: "It is back." }] }],
        listsAllOpen: { incident: true },
      },
    });
  });

  it("is not taken at its word while its history calls that open", async () => {
    const page = new ChangingPage();
    page.open = ["501"];
    page.documents.set(SUMMARY, summary());
    page.documents.set(HISTORY, JSON.stringify({ incidents: [incident(null)] }));
    const reads = async () => {
      const reading = await page.read("statuspal", "https://plover.statuspal.eu/");
      return reading.outcome === "read" ? reading.snapshot.listsAllOpen.incident : reading.outcome;
    };
    // The update says "resolved", and the incident has no end.
    page.documents.set(HISTORY, page.documents.get(HISTORY)?.replace('"resolved"', '"monitoring"') ?? "");
    expect(await reads()).toBe(false);
    page.nowMs += 3_600_000;
    expect(await reads()).toBe(true);
  });

  it("is taken at its word where it has no history", async () => {
    const page = new ChangingPage();
    page.open = ["501"];
    page.documents.set(SUMMARY, summary());
    expect(await page.read("statuspal", "https://plover.statuspal.eu/")).toMatchObject({
      snapshot: { incidents: [], listsAllOpen: { incident: true } },
    });
  });
});

describe("a page whose documents lie elsewhere", () => {
  const PAGE = "https://status.example.com/";
  const html = (name: string) => `<!doctype html><link rel="canonical" href="https://${name}.statuspal.eu/">`;

  it("is looked at once", async () => {
    const page = new ChangingPage();
    page.documents.set(PAGE, html("plover"));
    page.documents.set(SUMMARY, summary());
    await page.read("statuspal", PAGE);
    expect(page.asked).toEqual(["/", new URL(SUMMARY).pathname]);
    await page.read("statuspal", PAGE);
    expect(page.asked).toEqual([new URL(SUMMARY).pathname]);
  });

  it("is looked at again once what it told leads nowhere", async () => {
    const page = new ChangingPage();
    page.documents.set(PAGE, html("plover"));
    page.documents.set(SUMMARY, summary());
    await page.read("statuspal", PAGE);
    page.documents.delete(SUMMARY);
    page.documents.set(PAGE, html("dotterel"));
    page.documents.set(SUMMARY.replace("plover", "dotterel"), summary());
    expect(await page.read("statuspal", PAGE)).toMatchObject({ outcome: "failed" });
    expect(await page.read("statuspal", PAGE)).toMatchObject({ outcome: "read" });
  });
});

describe("an Instatus page", () => {
  const PAGE = "https://status.example.com/";
  const quiet = JSON.stringify({ page: { name: "Puffin", url: PAGE, status: "UP" } });
  const entry = `<entry><id>tag:status.example.com,2005:Incident/cmpuffin1</id>
    <published>2026-03-04T10:00:00Z</published><updated>2026-03-04T11:00:00Z</updated>
    <link rel="alternate" href="${PAGE}incident/cmpuffin1"/><title>Cards</title>
    <content type="html">&lt;p&gt;&lt;strong&gt;Type: Incident&lt;/strong&gt;&lt;/p&gt;&lt;p&gt;&lt;small&gt;Mar
    &lt;var data-var='date'&gt;4&lt;/var&gt;, &lt;var data-var='time'&gt;11:00:00&lt;/var&gt; GMT+0&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - Cards work.&lt;/p&gt;</content></entry>`;
  const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Puffin</title>${entry}</feed>`;

  it("costs two requests while it is quiet", async () => {
    const page = new ChangingPage();
    page.documents.set(`${PAGE}summary.json`, quiet);
    await page.read("instatus", PAGE);
    expect(page.asked).toEqual(["/summary.json", "/v3/components.json"]);
  });

  it("tells by its feed how an incident ended", async () => {
    const page = new ChangingPage();
    page.open = ["cmpuffin1"];
    page.documents.set(`${PAGE}summary.json`, quiet);
    page.documents.set(`${PAGE}history.atom`, feed);
    expect(await page.read("instatus", PAGE)).toMatchObject({
      snapshot: {
        incidents: [{ id: "cmpuffin1", status: "resolved", updates: [{ message: "Cards work." }] }],
      },
    });
  });
});
