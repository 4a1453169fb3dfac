import { describe, expect, it } from "vitest";
import { readTogether } from "../../src/feeds/reading/together.ts";
import { createDocument, type Document } from "../../src/http/document.ts";
import type { FetchResult } from "../../src/http/fetcher.ts";
import { PageDocuments } from "../../src/polling/documents.ts";
import type { Snapshot } from "../../src/types.ts";

const MAIN = new URL("https://status.acme.example/incidents");
const EXTRA = new URL("https://status.acme.example/components");
const MINUTE_MS = 60_000;

type Answer = { readonly text: string } | { readonly status: number } | "timeout";

/** A page of two documents that is read by hand; a version that is known is answered with 304. */
class TwoDocuments {
  nowMs = Date.parse("2026-03-04T12:00:00Z");
  readonly asked: string[] = [];
  readonly #documents = new PageDocuments();
  readonly #answers = new Map<string, Answer>();

  answer(main: Answer, extra: Answer): this {
    this.#answers.set(MAIN.href, main).set(EXTRA.href, extra);
    return this;
  }

  /** What the two documents were when they were read together, or how that went. */
  async read(): Promise<string> {
    this.asked.length = 0;
    const reading = this.#documents.begin(
      MAIN,
      () => new Set(),
      this.nowMs,
      async (url, { hash }) => {
        this.asked.push(url.pathname);
        return resultOf(url, this.#answers.get(url.href) ?? { status: 404 }, hash);
      },
    );
    const result = await readTogether(reading, [MAIN, EXTRA], parse);
    if (result.outcome !== "failed" && result.outcome !== "throttled") reading.commit();
    if (result.outcome !== "read") return result.outcome;
    const { components } = result.snapshot;
    return `${result.snapshot.page.name} with ${components ? components[0]?.name : "no components"}`;
  }
}

function resultOf(url: URL, answer: Answer, known: string | undefined): FetchResult {
  if (answer === "timeout") return { outcome: "failed", failure: { code: "timeout", reason: "no answer" } };
  if ("text" in answer) {
    if (answer.text === known) return { outcome: "unchanged" };
    const document = createDocument(url, {}, Buffer.from(answer.text));
    return { outcome: "modified", document, version: { hash: answer.text } };
  }
  const { status } = answer;
  if (status === 429) return { outcome: "throttled", failure: { code: "throttled", reason: "429" } };
  return { outcome: "failed", failure: { code: "http_status", reason: `answered ${status}` }, status };
}

function parse(main: Document, extra?: Document): Snapshot {
  return {
    page: { name: main.text() },
    incidents: [],
    ...(extra && { components: [{ id: "c", name: extra.text(), status: "operational" }] }),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: false,
  };
}

describe("documents that are read together", () => {
  it("are both parsed when one of them has changed, whichever it is", async () => {
    const page = new TwoDocuments().answer({ text: "m1" }, { text: "e1" });
    expect(await page.read()).toBe("m1 with e1");
    expect(await page.read()).toBe("unchanged");
    expect(page.asked).toEqual(["/incidents", "/components"]);
    expect(await page.answer({ text: "m2" }, { text: "e1" }).read()).toBe("m2 with e1");
    expect(await page.answer({ text: "m2" }, { text: "e2" }).read()).toBe("m2 with e2");
    expect(await page.read()).toBe("unchanged");
  });

  it.each([[429], [404], [500]])("are read without one that is not needed and answers %i", async (status) => {
    const page = new TwoDocuments().answer({ text: "m1" }, { status });
    expect(await page.read()).toBe("m1 with no components");
    expect(await page.answer({ text: "m2" }, { status }).read()).toBe("m2 with no components");
  });

  it.each([[429], [403], [404]])(
    "are asked for without one that answered %i for ten minutes",
    async (status) => {
      const page = new TwoDocuments().answer({ text: "m1" }, { status });
      await page.read();
      page.answer({ text: "m1" }, { text: "e1" });
      page.nowMs += 10 * MINUTE_MS - 1;
      expect(await page.read()).toBe("unchanged");
      expect(page.asked).toEqual(["/incidents"]);
      page.nowMs += 1;
      expect(await page.read()).toBe("m1 with e1");
    },
  );

  it.each([{ status: 500 }, "timeout"] as const)("wait for none that is out of order: %o", async (answer) => {
    const page = new TwoDocuments().answer({ text: "m1" }, answer);
    expect(await page.read()).toBe("m1 with no components");
    expect(await page.answer({ text: "m1" }, { text: "e1" }).read()).toBe("m1 with e1");
  });

  it("are nothing without the first, whatever the others are", async () => {
    const page = new TwoDocuments().answer({ status: 429 }, { text: "e1" });
    expect(await page.read()).toBe("throttled");
    expect(page.asked).toEqual(["/incidents"]);
    expect(await page.answer({ status: 404 }, { text: "e1" }).read()).toBe("failed");
    expect(await page.answer({ text: "m1" }, { text: "e1" }).read()).toBe("m1 with e1");
  });

  it("have not changed where one asks to be left alone and the other is as it was", async () => {
    const page = new TwoDocuments().answer({ text: "m1" }, { text: "e1" });
    await page.read();
    expect(await page.answer({ text: "m1" }, { status: 429 }).read()).toBe("unchanged");
    expect(await page.answer({ text: "m1" }, { text: "e1" }).read()).toBe("unchanged");
    expect(await page.answer({ text: "m1" }, { text: "e2" }).read()).toBe("m1 with e2");
  });
});
